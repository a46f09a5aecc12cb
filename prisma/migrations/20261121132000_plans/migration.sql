CREATE TABLE "Plan" (
    "id" TEXT NOT NULL,
    "story" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "submittedBy" TEXT,
    "approvals" INTEGER NOT NULL DEFAULT 1,
    "requestKey" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanRevision" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "documents" JSONB NOT NULL,
    "bytes" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "taskId" TEXT,
    "plan" JSONB,
    "record" TEXT NOT NULL DEFAULT '',
    "diagrams" JSONB NOT NULL DEFAULT '[]',
    "files" JSONB NOT NULL DEFAULT '{}',
    "reason" TEXT NOT NULL DEFAULT '',
    "requestKey" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "plannedAt" TIMESTAMP(3),

    CONSTRAINT "PlanRevision_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanReview" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PlanReview_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanAnswer" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PlanAnswer_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanComment" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "part" TEXT NOT NULL,
    "threadId" TEXT,
    "text" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedBy" TEXT,
    "resolvedAt" TIMESTAMP(3),

    CONSTRAINT "PlanComment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanDelivery" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "after" TEXT[],
    "position" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "reason" TEXT NOT NULL DEFAULT '',
    "requirementId" TEXT,
    "runId" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),

    CONSTRAINT "PlanDelivery_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Plan_requestKey_key" ON "Plan"("requestKey");
CREATE INDEX "Plan_status_updatedAt_idx" ON "Plan"("status", "updatedAt");
CREATE INDEX "Plan_systemId_idx" ON "Plan"("systemId");
CREATE UNIQUE INDEX "PlanRevision_requestKey_key" ON "PlanRevision"("requestKey");
CREATE UNIQUE INDEX "PlanRevision_planId_number_key" ON "PlanRevision"("planId", "number");
CREATE UNIQUE INDEX "PlanReview_planId_revision_userId_key" ON "PlanReview"("planId", "revision", "userId");
CREATE UNIQUE INDEX "PlanAnswer_planId_revision_kind_key_key" ON "PlanAnswer"("planId", "revision", "kind", "key");
CREATE INDEX "PlanComment_planId_createdAt_idx" ON "PlanComment"("planId", "createdAt");
CREATE UNIQUE INDEX "PlanDelivery_planId_revision_slug_key" ON "PlanDelivery"("planId", "revision", "slug");
CREATE INDEX "PlanDelivery_status_idx" ON "PlanDelivery"("status");

ALTER TABLE "Plan" ADD CONSTRAINT "Plan_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PlanRevision" ADD CONSTRAINT "PlanRevision_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PlanReview" ADD CONSTRAINT "PlanReview_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PlanAnswer" ADD CONSTRAINT "PlanAnswer_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PlanComment" ADD CONSTRAINT "PlanComment_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PlanDelivery" ADD CONSTRAINT "PlanDelivery_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
