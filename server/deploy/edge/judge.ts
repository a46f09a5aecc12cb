import { setTimeout as wait } from 'node:timers/promises'
import { rolloutSteps } from '#model/rollout-rule.ts'
import { prisma } from '#server/db.ts'
import { commandReason, dropCommand, type OpenRollout, openRollouts } from '#server/domain/rollout/open.ts'
import {
  beginRollout,
  completeRollout,
  endObservation,
  failRollback,
  finishRollback,
  holdRollout,
  progressRollout,
  removeLeftover,
  restartStep,
  startRollback,
} from '#server/domain/rollout/transitions.ts'
import { log } from '#server/log.ts'
import type { Edge } from './edge.ts'
import type { Instance } from './instance.ts'
import { Synthetic } from './synthetic.ts'
import { Watch } from './watch.ts'

const [busyMs, idleMs] = [250, 1000]
/** While the old release is kept, its successor is judged by windows of this length. */
const observationSeconds = 300
const rollbackSeconds = 60

export interface JudgeSettings {
  stepSeconds: number
  keepSeconds: number
  patienceSeconds: number // how long a step that is over may still gather evidence
}

/**
 * Takes releases into production: measures, decides, switches, records. Everything it needs to go on is in the rows; a
 * restart in the middle loses at most the second that was not written down.
 */
export class Judge {
  #edge: Edge
  #settings: JudgeSettings
  #watches = new Map<string, Watch>()
  #stopping = new AbortController()
  #running: Promise<void> | undefined
  #rollingBackSince = new Map<string, number>()

  constructor(edge: Edge, settings: JudgeSettings) {
    this.#edge = edge
    this.#settings = settings
  }

  start(): void {
    this.#running = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      let pause = idleMs
      if (this.#edge.active) {
        try {
          const open = await openRollouts()
          for (const rollout of open)
            await this.#handle(rollout).catch((error: unknown) =>
              log.error({ error, rollout: rollout.id }, 'A rollout could not be looked after; it is tried again'),
            )
          for (const id of this.#watches.keys()) if (!open.some((r) => r.id === id)) this.#watches.delete(id)
          if (open.length > 0) pause = busyMs
        } catch (error) {
          log.error({ error }, 'Rollouts could not be read; they are tried again')
        }
      }
      await wait(pause, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
  }

  #handle(rollout: OpenRollout): Promise<void> {
    switch (rollout.status) {
      case 'pending':
        return this.#pending(rollout)
      case 'progressing':
        return this.#progressing(rollout)
      case 'held':
        return this.#held(rollout)
      case 'rolling_back':
        return this.#rollingBack(rollout)
      case 'completed':
        return this.#completed(rollout)
      case 'rollback_failed':
        return this.#again(rollout)
      default:
        return removeLeftover(rollout)
    }
  }

  async #pending(rollout: OpenRollout): Promise<void> {
    if (rollout.command === 'stop') return void (await holdRollout(rollout, await commandReason(rollout, 'Stopped'), true))
    if (rollout.command) await dropCommand(rollout)
    if (!rollout.deploymentId) {
      const begun = await beginRollout(rollout)
      if (typeof begun === 'object') await this.#rollBack(rollout, begun.refused)
      else if (begun === 'begun') await this.#edge.reconcile()
      return
    }
    const row = await prisma.deployment.findUniqueOrThrow({ where: { id: rollout.deploymentId } })
    if (row.observed === 'failed') return this.#rollBack(rollout, `The release does not start in production. ${row.detail}`)
    const instance = this.#edge.instances.get(rollout.deploymentId)
    if (!instance?.ready) return
    // Its first requests pay for compiling and connecting; visitors should not, nor should it be judged by them.
    await new Synthetic(instance).warmUp()
    await this.#promote(rollout, 'it is ready')
  }

  async #progressing(rollout: OpenRollout): Promise<void> {
    if (rollout.command === 'rollback') return this.#rollBack(rollout, await commandReason(rollout, 'Rolled back'))
    if (rollout.command === 'stop') return void (await holdRollout(rollout, await commandReason(rollout, 'Stopped'), true))
    if (rollout.command) await dropCommand(rollout)
    const watch = await this.#watch(rollout, this.#settings.stepSeconds)
    if (!watch) return
    const { verdict, reason } = await watch.look(true)
    if (verdict === 'roll_back') await this.#rollBack(rollout, reason)
    else if (verdict === 'promote') await this.#promote(rollout, reason)
    else if (verdict === 'inconclusive' && watch.overdue(this.#settings.patienceSeconds))
      await holdRollout(rollout, `Inconclusive: ${reason}. Resume to go on in spite of it, or roll back.`, false)
  }

  async #held(rollout: OpenRollout): Promise<void> {
    if (rollout.command === 'rollback') return this.#rollBack(rollout, await commandReason(rollout, 'Rolled back'))
    if (rollout.command === 'resume') {
      // Stopped by a person: the step starts again. Inconclusive: a person takes the evidence as it is.
      if (rollout.stepStartedAt === null) return void (await restartStep(rollout))
      return this.#promote(rollout, await commandReason(rollout, 'Resumed'))
    }
    if (rollout.command) await dropCommand(rollout)
    const watch = rollout.step > 0 ? await this.#watch(rollout, observationSeconds) : undefined
    const decision = await watch?.look(false)
    if (decision?.verdict === 'roll_back') await this.#rollBack(rollout, decision.reason)
  }

  async #completed(rollout: OpenRollout): Promise<void> {
    if (rollout.keepUntil === null || rollout.keepUntil <= new Date()) return endObservation(rollout)
    if (rollout.command === 'rollback') return this.#rollBack(rollout, await commandReason(rollout, 'Rolled back'))
    if (rollout.command) await dropCommand(rollout)
    const watch = await this.#watch(rollout, observationSeconds)
    const decision = await watch?.look(false)
    if (decision?.verdict === 'roll_back') await this.#rollBack(rollout, decision.reason)
    else if (watch?.ended) this.#watches.delete(rollout.id) // a new window
  }

  async #again(rollout: OpenRollout): Promise<void> {
    if (rollout.command === 'rollback') await this.#rollBack(rollout, rollout.reason)
    else if (rollout.command) await dropCommand(rollout)
  }

  /** Recorded first, switched then: a share that was never recorded must not get traffic. */
  async #promote(rollout: OpenRollout, reason: string): Promise<void> {
    const next = rolloutSteps.find((step) => step > rollout.step)
    const done = next === undefined ? await completeRollout(rollout, this.#settings.keepSeconds, reason) : await progressRollout(rollout, next, reason)
    if (!done) return
    log.info({ rollout: rollout.id, step: next ?? 'completed', reason }, 'rollout')
    this.#switch(rollout, next ?? 100)
  }

  /** Switched first, recorded then: every request to a bad release is one too many. */
  async #rollBack(rollout: OpenRollout, reason: string): Promise<void> {
    this.#switch(rollout, 0)
    log.warn({ rollout: rollout.id, reason }, 'rollout is rolled back')
    this.#rollingBackSince.set(rollout.id, Date.now())
    await startRollback(rollout, reason)
  }

  async #rollingBack(rollout: OpenRollout): Promise<void> {
    this.#switch(rollout, 0)
    const old = rollout.baselineId ? this.#edge.instances.get(rollout.baselineId) : undefined
    const since = this.#rollingBackSince.get(rollout.id) ?? Date.now()
    this.#rollingBackSince.set(rollout.id, since)
    if (rollout.baselineId === null || old?.ready) {
      await finishRollback(rollout)
      this.#rollingBackSince.delete(rollout.id)
    } else if (Date.now() - since > rollbackSeconds * 1000) {
      await failRollback(
        rollout,
        `${rollout.reason}. The old release does not answer either: ${old?.detail || 'it is not running'}. Look at its log, then roll back again.`,
      )
    }
  }

  #switch(rollout: OpenRollout, weight: number): void {
    this.#edge.switchWeights({
      ...(rollout.deploymentId && { [rollout.deploymentId]: weight }),
      ...(rollout.baselineId && { [rollout.baselineId]: 100 - weight }),
    })
  }

  async #watch(rollout: OpenRollout, seconds: number): Promise<Watch | undefined> {
    const known = this.#watches.get(rollout.id)
    if (known?.step === Watch.key(rollout)) return known
    const instance = (id: string | null): Instance | undefined => (id ? this.#edge.instances.get(id) : undefined)
    const next = instance(rollout.deploymentId)
    if (!next) return undefined // the edge starts it in a moment
    const watch = await Watch.open(rollout, next, instance(rollout.baselineId), seconds, known === undefined)
    this.#watches.set(rollout.id, watch)
    return watch
  }
}
