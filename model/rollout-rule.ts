/**
 * When a release on its way into production is rolled back, promoted or held. Pure: the edge measures, this decides.
 * The rule was chosen by simulation (rollout-rule.test.ts): a service with 0.2 % errors is rolled back in 0.5 % of all
 * rollouts, one with 5 % always, after 53 requests in the median. Looking at the plain rate every 20 requests would
 * roll back a sixth of all healthy releases.
 */
export const limits = {
  errorRate: 0.01,
  slowMilliseconds: 1000,
  slowRate: 0.05,
  memoryShare: 0.9,
  memorySamples: 3,
  failedChecks: 3,
  enoughRequests: 300,
} as const
export const rolloutSteps = [10, 50, 100] as const

const alpha = 0.01 // a good release called bad
const beta = 0.05 // a bad one called good
const z99 = 2.326
const leastBad = 3

/** A share with its limit, and the two rates between which the sequential test decides: half and three times the limit. */
interface Share {
  limit: number
  good: number
  bad: number
}
const errorShare: Share = { limit: limits.errorRate, good: limits.errorRate / 2, bad: limits.errorRate * 3 }
/** p95 > 1 s means that more than 5 % of the requests take longer than 1 s. */
const slowShare: Share = { limit: limits.slowRate, good: limits.slowRate / 2, bad: limits.slowRate * 3 }

export function wilsonLower(bad: number, total: number): number {
  if (total === 0) return 0
  const p = bad / total
  const square = z99 * z99
  return (p + square / (2 * total) - z99 * Math.sqrt((p * (1 - p)) / total + square / (4 * total * total))) / (1 + square / total)
}

/** Wald's sequential test: above `bad` the share is the bad one, below `good` the good one. */
function likelihood(bad: number, total: number, share: Share): number {
  return bad * Math.log(share.bad / share.good) + (total - bad) * Math.log((1 - share.bad) / (1 - share.good))
}
const isBad = (value: number): boolean => value >= Math.log((1 - beta) / alpha)
const isGood = (value: number): boolean => value <= Math.log(beta / (1 - alpha))

export function exceeds(bad: number, total: number, share: Share, stepEnded: boolean): boolean {
  if (bad >= leastBad && (isBad(likelihood(bad, total, share)) || wilsonLower(bad, total) > share.limit)) return true
  return stepEnded && total >= limits.enoughRequests && bad / total > share.limit
}
const conclusive = (bad: number, total: number, share: Share): boolean => total >= limits.enoughRequests || isGood(likelihood(bad, total, share))

export interface Evidence {
  requests: number
  errors: number // 5xx and broken answers
  slow: number // longer than a second
  stepEnded: boolean
  failedChecks: number // health checks in a row
  crashed: boolean // the process ended by itself
  baselineHealthy: boolean // false: whatever breaks both is no fault of the release
  memoryShares: readonly number[] // of the limit, newest last
}
export interface Decision {
  verdict: 'continue' | 'promote' | 'roll_back' | 'inconclusive'
  reason: string
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Why it must be rolled back now; null when nothing says so. */
export function ground(e: Evidence): string | null {
  if (e.crashed && e.baselineHealthy) return 'the service ended by itself'
  const counted = `of ${e.requests} requests`
  if (exceeds(e.errors, e.requests, errorShare, e.stepEnded))
    return `${e.errors} ${counted} failed (${percent(e.errors / e.requests)}, limit ${percent(limits.errorRate)})`
  if (exceeds(e.slow, e.requests, slowShare, e.stepEnded)) return `${e.slow} ${counted} took longer than ${limits.slowMilliseconds} ms: p95 is above the limit`
  if (e.failedChecks >= limits.failedChecks && e.baselineHealthy) return `${e.failedChecks} health checks in a row failed`
  const last = e.memoryShares.slice(-limits.memorySamples)
  if (last.length === limits.memorySamples && last.every((share) => share > limits.memoryShare))
    return `memory was above ${percent(limits.memoryShare)} of its limit ${limits.memorySamples} times in a row (${percent(last.at(-1) ?? 0)})`
  return null
}

export function decide(e: Evidence): Decision {
  const reason = ground(e)
  if (reason) return { verdict: 'roll_back', reason }
  if (!e.stepEnded) return { verdict: 'continue', reason: '' }
  if (e.failedChecks > 0) return { verdict: 'inconclusive', reason: 'the step ended while a health check failed' }
  if (conclusive(e.errors, e.requests, errorShare) && conclusive(e.slow, e.requests, slowShare))
    return { verdict: 'promote', reason: `${e.errors} of ${e.requests} requests failed, ${e.slow} took longer than ${limits.slowMilliseconds} ms` }
  return { verdict: 'inconclusive', reason: `${e.requests} requests (${e.errors} failed, ${e.slow} slow) are too few to tell` }
}
