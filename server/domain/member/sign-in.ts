import { newId } from '#model/id.ts'
import type { RoleName } from '#model/role.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { transact } from '#server/domain/transaction.ts'
import { announcePerson } from './sessions.ts'

/** What a provider says about somebody who has just proven to be that person. */
export interface Identity {
  provider: string // one issuer: two issuers never share a key
  subject: string
  name: string
  email: string | null
  emailVerified: boolean
  image: string | null
  claimedRoles: RoleName[]
}

/**
 * Finds or makes the person behind (issuer, subject) and renews what the provider claims. An address never leads to
 * somebody else's record, and an open session never gets a second account: both would hand roles over.
 */
export async function recordSignIn(identity: Identity): Promise<{ userId: string }> {
  const { provider, subject } = identity
  const known = { name: identity.name, email: identity.email?.toLowerCase() ?? null, image: identity.image }
  return transact(async (tx) => {
    // Two first sign-ins of one person at the same time make one record.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${`account:${provider}:${subject}`}))`
    const account = await tx.account.findUnique({
      where: { provider_providerAccountId: { provider, providerAccountId: subject } },
      include: { user: { select: { id: true, email: true, emailVerified: true } } },
    })
    if (!account) {
      const user = await tx.user.create({
        data: {
          id: newId('usr'),
          ...known,
          emailVerified: identity.emailVerified ? new Date() : null,
          accounts: { create: { type: 'oauth', provider, providerAccountId: subject, claimedRoles: identity.claimedRoles } },
        },
      })
      await appendAudit(
        tx,
        { id: user.id, name: identity.name, via: 'ui', person: null },
        { action: 'member.joined', subject: user.id, after: { provider, email: known.email, claimedRoles: identity.claimedRoles } },
      )
      return { userId: user.id }
    }
    const emailVerified = identity.emailVerified ? ((account.user.email === known.email ? account.user.emailVerified : null) ?? new Date()) : null
    await tx.user.update({ where: { id: account.userId }, data: { ...known, emailVerified } })
    if (!sameSet(account.claimedRoles, identity.claimedRoles)) {
      await tx.account.update({ where: { id: account.id }, data: { claimedRoles: identity.claimedRoles } })
      const change = { before: account.claimedRoles as Prisma.InputJsonValue, after: identity.claimedRoles as Prisma.InputJsonValue }
      await appendAudit(
        tx,
        { id: account.userId, name: identity.name, via: 'ui', person: null },
        { action: 'member.claims_renewed', subject: account.userId, ...change },
      )
      await announcePerson(tx, account.userId)
    }
    return { userId: account.userId }
  })
}

const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join()
