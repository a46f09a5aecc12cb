-- CreateTable
CREATE TABLE "Execution" (
    "id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    "taskId" TEXT,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "reason" TEXT NOT NULL DEFAULT '',
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "slot" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "summary" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Execution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ExecutionRepository" (
    "executionId" TEXT NOT NULL,
    "systemId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "fresh" BOOLEAN NOT NULL DEFAULT false,
    "files" INTEGER NOT NULL DEFAULT 0,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "commits" INTEGER NOT NULL DEFAULT 0,
    "commit" TEXT,
    "requestUrl" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "details" JSONB NOT NULL DEFAULT '{}',
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "ExecutionRepository_pkey" PRIMARY KEY ("executionId","systemId")
);

-- CreateTable
CREATE TABLE "DocumentRepository" (
    "systemId" TEXT NOT NULL,
    "forge" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT,
    "head" TEXT,
    "inputs" TEXT,
    "request" TEXT,
    "requestUrl" TEXT,
    "branchHead" TEXT,
    "closed" TEXT,

    CONSTRAINT "DocumentRepository_pkey" PRIMARY KEY ("systemId")
);

-- CreateTable
CREATE TABLE "Document" (
    "systemId" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "words" TEXT NOT NULL DEFAULT '',
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedIn" INTEGER NOT NULL,
    "commit" TEXT,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("systemId","path")
);

-- CreateTable
CREATE TABLE "Standards" (
    "id" TEXT NOT NULL DEFAULT 'organisation',
    "facts" JSONB NOT NULL,

    CONSTRAINT "Standards_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Execution_number_key" ON "Execution"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Execution_taskId_key" ON "Execution"("taskId");

-- CreateIndex
CREATE UNIQUE INDEX "Execution_slot_key" ON "Execution"("slot");

-- CreateIndex
CREATE INDEX "Execution_createdAt_idx" ON "Execution"("createdAt");

-- AddForeignKey
ALTER TABLE "ExecutionRepository" ADD CONSTRAINT "ExecutionRepository_executionId_fkey" FOREIGN KEY ("executionId") REFERENCES "Execution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentRepository" ADD CONSTRAINT "DocumentRepository_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "DocumentRepository"("systemId") ON DELETE CASCADE ON UPDATE CASCADE;

-- Found by its words: the expression is the one that server/domain/document/data.ts asks with.
CREATE INDEX "Document_words_idx" ON "Document" USING gin (to_tsvector('english', "words"));
