-- A person is (issuer, subject): addresses may repeat, tokens of providers are not kept.
DROP INDEX "User_email_key";
CREATE INDEX "User_email_idx" ON "User"("email");
ALTER TABLE "Account" DROP COLUMN "refresh_token", DROP COLUMN "access_token", DROP COLUMN "expires_at", DROP COLUMN "token_type", DROP COLUMN "scope", DROP COLUMN "id_token", DROP COLUMN "session_state";
ALTER TABLE "Session" ADD COLUMN "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, ADD COLUMN "provider" TEXT NOT NULL DEFAULT '';
CREATE INDEX "Session_userId_idx" ON "Session"("userId");
