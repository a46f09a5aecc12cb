import { describe, expect, test } from 'vitest'
import { decide, type Evidence, wilsonLower } from './rollout-rule.ts'

const fine: Evidence = { requests: 0, errors: 0, slow: 0, stepEnded: false, failedChecks: 0, crashed: false, baselineHealthy: true, memoryShares: [] }

/** xorshift32: the same rollouts every time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}

/** Steps of 1,000 requests, judged after every one. */
function simulate(rate: number, rollouts: number, of: 'errors' | 'slow' = 'errors') {
  const next = random(20261121)
  const stopped: number[] = []
  for (let i = 0; i < rollouts; i++) {
    let bad = 0
    for (let n = 1; n <= 1000; n++) {
      if (next() < rate) bad++
      if (decide({ ...fine, requests: n, [of]: bad, stepEnded: n === 1000 }).verdict === 'roll_back') {
        stopped.push(n)
        break
      }
    }
  }
  stopped.sort((a, b) => a - b)
  return { share: stopped.length / rollouts, median: stopped[Math.floor(stopped.length / 2)] ?? Infinity }
}

describe('simulated rollouts', () => {
  test('hardly ever roll back a healthy release', () => {
    expect(simulate(0, 200).share).toBe(0)
    expect(simulate(0.002, 2000).share).toBeLessThanOrEqual(0.01)
  })
  test('always roll back a bad one, early', () => {
    const bad = simulate(0.05, 2000)
    expect(bad.share).toBe(1)
    expect(bad.median).toBeGreaterThan(35)
    expect(bad.median).toBeLessThan(70)
    expect(simulate(1, 10)).toEqual({ share: 1, median: 3 })
  })
  test('judge slow requests by the same test around 5 %', () => {
    expect(simulate(0.01, 1000, 'slow').share).toBeLessThanOrEqual(0.01)
    expect(simulate(0.25, 500, 'slow').share).toBe(1)
  })
})

test('a step that ends with too few requests is inconclusive, never promoted', () => {
  expect(decide({ ...fine, stepEnded: true }).verdict).toBe('inconclusive')
  expect(decide({ ...fine, requests: 50, stepEnded: true }).verdict).toBe('inconclusive')
  expect(decide({ ...fine, requests: 130, stepEnded: true }).verdict).toBe('promote')
  expect(decide({ ...fine, requests: 130, stepEnded: false }).verdict).toBe('continue')
  expect(decide({ ...fine, requests: 130, errors: 1, stepEnded: true }).verdict).toBe('inconclusive')
  expect(decide({ ...fine, requests: 1000, failedChecks: 1, stepEnded: true }).verdict).toBe('inconclusive')
})

test('two errors are not enough to tell, three of three are', () => {
  expect(decide({ ...fine, requests: 2, errors: 2 }).verdict).toBe('continue')
  expect(decide({ ...fine, requests: 3, errors: 3 })).toMatchObject({ verdict: 'roll_back', reason: expect.stringContaining('3 of 3 requests failed') })
})

test('memory counts after three samples in a row, health after three checks, a crash at once', () => {
  expect(decide({ ...fine, memoryShares: [0.95, 0.95] }).verdict).toBe('continue')
  expect(decide({ ...fine, memoryShares: [0.95, 0.8, 0.95, 0.95] }).verdict).toBe('continue')
  expect(decide({ ...fine, memoryShares: [0.2, 0.95, 0.95, 0.95] })).toMatchObject({ verdict: 'roll_back', reason: expect.stringContaining('memory') })
  expect(decide({ ...fine, failedChecks: 2 }).verdict).toBe('continue')
  expect(decide({ ...fine, failedChecks: 3 }).verdict).toBe('roll_back')
  expect(decide({ ...fine, crashed: true }).verdict).toBe('roll_back')
})

test('what breaks the old release as well is not held against the new one', () => {
  expect(decide({ ...fine, crashed: true, failedChecks: 9, baselineHealthy: false }).verdict).toBe('continue')
})

test('the lower Wilson bound', () => {
  expect(wilsonLower(0, 0)).toBe(0)
  expect(wilsonLower(10, 100)).toBeCloseTo(0.05, 1)
})
