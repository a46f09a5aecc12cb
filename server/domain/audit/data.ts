import type { z } from 'zod'
import type { AuditEntryView, auditListInput } from '#model/audit.ts'
import type { Person } from '#model/person.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { requireAdmin } from '#server/domain/member/policy.ts'
import { Problem } from '#server/domain/problem.ts'
import { containing } from '#server/domain/readable.ts'

/** Newest first. Many entries share a moment, so the cursor holds the id too. */
export async function listAudit(person: Person, input: z.infer<typeof auditListInput>): Promise<{ items: AuditEntryView[]; nextCursor: string | null }> {
  requireAdmin(person, 'read the audit log')
  const filters: Prisma.AuditEntryWhereInput[] = []
  if (input.q) filters.push({ OR: (['action', 'subject', 'actorName', 'actor', 'reason'] as const).map((field) => ({ [field]: containing(input.q) })) })
  if (input.actor) filters.push({ actor: input.actor })
  if (input.action) filters.push({ action: input.action })
  if (input.subject) filters.push({ subject: input.subject })
  if (input.via) filters.push({ via: input.via })
  if (input.from) filters.push({ at: { gte: input.from } })
  if (input.to) filters.push({ at: { lte: input.to } })
  if (input.cursor) filters.push(after(input.cursor))
  const rows = await prisma.auditEntry.findMany({ where: { AND: filters }, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: input.limit + 1 })
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return { items: page, nextCursor: rows.length > input.limit && last ? `${last.at.toISOString()}_${last.id}` : null }
}

function after(cursor: string): Prisma.AuditEntryWhereInput {
  const at = new Date(cursor.slice(0, 24))
  const id = cursor.slice(25)
  if (Number.isNaN(at.getTime()) || !id)
    throw new Problem('invalid', 'The cursor is not one that an earlier page gave. Start again without it.', { cursor: ['Not a cursor.'] })
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] }
}
