import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares in a time that does not depend on where the two differ. */
export const samePassword = (given: string, real: string): boolean => timingSafeEqual(digest(given), digest(real))

/**
 * Slows guessing down: after `limit` wrong passwords within `windowMs` further tries are refused until the window has passed,
 * for everybody, because all accounts share one password.
 */
export class GuessLimit {
  private wrong: number[] = []
  private readonly limit: number
  private readonly windowMs: number
  private readonly now: () => number

  constructor(limit = 10, windowMs = 60_000, now: () => number = Date.now) {
    this.limit = limit
    this.windowMs = windowMs
    this.now = now
  }

  /** Seconds until another try is accepted; 0 = now. */
  waitSeconds(): number {
    const since = this.now() - this.windowMs
    this.wrong = this.wrong.filter((at) => at > since)
    const oldest = this.wrong[0]
    return oldest !== undefined && this.wrong.length >= this.limit ? Math.max(1, Math.ceil((oldest - since) / 1000)) : 0
  }

  recordWrong(): void {
    this.wrong.push(this.now())
  }

  reset(): void {
    this.wrong = []
  }
}
