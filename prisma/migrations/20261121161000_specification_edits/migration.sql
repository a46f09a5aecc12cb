-- AlterTable
ALTER TABLE "Revision" ADD COLUMN     "edits" JSONB NOT NULL DEFAULT '[]';
