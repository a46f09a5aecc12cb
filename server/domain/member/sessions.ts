import { createHash } from 'node:crypto'
import type { Person } from '#model/person.ts'
import { prisma, type Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { transact } from '#server/domain/transaction.ts'
import { personFrom, personSelect } from './person.ts'

/** What the table knows of a session's cookie. */
export const sessionKey = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface OpenSession {
  id: string
  expires: Date
  provider: string
  person: Person
}

/** The session a cookie stands for, with the roles its person has now; null when it has ended. */
export async function findSession(token: string): Promise<OpenSession | null> {
  const row = await prisma.session.findUnique({ where: { sessionToken: sessionKey(token) }, include: { user: { select: personSelect } } })
  if (!row || row.expires <= new Date()) return null
  return { id: row.id, expires: row.expires, provider: row.provider, person: personFrom(row.user) }
}

/** Tells every process that streams of this session, or everything of this person, must be looked at again. Delivered at commit. */
export const announceSession = (tx: Tx, sessionId: string) => tx.$executeRaw`select pg_notify('gantry_sessions', ${`session:${sessionId}`})`
export const announcePerson = (tx: Tx, userId: string) => tx.$executeRaw`select pg_notify('gantry_sessions', ${`user:${userId}`})`

export async function openSession(input: { token: string; userId: string; expires: Date; provider: string }): Promise<void> {
  await transact(async (tx) => {
    await tx.session.deleteMany({ where: { userId: input.userId, expires: { lt: new Date() } } })
    await tx.session.create({ data: { sessionToken: sessionKey(input.token), userId: input.userId, expires: input.expires, provider: input.provider } })
    await tx.user.update({ where: { id: input.userId }, data: { lastSeenAt: new Date() } })
  })
}

/** Ends one session and closes its streams. Unknown tokens are not an error: signing out twice is signing out. */
export async function endSession(token: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx.session.findUnique({ where: { sessionToken: sessionKey(token) }, select: { id: true } })
    if (!row) return
    await tx.session.delete({ where: { id: row.id } })
    await announceSession(tx, row.id)
  })
}

export async function endAllSessions(actor: Actor): Promise<{ ended: number }> {
  return transact(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { userId: actor.id } })
    await announcePerson(tx, actor.id)
    await appendAudit(tx, actor, { action: 'session.ended_all', subject: actor.id, after: { ended: count } })
    return { ended: count }
  })
}
