import { newId } from '#model/id.ts'
import type { ViewInput } from '#model/view.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'

const most = 100

/** Keeps a view under its name; the person's view of the same name is replaced. */
export async function saveView(actor: Actor, { name, query, shared }: ViewInput): Promise<{ id: string }> {
  return transact(async (tx) => {
    const where = { ownerId_name: { ownerId: actor.id, name } }
    const before = await tx.networkView.findUnique({ where })
    if (!before && (await tx.networkView.count({ where: { ownerId: actor.id } })) >= most)
      throw new Problem('too_many', `You keep ${most} views already. Remove one that you no longer use, or save under its name.`)
    const { id } = await tx.networkView.upsert({
      where,
      create: { id: newId('view'), ownerId: actor.id, name, query, shared },
      update: { query, shared },
    })
    await appendAudit(tx, actor, {
      action: 'view.saved',
      subject: id,
      ...(before && { before: { query: before.query, shared: before.shared } }),
      after: { name, query, shared },
    })
    await appendEvent(tx, { kind: 'view.saved', actor: actor.id, data: { view: id } })
    return { id }
  })
}

/** Others' views are not found: that one exists is its owner's business. */
export async function removeView(actor: Actor, id: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx.networkView.findFirst({ where: { id, ownerId: actor.id } })
    if (!row) throw notFound('view of yours', id)
    await tx.networkView.delete({ where: { id } })
    await appendAudit(tx, actor, { action: 'view.removed', subject: id, before: { name: row.name, query: row.query, shared: row.shared } })
    await appendEvent(tx, { kind: 'view.removed', actor: actor.id, data: { view: id } })
  })
}
