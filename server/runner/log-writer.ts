import { prisma } from '#server/db.ts'
import type { Lease } from '#server/domain/attempt/transitions.ts'

export type Level = 'debug' | 'info' | 'warn' | 'error'
interface Line {
  t: number
  level: Level
  message: string
}

const flushMs = 250
const messageLimit = 4000
const lineLimit = 20_000

/**
 * An attempt's log: lines are collected and written together at most every 250 ms, each chunk with one NOTIFY that
 * carries its address only. Written while the lease holds and refused afterwards; kept back while the database is away.
 */
export class LogWriter {
  readonly #lease: Lease
  readonly #start = performance.now()
  #lines: Line[] = []
  #seq = 0
  #count = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(lease: Lease) {
    this.#lease = lease
  }

  write(level: Level, message: string): void {
    if (this.#count > lineLimit) return
    const last = this.#count++ === lineLimit
    const text = last ? `Only the first ${lineLimit} lines are kept.` : clean(message)
    this.#lines.push({ t: Math.round(performance.now() - this.#start), level: last ? 'warn' : level, message: text })
    this.#timer ??= setTimeout(() => void this.flush(), flushMs)
  }

  /** Resolves when everything written so far is stored, or could not be. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#writing = this.#writing.then(() => this.#store())
    return this.#writing
  }

  async #store(): Promise<void> {
    const lines = this.#lines
    if (lines.length === 0) return
    this.#lines = []
    const { attemptId, epoch } = this.#lease
    try {
      await prisma.$queryRaw`
        with added as (
          insert into "LogChunk" ("attemptId", "seq", "lines")
          select "id", ${this.#seq}, ${JSON.stringify(lines)}::jsonb from "Attempt" where "id" = ${attemptId} and "epoch" = ${epoch} and "status" = 'running'
          on conflict do nothing returning "attemptId", "seq")
        select pg_notify('gantry_logs', "attemptId" || ':' || "seq")::text from added`
      this.#seq++
    } catch {
      // The database is away: the lines go out with the next flush. A chunk that was stored after all is kept once (its seq is taken).
      this.#lines = [...lines, ...this.#lines]
      this.#timer ??= setTimeout(() => void this.flush(), flushMs * 4)
    }
  }
}

/** What programs print is data from outside: no NUL and no halves of characters, which jsonb refuses; no terminal colours. */
function clean(message: string): string {
  // biome-ignore lint/complexity/useRegexLiterals: escape sequences read better so
  const colours = new RegExp('\u001b\\[[0-9;?]*[A-Za-z]', 'g')
  const text = message.toWellFormed().replaceAll('\u0000', '').replace(colours, '')
  return text.length > messageLimit ? `${text.slice(0, messageLimit)} … (${text.length - messageLimit} more characters)` : text
}
