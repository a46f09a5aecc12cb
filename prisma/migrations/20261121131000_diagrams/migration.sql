-- CreateTable
CREATE TABLE "OwnDiagram" (
    "id" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OwnDiagram_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmbedLink" (
    "id" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "view" JSONB NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "revokedBy" TEXT,

    CONSTRAINT "EmbedLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScorecardDay" (
    "systemId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "level" TEXT NOT NULL,
    "passed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "notEvaluated" INTEGER NOT NULL,
    "verdicts" JSONB NOT NULL,

    CONSTRAINT "ScorecardDay_pkey" PRIMARY KEY ("systemId","day")
);

-- CreateIndex
CREATE INDEX "OwnDiagram_systemId_idx" ON "OwnDiagram"("systemId");

-- CreateIndex
CREATE INDEX "EmbedLink_systemId_idx" ON "EmbedLink"("systemId");

-- AddForeignKey
ALTER TABLE "OwnDiagram" ADD CONSTRAINT "OwnDiagram_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbedLink" ADD CONSTRAINT "EmbedLink_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScorecardDay" ADD CONSTRAINT "ScorecardDay_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE CASCADE ON UPDATE CASCADE;
