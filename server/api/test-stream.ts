import { newId } from '#model/id.ts'
import type { RoleName } from '#model/role.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { openSession } from '#server/domain/member/sessions.ts'
import { recordSignIn } from '#server/domain/member/sign-in.ts'
import { appendEvent } from '#server/events/append.ts'

/** For tests of the event stream: people with sessions, events, and a reader that behaves like a browser. */
export async function signIn(claimedRoles: RoleName[]): Promise<{ token: string; userId: string }> {
  const subject = crypto.randomUUID()
  const { userId } = await recordSignIn({ provider: 'test', subject, name: subject, email: null, emailVerified: false, image: null, claimedRoles })
  return { token: await openSessionOf(userId), userId }
}
export async function openSessionOf(userId: string, milliseconds = 3_600_000): Promise<string> {
  const token = crypto.randomUUID()
  await openSession({ token, userId, expires: new Date(Date.now() + milliseconds), provider: 'test' })
  return token
}

export const sales = newId('sys')
export const secret = newId('sys')
export async function createSystems(): Promise<void> {
  await prisma.system.createMany({
    data: [
      { id: sales, slug: 'sales', name: 'Sales' },
      { id: secret, slug: 'secret', name: 'Secret' },
    ],
  })
}
export const say = (kind: string, more: { systemId?: string; runId?: string } = { systemId: sales }): Promise<void> =>
  prisma.$transaction((tx) => appendEvent(tx, { kind, ...more }))
export async function newestEvent(): Promise<number> {
  const { _max } = await prisma.event.aggregate({ _max: { id: true } })
  return Number(_max.id ?? 0)
}

export interface Message {
  event: string
  id: string
  data: { kind?: string; id?: number; reason?: string; attempt?: string; seq?: number }
}

/** Reads a stream as a browser does, and waits for what it should bring. */
export class Reader {
  readonly messages: Message[] = []
  closed = false
  private wake = () => {}
  private readonly stop = new AbortController()
  response!: Response

  static async open(address: string, token: string | null, options: { after?: number; lastEventId?: number; run?: string } = {}): Promise<Reader> {
    const reader = new Reader()

    const query = new URLSearchParams({ ...(options.after !== undefined && { after: String(options.after) }), ...(options.run && { run: options.run }) })
    reader.response = await fetch(`${address}/api/events?${query}`, {
      signal: reader.stop.signal,
      headers: {
        ...(token && { cookie: `other=1; ${sessionCookie}=${token}` }),
        ...(options.lastEventId !== undefined && { 'last-event-id': String(options.lastEventId) }),
      },
    })
    if (reader.response.ok) {
      void reader.read()
      await reader.until((m) => m.event === 'hello')
    }
    return reader
  }
  leave(): void {
    this.stop.abort()
  }
  get events(): Message[] {
    return this.messages.filter((m) => m.event === 'message')
  }
  async until(matches: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(matches)
      if (found) return found
      if (this.closed) throw new Error(`The stream closed; it had brought ${JSON.stringify(this.messages)}`)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
  async untilClosed(): Promise<void> {
    while (!this.closed)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
  }
  private async read(): Promise<void> {
    let rest = ''
    try {
      for await (const text of (this.response.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split('\n\n')
        rest = parts.pop() ?? ''
        for (const part of parts) this.take(part)
        this.wake()
      }
    } catch {
      // Left by ourselves.
    }
    this.closed = true
    this.wake()
  }
  private take(part: string): void {
    const field = (name: string) =>
      part
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2) ?? ''
    if (field('data')) this.messages.push({ event: field('event') || 'message', id: field('id'), data: JSON.parse(field('data')) })
  }
}
