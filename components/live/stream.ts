import type { EventView } from '#model/run.ts'

/** What the stream carries: events of the log, and hints that an attempt has new log lines (the lines are asked for). */
export interface LogHint {
  attempt: string
  seq: number
}
export type Connection = 'connecting' | 'live' | 'reconnecting'
/** Why the server closed the stream: signed_out, expired, roles_changed, slow. */
export type EndReason = string
type Message =
  | { kind: 'event'; event: EventView }
  | { kind: 'log'; hint: LogHint }
  | { kind: 'state'; state: Connection }
  | { kind: 'end'; reason: EndReason }
  | { kind: 'hello' }
export interface Listener {
  onEvent: (event: EventView) => void
  onLog: (hint: LogHint) => void
  onState: (state: Connection) => void
  onEnd: (reason: EndReason) => void
}

const channelName = 'gantry-live'
const lockName = 'gantry-live-reader'

/**
 * One connection for all tabs of a browser: HTTP/1.1 gives it six for a host, and each open tab would hold one for good.
 * The tab that holds the lock reads the stream and hands every message on; when it closes, the next one takes over from
 * the last id it has seen, so nothing is lost, and ids already seen are dropped, so nothing is repeated. Browsers without
 * locks (plain http on another host) have a connection for each tab.
 */
export function openStream(after: number, listener: Listener): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel(channelName)
  let last = after
  let state: Connection = 'connecting'

  const take = (message: Message) => {
    if (message.kind === 'hello') channel.postMessage({ kind: 'state', state } satisfies Message)
    else if (message.kind === 'log') listener.onLog(message.hint)
    else if (message.kind === 'end') listener.onEnd(message.reason)
    else if (message.kind === 'state') {
      state = message.state
      listener.onState(state)
    } else if (message.event.id > last) {
      last = message.event.id
      listener.onEvent(message.event)
    }
  }
  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data)
  const pass = (message: Message) => {
    if (stop.signal.aborted) return // a message that was under way when this tab left
    channel.postMessage(message)
    take(message)
  }

  if ('locks' in navigator) {
    channel.postMessage({ kind: 'hello' } satisfies Message) // whoever reads already says how the connection is
    navigator.locks.request(lockName, { signal: stop.signal }, () => read(() => last, pass, stop.signal)).catch(() => undefined) // rejects when this tab leaves first
  } else void read(() => last, take, stop.signal)
  return () => {
    stop.abort()
    channel.close()
  }
}

function read(last: () => number, pass: (message: Message) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve() // the lock came after this tab had left; an abort that is over fires no more
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    const connect = () => {
      source = new EventSource(`/api/events?after=${last()}`)
      source.addEventListener('hello', () => {
        failures = 0
        pass({ kind: 'state', state: 'live' })
      })
      source.onmessage = ({ data }) => pass({ kind: 'event', event: revive(data) })
      source.addEventListener('log', ({ data }) => pass({ kind: 'log', hint: JSON.parse(data) as LogHint }))
      source.addEventListener('end', ({ data }) => pass({ kind: 'end', reason: (JSON.parse(data) as { reason: EndReason }).reason }))
      source.onerror = () => {
        if (signal.aborted) return
        pass({ kind: 'state', state: 'reconnecting' })
        // Reconnected by hand: the browser gives up for good on any answer but 200, such as a proxy's 502 during a restart.
        source?.close()
        clearTimeout(retry)
        retry = setTimeout(connect, Math.min(10_000, 300 * 2 ** failures++))
      }
    }
    signal.addEventListener('abort', () => {
      clearTimeout(retry)
      source?.close()
      resolve()
    })
    connect()
  })
}

function revive(data: string): EventView {
  const event = JSON.parse(data) as Omit<EventView, 'at' | 'actorName'> & { at: string }
  return { ...event, actorName: '', at: new Date(event.at) }
}
