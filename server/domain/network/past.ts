import type { z } from 'zod'
import { changedFields, type compareInput, differences, type ElementDifference, type HistoryItem, type historyInput, systemsOf } from '#model/network-change.ts'
import { type Person, scopeOf } from '#model/person.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'
import { readNetwork } from './data.ts'

/** Elements of one changeset that are sent; an import may have changed thousands. */
const shownChanges = 50

/** Who changed what, when and why, newest first. An entry about a system that the person may not read is not there. */
export async function listHistory(person: Person, input: z.infer<typeof historyInput>): Promise<{ items: HistoryItem[]; nextCursor: string | null }> {
  if (input.cursor !== null && !/^\d{1,15}$/.test(input.cursor))
    throw new Problem('invalid', 'The cursor is not one that an earlier page gave. Start again without it.', { cursor: ['Not a cursor.'] })
  const visible = await visibleChanges(person, input.system)
  const before = input.cursor === null ? Prisma.empty : Prisma.sql`having max("id") < ${BigInt(input.cursor)}`
  const sets = await prisma.$queryRaw<{ changeset: string; last: bigint; total: number }[]>`
    select "changeset", max("id") as last, count(*)::int as total from "NetworkChange" where ${visible} group by "changeset" ${before} order by last desc limit ${input.limit + 1}`
  const page = sets.slice(0, input.limit)
  const rows = await prisma.$queryRaw<Row[]>`
    select * from (select *, row_number() over (partition by "changeset" order by "id") as place from "NetworkChange"
      where ${visible} and "changeset" = any(${page.map(({ changeset }) => changeset)})) each where place <= ${shownChanges} order by "id"`
  return {
    items: page.flatMap(({ changeset, total }) => {
      const own = rows.filter((row) => row.changeset === changeset)
      const [first] = own
      if (!first) return []
      return [{ changeset, total, at: first.at, actor: { id: first.actor, name: first.actorName }, note: first.note, changes: own.map(changeOf) }]
    }),
    nextCursor: sets.length > input.limit ? String(page.at(-1)?.last) : null,
  }
}

interface Row {
  changeset: string
  at: Date
  kind: string
  key: string
  before: object | null
  after: object | null
  actor: string
  actorName: string
  note: string
}
const changeOf = ({ kind, key, before, after }: Row) => ({
  kind: kind as ElementDifference['kind'],
  key,
  before,
  after,
  fields: before && after ? changedFields(before, after) : [],
})

async function visibleChanges(person: Person, slug: string | undefined): Promise<Prisma.Sql> {
  const scope = scopeOf(person)
  const readable =
    'only' in scope ? Prisma.sql`"systems" <@ ${scope.only}` : scope.except.length > 0 ? Prisma.sql`not "systems" && ${scope.except}` : Prisma.sql`true`
  if (slug === undefined) return readable
  const system = await prisma.system.findFirst({ where: { slug, id: readableSystems(person) }, select: { id: true } })
  if (!system) throw notFound('system', slug)
  return Prisma.sql`"systems" @> ${[system.id]} and ${readable}`
}

/** What was added, removed and changed between two moments, for this person. */
export async function compareMoments(person: Person, { from, to, system }: z.infer<typeof compareInput>): Promise<ElementDifference[]> {
  const [before, after] = await Promise.all([readNetwork(person, from), readNetwork(person, to)])
  const all = differences(before, after)
  if (system === undefined) return all
  return all.filter(({ kind, before: old, after: next }) => [old, next].some((record) => record !== null && systemsOf(kind, record).includes(system)))
}
