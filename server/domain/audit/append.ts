import { newId } from '#model/id.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'

export interface AuditNote {
  action: string
  subject: string
  before?: Prisma.InputJsonValue
  after?: Prisma.InputJsonValue
  reason?: string
}

/** Who did what to what, in the transaction that does it. `subject` is the id of what was changed. */
export async function appendAudit(tx: Tx, actor: Actor, note: AuditNote): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newId('aud'),
      actor: actor.id,
      actorName: actor.name,
      via: actor.via,
      action: note.action,
      subject: note.subject,
      before: note.before,
      after: note.after,
      reason: note.reason ?? '',
    },
  })
}

/** An entry by itself, for what changes no row. */
export const recordAudit = (actor: Actor, note: AuditNote): Promise<void> => appendAudit(prisma, actor, note)
