import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import type { EventView, eventListInput } from '#model/run.ts'
import type { Event } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { Problem } from '#server/domain/problem.ts'
import { readableEvents } from './policy.ts'

/** Read it before what it shall stand for: everything up to it is then included, and replaying some twice harms nothing. */
export async function newestEventId(): Promise<number> {
  const { _max } = await prisma.event.aggregate({ _max: { id: true } })
  return Number(_max.id ?? 0)
}

export async function viewEvents(rows: Event[]): Promise<EventView[]> {
  const name = await namePeople(rows.map((r) => r.actor))
  return rows.map((r) => ({ ...r, id: Number(r.id), actorName: r.actor === null ? '' : name(r.actor).name, data: r.data as Record<string, unknown> }))
}

/** Newest first. */
export async function listEvents(person: Person, input: z.infer<typeof eventListInput>) {
  if (input.cursor !== null && !/^\d{1,15}$/.test(input.cursor))
    throw new Problem('invalid', 'The cursor is not one that an earlier page gave. Start again without it.', { cursor: ['Not a cursor.'] })
  const { run, stage, kind, cursor, limit } = input
  const asked = { ...(run && { runId: run }), ...(stage && { stage }), ...(kind && { kind }), ...(cursor && { id: { lt: BigInt(cursor) } }) }
  const rows = await prisma.event.findMany({ where: { AND: [readableEvents(person), asked] }, orderBy: { id: 'desc' }, take: limit + 1 })
  const page = rows.slice(0, limit)
  return { items: await viewEvents(page), nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null }
}
