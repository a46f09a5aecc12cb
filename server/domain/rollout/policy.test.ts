import { expect, test } from 'vitest'
import type { Person } from '#model/person.ts'
import { rolloutStates } from '#model/states.ts'
import { mayCommand, type RolloutCommand } from './policy.ts'

const operator: Person = { id: 'o', name: 'o', email: null, claimed: ['operator'], rules: [] }
const now = new Date('2026-11-21T12:00:00Z')
const kept = new Date(now.getTime() + 60_000)
const rollout = { status: 'progressing' as const, systemId: 's', command: null, keepUntil: kept, now }

test.each<[RolloutCommand, string[]]>([
  ['rollback', ['progressing', 'held', 'completed', 'rollback_failed']],
  ['resume', ['held']],
  ['stop', ['pending', 'progressing']],
])('%s is possible in %j', (command, states) => {
  expect(rolloutStates.filter((status) => mayCommand(operator, { ...rollout, status }, command).allowed).sort()).toEqual([...states].sort())
})

test('only operators and admins, one command at a time, and back only to what is still kept', () => {
  for (const claimed of [['viewer'], ['architect'], ['qa', 'product_owner']] as const)
    expect(mayCommand({ ...operator, claimed }, rollout, 'stop').allowed).toBe(false)
  expect(mayCommand({ ...operator, claimed: ['admin'] }, rollout, 'stop').allowed).toBe(true)
  expect(mayCommand(operator, { ...rollout, command: 'stop' }, 'rollback').allowed).toBe(false)
  expect(mayCommand(operator, { ...rollout, status: 'completed', keepUntil: now }, 'rollback').allowed).toBe(false)
  expect(mayCommand(operator, { ...rollout, status: 'completed', keepUntil: null }, 'rollback').allowed).toBe(false)
})
