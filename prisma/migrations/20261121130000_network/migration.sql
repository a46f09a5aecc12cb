-- The network: flows, decisions and runbooks beside systems and services, and the history all of them are read back from.
ALTER TABLE "Service" ADD COLUMN "delivered" JSONB, ADD COLUMN "facts" JSONB NOT NULL DEFAULT '{}';

CREATE TABLE "NetworkFlow" (
    "key" TEXT NOT NULL,
    "fromId" TEXT NOT NULL,
    "fromServiceId" TEXT,
    "toId" TEXT NOT NULL,
    "toServiceId" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "NetworkFlow_pkey" PRIMARY KEY ("key")
);
CREATE TABLE "NetworkDecision" (
    "key" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "facts" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "NetworkDecision_pkey" PRIMARY KEY ("key")
);
CREATE TABLE "NetworkRunbook" (
    "key" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "NetworkRunbook_pkey" PRIMARY KEY ("key")
);
CREATE TABLE "NetworkChange" (
    "id" BIGSERIAL NOT NULL,
    "changeset" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "actor" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "systems" TEXT[],
    CONSTRAINT "NetworkChange_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "NetworkFlow_fromId_idx" ON "NetworkFlow"("fromId");
CREATE INDEX "NetworkFlow_toId_idx" ON "NetworkFlow"("toId");
CREATE INDEX "NetworkFlow_fromServiceId_idx" ON "NetworkFlow"("fromServiceId");
CREATE INDEX "NetworkFlow_toServiceId_idx" ON "NetworkFlow"("toServiceId");
CREATE UNIQUE INDEX "NetworkDecision_systemId_number_key" ON "NetworkDecision"("systemId", "number");
CREATE INDEX "NetworkRunbook_systemId_idx" ON "NetworkRunbook"("systemId");
CREATE INDEX "NetworkChange_at_idx" ON "NetworkChange"("at");
CREATE INDEX "NetworkChange_kind_key_id_idx" ON "NetworkChange"("kind", "key", "id");
CREATE INDEX "NetworkChange_changeset_idx" ON "NetworkChange"("changeset");
CREATE INDEX "NetworkChange_systems_idx" ON "NetworkChange" USING GIN ("systems");
ALTER TABLE "NetworkFlow" ADD CONSTRAINT "NetworkFlow_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "System"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "NetworkFlow" ADD CONSTRAINT "NetworkFlow_toId_fkey" FOREIGN KEY ("toId") REFERENCES "System"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "NetworkFlow" ADD CONSTRAINT "NetworkFlow_fromServiceId_fkey" FOREIGN KEY ("fromServiceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "NetworkFlow" ADD CONSTRAINT "NetworkFlow_toServiceId_fkey" FOREIGN KEY ("toServiceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "NetworkDecision" ADD CONSTRAINT "NetworkDecision_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "NetworkRunbook" ADD CONSTRAINT "NetworkRunbook_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Append-only is a promise about the past, so the database keeps it: the cast fails with its text. (Rules, because what applies
-- migrations splits at semicolons, also in the body of a trigger's function.)
CREATE RULE "NetworkChange_no_update" AS ON UPDATE TO "NetworkChange" DO INSTEAD SELECT ('The history of the network is append-only' || '')::int;
CREATE RULE "NetworkChange_no_delete" AS ON DELETE TO "NetworkChange" DO INSTEAD SELECT ('The history of the network is append-only' || '')::int;

-- Dependencies were lists in the facts of a system. They become flows.
INSERT INTO "NetworkFlow" ("key", "fromId", "toId", "facts", "createdAt")
SELECT DISTINCT ON (s."slug", t."slug") s."slug" || '->' || t."slug", s."id", t."id", jsonb_build_object('data', coalesce(d->'data', '[]'), 'source', 'stated'), greatest(s."createdAt", t."createdAt")
FROM "System" s
CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(s."facts"->'dependsOn') WHEN 'array' THEN s."facts"->'dependsOn' ELSE '[]' END) d
JOIN "System" t ON t."slug" = d->>'on';

-- The folder of a repository was a fact of its own.
UPDATE "System" SET "facts" = ("facts" - 'dependsOn' - 'namespace') || CASE
  WHEN "facts"->>'namespace' IS NOT NULL AND "facts"->>'repository' IS NOT NULL THEN jsonb_build_object('repository', ("facts"->>'namespace') || '/' || ("facts"->>'repository'))
  ELSE '{}' END;

-- What is known already begins its history at the moment it was made.
INSERT INTO "NetworkChange" ("changeset", "at", "kind", "key", "after", "actor", "actorName", "note", "systems")
SELECT 'chg_first', s."createdAt", 'system', s."slug", s."facts" || jsonb_build_object('slug', s."slug", 'name', s."name"), 'system:seed', 'Gantry', 'Known before the history began', ARRAY[s."id"] FROM "System" s ORDER BY s."createdAt", s."slug";
INSERT INTO "NetworkChange" ("changeset", "at", "kind", "key", "after", "actor", "actorName", "note", "systems")
SELECT 'chg_first', v."createdAt", 'service', s."slug" || '/' || v."slug", jsonb_build_object('system', s."slug", 'slug', v."slug", 'name', v."name"), 'system:seed', 'Gantry', 'Known before the history began', ARRAY[s."id"] FROM "Service" v JOIN "System" s ON s."id" = v."systemId" ORDER BY v."createdAt";
INSERT INTO "NetworkChange" ("changeset", "at", "kind", "key", "after", "actor", "actorName", "note", "systems")
SELECT 'chg_first', f."createdAt", 'flow', f."key", f."facts" || jsonb_build_object('key', f."key", 'from', jsonb_build_object('system', s."slug"), 'to', jsonb_build_object('system', t."slug")), 'system:seed', 'Gantry', 'Known before the history began',
  CASE WHEN s."id" = t."id" THEN ARRAY[s."id"] ELSE ARRAY[s."id", t."id"] END
FROM "NetworkFlow" f JOIN "System" s ON s."id" = f."fromId" JOIN "System" t ON t."id" = f."toId" ORDER BY f."key";
