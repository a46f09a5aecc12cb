import { inScope, mayAnywhere, scopeOf } from '#model/person.ts'
import { type CurrentSession, sessionOf } from '#server/auth/session.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { mayReadEvent, readableEvents } from '#server/domain/event/policy.ts'
import { type Notice, replay, type TailEvent, tail } from '#server/events/tail.ts'
import { eventsSent, openStreams } from './measures.ts'

const heartbeat = 15_000 // ms; proxies close what is silent for half a minute or more
const page = 200
const bufferBytes = 64 * 1024 // read ahead of the browser
const slowBytes = 1024 * 1024 // a reader that far behind is cut off and comes back with its cursor
const waitingLimit = 10_000 // events that may commit while one reader is still replaying
const streamsOfOne = 32

const encoder = new TextEncoder()
const frame = (event: string, data: object) => encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
const refuse = (status: number, message: string) => Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
const open = new Map<string, number>()

/**
 * GET /api/events?run=&after=: the event log from a cursor on, then live. Message: an event with its id (the cursor).
 * `log`: a hint about new log lines, without an id, so that the cursor stays the log's. `end`: closed for good reason:
 * signed_out, roles_changed, expired, slow; come back with the cursor, if at all.
 */
export async function eventStream(request: Request): Promise<Response> {
  const session = await sessionOf(request.headers)
  if (!session) return refuse(401, 'You are not signed in. Sign in and open the page again.')
  if (!mayAnywhere(session.person, 'read')) return refuse(403, 'You have no role yet. Ask an admin for one.')
  const query = new URL(request.url).searchParams
  const asked = request.headers.get('last-event-id') ?? query.get('after')
  if (asked !== null && !/^\d{1,15}$/.test(asked)) return refuse(400, 'after and Last-Event-ID are the number of an event.')
  const run = query.get('run')
  if ((open.get(session.person.id) ?? 0) >= streamsOfOne) return refuse(429, `At most ${streamsOfOne} open streams for one person. Close some tabs.`)
  await tail.ready()
  const after = asked === null ? await newestEventId() : Number(asked)
  return new Response(new Reader(request, session, run, after).stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  })
}

class Reader {
  readonly stream: ReadableStream<Uint8Array>
  private controller!: ReadableStreamDefaultController<Uint8Array>
  private waiting: TailEvent[] | null = [] // what commits while the past is read; null = live
  private last: number
  private readonly release: (() => void)[] = []
  private ended = false
  private readonly request: Request
  private readonly session: CurrentSession
  private readonly run: string | null

  constructor(request: Request, session: CurrentSession, run: string | null, after: number) {
    this.request = request
    this.session = session
    this.run = run
    this.last = after
    this.stream = new ReadableStream<Uint8Array>(
      { start: (c) => this.start(c), pull: () => this.readPast(), cancel: () => this.close() },
      new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
    )
  }

  private start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller
    const { id } = this.session.person
    open.set(id, (open.get(id) ?? 0) + 1)
    openStreams.inc()
    const beat = setInterval(() => this.enqueue(encoder.encode(': still here\n\n')), heartbeat)
    const expiry = setTimeout(() => this.end('expired'), this.session.expires.getTime() - Date.now())
    const onAbort = () => this.close()
    this.request.signal.addEventListener('abort', onAbort)
    // Subscribed before the past is read: what commits in between waits, and duplicates are dropped by id.
    this.release.push(
      tail.subscribe((notice) => this.receive(notice)),
      () => clearInterval(beat),
      () => clearTimeout(expiry),
      () => this.request.signal.removeEventListener('abort', onAbort),
    )
    controller.enqueue(encoder.encode(`retry: 1000\nevent: hello\nid: ${this.last}\ndata: {}\n\n`))
    // Roles may have changed between reading the session and listening.
    void this.recheck()
    if (this.request.signal.aborted) this.close()
  }

  /** Called whenever the browser has taken what there was; ends when the past is read. */
  private async readPast(): Promise<void> {
    if (this.waiting === null || this.ended) return
    const filter = { AND: [readableEvents(this.session.person), ...(this.run === null ? [] : [{ runId: this.run }])] }
    const past = await replay(this.last, filter, page)
    for (const event of past) this.send(event)
    if (past.length === page || this.waiting === null) return
    const waiting = this.waiting
    this.waiting = null
    for (const event of waiting) this.send(event)
  }

  private receive(notice: Notice): void {
    const { person } = this.session
    if (notice.kind === 'session' && notice.id === this.session.id) this.end('signed_out')
    else if (notice.kind === 'person' && notice.id === person.id) this.end('roles_changed')
    else if (notice.kind === 'recovered') void this.recheck()
    else if (notice.kind === 'log') {
      if ((this.run === null || this.run === notice.hint.runId) && inScope(scopeOf(person), notice.hint.systemId)) this.enqueue(notice.hint.frame)
    } else if (notice.kind === 'event') {
      if ((this.run !== null && this.run !== notice.event.runId) || !mayReadEvent(person, notice.event)) return
      if (this.waiting === null) this.send(notice.event)
      else if (this.waiting.push(notice.event) > waitingLimit) this.end('slow')
    }
  }

  private send(event: TailEvent): void {
    if (event.id <= this.last) return
    this.last = event.id
    this.enqueue(event.frame)
    eventsSent.inc()
  }

  private enqueue(bytes: Uint8Array): void {
    if (this.ended) return
    if ((this.controller.desiredSize ?? 0) < -slowBytes) this.end('slow')
    else this.controller.enqueue(bytes)
  }

  /** Something about this session may have been said while nobody listened. */
  private async recheck(): Promise<void> {
    const now = await sessionOf(this.request.headers).catch(() => null)
    if (!now) this.end('signed_out')
    else if (JSON.stringify(now.person) !== JSON.stringify(this.session.person)) this.end('roles_changed')
  }

  private end(reason: 'signed_out' | 'roles_changed' | 'expired' | 'slow'): void {
    if (this.ended) return
    this.controller.enqueue(frame('end', { reason }))
    this.close()
  }

  private close(): void {
    if (this.ended) return
    this.ended = true
    for (const free of this.release) free()
    const { id } = this.session.person
    const left = (open.get(id) ?? 1) - 1
    if (left > 0) open.set(id, left)
    else open.delete(id)
    openStreams.dec()
    try {
      this.controller.close()
    } catch {
      // The browser had left already; there is nothing to close then.
    }
  }
}
