import { expect, test } from 'vitest'
import { deliver } from '#model/pipeline.ts'
import { type RunState, runTransitions, type StageState, stageTransitions } from '#model/states.ts'
import { deriveRun, settled, startable } from './derive.ts'

const all = (state: StageState, over: Record<string, StageState> = {}) => new Map(deliver.stages.map((s) => [s.id, over[s.id] ?? state]))
const upTo = (last: string, over: Record<string, StageState> = {}) => {
  const at = deliver.stages.findIndex((s) => s.id === last)
  return new Map(deliver.stages.map((s, i) => [s.id, over[s.id] ?? (i <= at ? 'succeeded' : 'pending')]))
}

test.each<[string, ReadonlyMap<string, StageState>, string[]]>([
  ['at first', all('pending'), ['analyze']],
  ['after frontend, two at the same time', upTo('frontend'), ['apps', 'integrate']],
  ['after integrate, tests and security', upTo('integrate'), ['test', 'secure']],
  ['staging waits for all three', upTo('test'), ['secure']],
  ['nothing after a failure', upTo('integrate', { apps: 'failed' }), []],
  ['nothing after a cancel', all('pending', { analyze: 'canceled' }), []],
])('what may start %s', (_, stages, expected) => expect(startable(deliver, stages)).toEqual(expected))

test.each<[RunState, ReadonlyMap<string, StageState>, boolean, RunState]>([
  ['queued', all('pending', { analyze: 'queued' }), false, 'queued'],
  ['queued', all('pending', { analyze: 'running' }), true, 'running'],
  ['running', upTo('verify', { approve: 'waiting' }), true, 'awaiting_approval'],
  ['awaiting_approval', upTo('approve', { release: 'waiting' }), true, 'running'],
  ['running', all('succeeded'), true, 'succeeded'],
  ['running', upTo('integrate', { test: 'failed', secure: 'running' }), true, 'running'],
  ['running', all('skipped', { test: 'failed', apps: 'errored' }), true, 'failed'],
  ['running', all('skipped', { apps: 'errored' }), true, 'errored'],
  ['canceling', all('canceled', { analyze: 'running' }), true, 'canceling'],
  ['canceling', all('canceled'), true, 'canceled'],
  ['failed', upTo('analyze', { plan: 'queued' }), true, 'running'],
  ['superseded', all('canceled'), true, 'superseded'],
])('a %s run becomes …', (status, stages, started, expected) => expect(deriveRun(deliver, status, stages, started)).toBe(expected))

test('an end that the stages do not tell is told', () =>
  expect(deriveRun(deliver, 'awaiting_approval', all('skipped', { approve: 'failed' }), true, 'timed_out')).toBe('timed_out'))
test('settled only when the last sibling has ended', () => {
  expect(settled(upTo('integrate', { test: 'failed', secure: 'running' }))).toBe(false)
  expect(settled(upTo('integrate', { test: 'failed', secure: 'succeeded' }))).toBe(true)
  expect(settled(upTo('integrate'))).toBe(false)
})

/** Written by hand, so that a careless change of the tables is noticed. */
test('the transition tables', () => {
  const pairs = (table: Record<string, readonly string[]>) =>
    Object.entries(table)
      .flatMap(([from, tos]) => tos.map((to) => `${from}>${to}`))
      .sort()
  expect(pairs(stageTransitions)).toEqual([
    'canceled>pending',
    'errored>pending',
    'failed>pending',
    'failed>succeeded',
    'pending>canceled',
    'pending>queued',
    'pending>skipped',
    'pending>waiting',
    'queued>canceled',
    'queued>errored',
    'queued>queued',
    'queued>running',
    'running>canceled',
    'running>errored',
    'running>failed',
    'running>queued',
    'running>succeeded',
    'skipped>pending',
    'succeeded>pending',
    'waiting>canceled',
    'waiting>failed',
    'waiting>succeeded',
  ])
  expect(pairs(runTransitions).filter((p) => /^(succeeded|superseded|canceling|queued)>/.test(p))).toEqual([
    'canceling>canceled',
    'queued>canceled',
    'queued>errored',
    'queued>running',
  ])
})
