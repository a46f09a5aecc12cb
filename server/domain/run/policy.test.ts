import { expect, test } from 'vitest'
import type { Person } from '#model/person.ts'
import { deliver } from '#model/pipeline.ts'
import type { RoleName } from '#model/role.ts'
import type { RunState, StageState } from '#model/states.ts'
import { mayCancel, mayRerun, mayRetry, type RunFacts } from './policy.ts'

const person = (id: string, ...claimed: RoleName[]): Person => ({ id, name: id, email: null, claimed, rules: [] })
const owner = person('owner', 'architect')
const operator = person('other', 'operator')
const run = (more: Partial<Omit<RunFacts, 'stages'>> & { stages?: Record<string, StageState> } = {}): RunFacts => {
  const { stages = {}, ...rest } = more
  return {
    status: 'running',
    createdBy: 'owner',
    systemId: 's',
    releasing: false,
    pipeline: deliver,
    ...rest,
    stages: new Map(deliver.stages.map((s) => [s.id, stages[s.id] ?? 'pending'])),
  }
}

test('owners operate their own runs, operators and admins any, others none', () => {
  for (const [who, allowed] of [
    [owner, true],
    [operator, true],
    [person('x', 'admin'), true],
    [person('x', 'architect'), false],
    [person('x', 'qa', 'product_owner', 'viewer'), false],
    [person('owner', 'viewer'), false],
  ] as const) {
    expect([who, mayCancel(who, run()).allowed, mayRerun(who, run()).allowed]).toEqual([who, allowed, allowed])
  }
})

test('a role that is denied in the system of the run does not count', () => {
  const denied: Person = { ...operator, rules: [{ role: 'operator', effect: 'deny', systemId: 's' }] }
  expect(mayCancel(denied, run()).allowed).toBe(false)
  expect(mayCancel(denied, run({ systemId: 'another' })).allowed).toBe(true)
})

test.each<[RunState, boolean]>([
  ['queued', true],
  ['running', true],
  ['awaiting_approval', true],
  ['canceling', false],
  ['succeeded', false],
  ['failed', false],
  ['canceled', false],
  ['superseded', false],
])('a run that is %s can be canceled: %s', (status, allowed) => {
  const verdict = mayCancel(owner, run({ status }))
  expect(verdict.allowed).toBe(allowed)
  expect(verdict.why === '').toBe(allowed)
})

test('a release on its way is rolled back, not canceled', () => {
  expect(mayCancel(owner, run({ releasing: true }))).toEqual({ allowed: false, why: expect.stringContaining('Roll it back') })
})

test('only what broke is tried again, and only on what succeeded before it', () => {
  const upTo = { analyze: 'succeeded', plan: 'succeeded', backend: 'succeeded', frontend: 'succeeded', apps: 'succeeded', integrate: 'succeeded' } as const
  const failed = (more: Record<string, StageState> = {}) => run({ status: 'failed', stages: { ...upTo, test: 'failed', ...more } })
  expect(mayRetry(owner, failed(), 'test').allowed).toBe(true)
  expect(mayRetry(owner, failed(), 'backend').allowed).toBe(false)
  expect(mayRetry(owner, failed({ frontend: 'errored' }), 'test')).toEqual({ allowed: false, why: expect.stringContaining('Retry Frontend first') })
  expect(mayRetry(owner, run({ status: 'superseded', stages: { ...upTo, test: 'failed' } }), 'test').allowed).toBe(false)
  expect(mayRetry(owner, failed(), 'no-such-stage').allowed).toBe(false)
  expect(
    mayRetry(
      owner,
      run({ status: 'failed', stages: { ...Object.fromEntries(deliver.stages.map((s) => [s.id, 'succeeded' as const])), monitor: 'failed' } }),
      'monitor',
    ).allowed,
  ).toBe(false)
})
