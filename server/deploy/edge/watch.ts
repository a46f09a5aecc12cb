import { type Decision, decide, type Evidence } from '#model/rollout-rule.ts'
import { evidenceSince, type NewMeasurement, type OpenRollout, recordMeasurements } from '#server/domain/rollout/open.ts'
import type { Instance } from './instance.ts'
import { Synthetic } from './synthetic.ts'

const rowEveryMs = 1000
const rowEveryMsAfterwards = 5000
/** An instance that a restarted edge has started again is not judged before it answers, for so long. */
const graceMs = 60_000
/** Enough for the rule at the end of a step, whatever its length; the rates keep it a trickle. */
const wantedRequests = 320
const [slowest, fastest] = [1, 40]

/** One step of one rollout as it is measured: what came since it began (also before a restart of the edge), health, memory. */
export class Watch {
  readonly step: string
  #since: number
  #rollout: OpenRollout
  #next: Instance
  #old: Instance | undefined
  #seconds: number
  #base = { requests: 0, errors: 0, slow: 0 }
  #memoryShares: number[] = []
  #memoryMiB = new Map<Instance, number>()
  #failedChecks = 0
  #crashes: number
  #seenReady = false
  #created = Date.now()
  #lastRow = Date.now()
  #lastCheck = 0
  #lastSynthetic = Date.now()
  #synthetic: Synthetic

  static key(rollout: OpenRollout): string {
    return `${rollout.status}:${rollout.step}:${rollout.stepStartedAt?.getTime() ?? 0}`
  }

  private constructor(rollout: OpenRollout, next: Instance, old: Instance | undefined, seconds: number) {
    this.#rollout = rollout
    this.step = Watch.key(rollout)
    this.#next = next
    this.#old = old
    this.#seconds = seconds
    this.#crashes = next.crashes
    this.#synthetic = new Synthetic(next)
    // The time that no edge was there to watch does not count.
    this.#since = rollout.stepStartedAt && Date.now() - rollout.stepStartedAt.getTime() < 5000 ? rollout.stepStartedAt.getTime() : Date.now()
  }

  /** `seconds`: how long the step lasts (after completion: the window that is judged at once). */
  static async open(rollout: OpenRollout, next: Instance, old: Instance | undefined, seconds: number, first: boolean): Promise<Watch> {
    const watch = new Watch(rollout, next, old, seconds)
    // What was answered before anybody watched is nobody's evidence; between two steps nothing is lost.
    if (first) for (const instance of [next, old]) instance?.counters.take()
    if (rollout.stepStartedAt && rollout.status === 'progressing') watch.#base = await evidenceSince(rollout.id, rollout.stepStartedAt)
    return watch
  }

  get ended(): boolean {
    return Date.now() - this.#since >= this.#seconds * 1000
  }

  /** A busy machine may not manage enough requests in time: the step goes on for a while before a person is asked. */
  overdue(patienceSeconds: number): boolean {
    return Date.now() - this.#since >= (this.#seconds + patienceSeconds) * 1000
  }

  /** Looks once, writes down what is due, says what the rule says. */
  async look(synthetic: boolean): Promise<Decision> {
    if (!this.#seenReady) {
      this.#seenReady = this.#next.ready || Date.now() - this.#created > graceMs
      if (!this.#seenReady) {
        this.#since = Date.now() // the step goes on when it answers
        return { verdict: 'continue', reason: 'it is being started again' }
      }
    }
    await this.#check()
    if (synthetic) await this.#fillUp()
    const decision = decide(this.#evidence())
    const due = Date.now() - this.#lastRow >= (this.#rollout.status === 'completed' ? rowEveryMsAfterwards : rowEveryMs)
    if (due || decision.verdict !== 'continue') await this.#write(decision)
    return decision
  }

  #evidence(): Evidence {
    const live = this.#next.counters.peek()
    return {
      requests: this.#base.requests + live.requests,
      errors: this.#base.errors + live.errors,
      slow: this.#base.slow + live.slow,
      stepEnded: this.ended,
      failedChecks: this.#failedChecks,
      crashed: this.#rollout.status === 'progressing' && this.#next.crashes > this.#crashes,
      baselineHealthy: this.#old?.ready ?? true,
      memoryShares: this.#memoryShares,
    }
  }

  /** Health and memory once a second. */
  async #check(): Promise<void> {
    if (Date.now() - this.#lastCheck < rowEveryMs) return
    this.#lastCheck = Date.now()
    this.#failedChecks = this.#next.ready ? 0 : this.#failedChecks + 1
    for (const instance of [this.#next, ...(this.#old ? [this.#old] : [])]) this.#memoryMiB.set(instance, (await instance.residentBytes()) / 2 ** 20)
    const share = (this.#memoryMiB.get(this.#next) ?? 0) / (this.#next.bundle?.memoryMiB ?? Number.POSITIVE_INFINITY)
    this.#memoryShares = [...this.#memoryShares, share].slice(-10)
  }

  async #fillUp(): Promise<void> {
    const rate = Math.min(fastest, Math.max(slowest, wantedRequests / this.#seconds))
    const elapsed = (Date.now() - this.#lastSynthetic) / 1000
    const fromUsers = this.#next.counters.peek().requests
    // After a pause not all at once: a burst would measure itself.
    const count = Math.min(Math.floor(rate * elapsed), Math.ceil(rate / 2))
    if (count === 0) return
    this.#lastSynthetic = Date.now()
    // Users alone are enough while they ask as often as we would.
    const busy = fromUsers / Math.max(0.25, (Date.now() - this.#lastRow) / 1000) > rate * 2
    if (!busy) await this.#synthetic.send(count)
  }

  async #write(decision: Decision): Promise<void> {
    this.#lastRow = Date.now()
    const weight = this.#rollout.status === 'completed' ? 100 : this.#rollout.step
    const row = (side: 'new' | 'old', instance: Instance): NewMeasurement => {
      const { requests, errors, slow, synthetic, p50, p95 } = instance.counters.take()
      if (side === 'new') this.#base = { requests: this.#base.requests + requests, errors: this.#base.errors + errors, slow: this.#base.slow + slow }
      return {
        rolloutId: this.#rollout.id,
        at: new Date(),
        weight: side === 'new' ? weight : 100 - weight,
        side,
        requests,
        errors,
        slow,
        synthetic,
        p50,
        p95,
        memoryMiB: this.#memoryMiB.get(instance) ?? null,
        healthy: instance.ready,
        verdict: side === 'new' ? decision.verdict : '',
      }
    }
    await recordMeasurements([row('new', this.#next), ...(this.#old ? [row('old', this.#old)] : [])])
  }
}
