import pg from 'pg'
import type { EventView } from '#model/run.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'

/** An event as streams send it, serialised once however many read it. */
export interface TailEvent {
  id: number
  kind: string
  runId: string | null
  systemId: string | null
  frame: Uint8Array
}
/** New lines of an attempt's log. A hint, no fact: readers ask for the lines, and a lost hint is made up for by the next. */
export interface TailHint {
  runId: string
  systemId: string
  frame: Uint8Array
}
export type Notice =
  | { kind: 'event'; event: TailEvent }
  | { kind: 'log'; hint: TailHint }
  | { kind: 'session'; id: string } // ended
  | { kind: 'person'; id: string } // roles changed, or all sessions ended
  | { kind: 'recovered' } // the connection was lost: notices about sessions may have been missed
type Listener = (notice: Notice) => void

const encoder = new TextEncoder()
type EventRow = Prisma.EventGetPayload<object>

function toTail(row: EventRow): TailEvent {
  const view: Omit<EventView, 'at' | 'actorName'> & { at: string } = {
    id: Number(row.id),
    at: row.at.toISOString(),
    kind: row.kind,
    runId: row.runId,
    stage: row.stage,
    attempt: row.attempt,
    systemId: row.systemId,
    serviceId: row.serviceId,
    requirementId: row.requirementId,
    actor: row.actor,
    data: row.data as Record<string, unknown>,
  }
  return { id: view.id, kind: row.kind, runId: row.runId, systemId: row.systemId, frame: encoder.encode(`id: ${view.id}\ndata: ${JSON.stringify(view)}\n\n`) }
}

/**
 * Follows the event log: one LISTENing connection a process, however many browsers read. Ids are in the order of
 * commits (events/append.ts), so everything after the last id seen is everything that is new, also after a lost connection.
 */
class Tail {
  private readonly listeners = new Set<Listener>()
  private readonly attempts = new Map<string, { runId: string; systemId: string } | null>()
  private client: pg.Client | null = null
  private starting: Promise<void> | null = null
  private last: number | null = null
  private wanted = false
  private pumping = false
  private stopped = false

  get connected(): boolean {
    return this.client !== null
  }

  /** Resolves when nothing that commits from now on can be missed. */
  ready(): Promise<void> {
    this.starting ??= this.connect()
    return this.starting
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.client?.end()
  }

  private emit(notice: Notice): void {
    for (const listener of this.listeners) listener(notice)
  }

  private async connect(): Promise<void> {
    for (let wait = 50; !this.stopped; wait = Math.min(wait * 2, 2_000)) {
      const client = new pg.Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 5_000, keepAlive: true, application_name: 'gantry-tail' })
      // Without a listener an error of an idle connection ends the process; `end` follows it.
      client.on('error', (err) => log.warn({ err }, 'event tail: connection error'))
      client.on('notification', (n) => this.notified(n.channel, n.payload ?? ''))
      try {
        await client.connect()
        await client.query('listen gantry_events; listen gantry_logs; listen gantry_sessions')
        this.last ??= await newestEventId()
      } catch (err) {
        log.warn({ err }, 'event tail: cannot connect, trying again')
        await client.end().catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, wait))
        continue
      }
      this.client = client
      client.on('end', () => this.lost(client))
      void this.pump()
      return
    }
  }

  private lost(client: pg.Client): void {
    if (this.client !== client || this.stopped) return
    this.client = null
    log.warn('event tail: connection lost, connecting again')
    this.starting = this.connect().then(() => this.emit({ kind: 'recovered' }))
  }

  private notified(channel: string, payload: string): void {
    if (channel === 'gantry_events') void this.pump()
    else if (channel === 'gantry_logs') void this.hint(payload)
    else if (payload.startsWith('session:')) this.emit({ kind: 'session', id: payload.slice(8) })
    else if (payload.startsWith('user:')) this.emit({ kind: 'person', id: payload.slice(5) })
  }

  /** Reads what is new and hands it on, one reader at a time, so that order is kept and a burst costs one query. */
  private async pump(): Promise<void> {
    this.wanted = true
    if (this.pumping) return
    this.pumping = true
    try {
      while (this.wanted && this.last !== null) {
        this.wanted = false
        const rows = await prisma.event.findMany({ where: { id: { gt: this.last } }, orderBy: { id: 'asc' }, take: 500 })
        for (const row of rows) {
          this.last = Number(row.id)
          this.emit({ kind: 'event', event: toTail(row) })
        }
        if (rows.length === 500) this.wanted = true
      }
    } catch (err) {
      // Whatever broke the read breaks the LISTENing connection too, or the next notification repeats it.
      log.warn({ err }, 'event tail: cannot read the log')
      setTimeout(() => void this.pump(), 500).unref()
    } finally {
      this.pumping = false
    }
  }

  private async hint(payload: string): Promise<void> {
    const at = payload.lastIndexOf(':')
    const attempt = payload.slice(0, at)
    const seq = Number(payload.slice(at + 1))
    if (!attempt || !Number.isInteger(seq)) return
    const owner = this.attempts.get(attempt) ?? (await this.ownerOf(attempt))
    if (owner) this.emit({ kind: 'log', hint: { ...owner, frame: encoder.encode(`event: log\ndata: ${JSON.stringify({ attempt, seq })}\n\n`) } })
  }

  private async ownerOf(attempt: string): Promise<{ runId: string; systemId: string } | null> {
    const row = await prisma.attempt
      .findUnique({ where: { id: attempt }, select: { stage: { select: { runId: true, run: { select: { service: { select: { systemId: true } } } } } } } })
      .catch(() => null)
    const owner = row && { runId: row.stage.runId, systemId: row.stage.run.service.systemId }
    if (this.attempts.size > 5_000) this.attempts.clear()
    if (owner) this.attempts.set(attempt, owner)
    return owner
  }
}

// On globalThis, because Next loads this module more than once in one process and each would hold a connection.
const held = globalThis as typeof globalThis & { gantryTail?: Tail }
held.gantryTail ??= new Tail()
export const tail: Tail = held.gantryTail

/** Some of the events after `after`, oldest first: for who comes back. */
export async function replay(after: number, filter: Prisma.EventWhereInput, limit: number): Promise<TailEvent[]> {
  const rows = await prisma.event.findMany({ where: { AND: [{ id: { gt: after } }, filter] }, orderBy: { id: 'asc' }, take: limit })
  return rows.map(toTail)
}
