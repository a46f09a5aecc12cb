import type { Person } from '#model/person.ts'
import type { ViewItem } from '#model/view.ts'
import { prisma } from '#server/db.ts'

/** Own views and those that others share, by name. */
export async function listViews(person: Person): Promise<ViewItem[]> {
  const rows = await prisma.networkView.findMany({
    where: { OR: [{ ownerId: person.id }, { shared: true }] },
    include: { owner: { select: { id: true, name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: 500,
  })
  return rows.map(({ id, name, query, shared, owner, updatedAt }) => ({
    id,
    name,
    query,
    shared,
    mine: owner.id === person.id,
    owner: { id: owner.id, name: owner.name ?? 'Somebody' },
    updatedAt,
  }))
}
