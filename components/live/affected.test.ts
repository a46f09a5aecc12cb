import { describe, expect, it } from 'vitest'
import { affectedBy, isStale } from './affected.ts'

const event = { kind: 'feature.tested', runId: 'run_a', stage: 'test', requirementId: 'req_a', data: {} }
const touches = (key: readonly unknown[], from = event) => affectedBy(from).some((stale) => isStale(key, stale))

describe('what an event makes stale', () => {
  it('touches the run it is about, and no other', () => {
    expect(touches([['run', 'get'], { input: { id: 'run_a' }, type: 'query' }])).toBe(true)
    expect(touches([['run', 'get'], { input: { id: 'run_b' }, type: 'query' }])).toBe(false)
    expect(touches([['stage', 'get'], { input: { run: 'run_a', stage: 'plan' }, type: 'query' }])).toBe(true)
    expect(touches([['requirement', 'get'], { input: { id: 'req_b' }, type: 'query' }])).toBe(false)
  })

  it('touches every list of runs', () => {
    expect(touches([['run', 'list'], { input: { page: 3 }, type: 'query' }])).toBe(true)
  })

  it('leaves texts of artifacts alone: they never change', () => {
    expect(touches([['artifact', 'text'], { input: { id: 'art_a' }, type: 'query' }])).toBe(false)
    expect(touches([['log', 'tail'], { input: { attempt: 'att_a' }, type: 'query' }])).toBe(false)
  })

  it('renews who I am when a role changes', () => {
    expect(touches([['me', 'get']], { kind: 'member.granted', runId: null, stage: null, requirementId: null } as never)).toBe(true)
    expect(touches([['me', 'get']])).toBe(false)
  })
})
