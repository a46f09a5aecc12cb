import { lists, operationsOf, resolver } from '#model/contract.ts'
import { pathWithQuery } from '#model/sample.ts'
import type { Instance } from './instance.ts'
import { countRequest } from './metrics.ts'
import { syntheticHeader } from './proxy.ts'
import { signToken } from './tokens.ts'

const subject = 'synthetic@gantry.localhost'
/** A slow service gets fewer: piled up they would slow it down further. */
const mostInFlight = 10
const warmUpRequests = 10
const timeoutMs = 10_000

/**
 * Requests of the edge's own, where users are too few to judge a release: GET operations of its contract, which change
 * nothing, marked with a header and counted apart.
 */
export class Synthetic {
  #instance: Instance
  #requests: Promise<{ path: string; headers: Record<string, string> }[]> | undefined
  #inFlight = 0
  #next = 0

  constructor(instance: Instance) {
    this.#instance = instance
  }

  /** Fires and forgets: what comes back is counted. */
  async send(count: number): Promise<void> {
    this.#requests ??= this.#prepare()
    const requests = await this.#requests
    for (let i = 0; i < count && this.#inFlight < mostInFlight; i++) {
      const request = requests[this.#next++ % requests.length]
      if (request) void this.#ask(request)
    }
  }

  /** One after the other, counted nowhere. Errors are for the rollout to find. */
  async warmUp(): Promise<void> {
    this.#requests ??= this.#prepare()
    const requests = await this.#requests
    const until = Date.now() + 5000
    for (let i = 0; i < warmUpRequests && Date.now() < until; i++) {
      const request = requests[i % requests.length]
      if (request)
        await this.#instance.pool?.request({ method: 'GET', ...request, headersTimeout: 2000, bodyTimeout: 2000 }).then(
          (answer) => answer.body.dump(),
          () => {},
        )
    }
  }

  async #prepare(): Promise<{ path: string; headers: Record<string, string> }[]> {
    const { bundle, deployment } = this.#instance
    const base = { host: 'localhost', accept: 'application/json', [syntheticHeader]: '1' }
    const prepared: { path: string; headers: Record<string, string> }[] = []
    for (const operation of lists(operationsOf(bundle?.openapi ?? {}))) {
      const path = pathWithQuery(operation, resolver(bundle?.openapi))
      const [role] = operation.roles
      if (path === undefined || (!role && !operation.public)) continue
      prepared.push({ path, headers: role ? { ...base, authorization: `Bearer ${await signToken(deployment.environment, role, subject)}` } : base })
    }
    return prepared.length > 0 ? prepared : [{ path: '/', headers: base }]
  }

  async #ask(request: { path: string; headers: Record<string, string> }): Promise<void> {
    this.#inFlight++
    const started = performance.now()
    let status = 502
    try {
      const answer = await this.#instance.pool?.request({ method: 'GET', ...request, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
      await answer?.body.dump()
      status = answer?.statusCode ?? 502
    } catch {
      // no answer is an error of the service
    } finally {
      this.#inFlight--
      const milliseconds = performance.now() - started
      this.#instance.counters.record(status, milliseconds, true)
      countRequest(this.#instance, status, milliseconds, true)
    }
  }
}
