-- CreateTable
CREATE TABLE "NetworkView" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "NetworkView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "NetworkView_shared_idx" ON "NetworkView"("shared");

-- CreateIndex
CREATE UNIQUE INDEX "NetworkView_ownerId_name_key" ON "NetworkView"("ownerId", "name");

-- AddForeignKey
ALTER TABLE "NetworkView" ADD CONSTRAINT "NetworkView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
