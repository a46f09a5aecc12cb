import { expect, test } from 'vitest'
import type { Person } from '#model/person.ts'
import type { RoleName } from '#model/role.ts'
import { approvalStates } from '#model/states.ts'
import { type ApprovalFacts, mayDecide, mayWithdraw } from './policy.ts'

const person = (id: string, ...claimed: RoleName[]): Person => ({ id, name: id, email: null, claimed, rules: [] })
const now = new Date('2026-11-21T12:00:00Z')
const approval = (more: Partial<ApprovalFacts> = {}): ApprovalFacts => ({
  status: 'pending',
  systemId: 's',
  needs: ['qa', 'product_owner'],
  expiresAt: new Date(now.getTime() + 1_000),
  now,
  decisions: [],
  requestedBy: ['asker'],
  runCreatedBy: 'asker',
  ...more,
})

test('QA and product owners decide, for the roles they hold', () => {
  expect(mayDecide(person('a', 'qa'), approval())).toEqual({ allowed: true, why: '', roles: ['qa'] })
  expect(mayDecide(person('a', 'product_owner', 'qa'), approval()).roles).toEqual(['qa', 'product_owner'])
  for (const role of ['viewer', 'architect', 'operator', 'admin'] as const) expect(mayDecide(person('a', role), approval()).allowed).toBe(false)
})

test('nobody decides on what they requested, whatever their roles', () => {
  expect(mayDecide(person('asker', 'qa', 'product_owner', 'admin'), approval())).toMatchObject({
    allowed: false,
    why: expect.stringContaining('somebody else'),
  })
})

test('one person counts once, and a role answers once', () => {
  const decisions = [{ userId: 'a', role: 'qa' }]
  expect(mayDecide(person('a', 'qa', 'product_owner'), approval({ decisions })).why).toContain('counts once')
  expect(mayDecide(person('b', 'qa'), approval({ decisions })).why).toContain('another role')
  expect(mayDecide(person('b', 'qa', 'product_owner'), approval({ decisions })).roles).toEqual(['product_owner'])
})

test('only while it is pending and has not expired', () => {
  for (const status of approvalStates) expect(mayDecide(person('a', 'qa'), approval({ status })).allowed).toBe(status === 'pending')
  expect(mayDecide(person('a', 'qa'), approval({ expiresAt: now })).why).toContain('expired')
})

test('a role held in another system does not count', () => {
  const elsewhere: Person = { ...person('a'), rules: [{ role: 'qa', effect: 'grant', systemId: 'other' }] }
  expect(mayDecide(elsewhere, approval()).allowed).toBe(false)
  expect(mayDecide(elsewhere, approval({ systemId: 'other' })).allowed).toBe(true)
})

test('who started the run, or an operator, takes a pending request back', () => {
  expect(mayWithdraw(person('asker', 'architect'), approval()).allowed).toBe(true)
  expect(mayWithdraw(person('x', 'operator'), approval()).allowed).toBe(true)
  expect(mayWithdraw(person('x', 'qa'), approval()).allowed).toBe(false)
  expect(mayWithdraw(person('asker', 'architect'), approval({ status: 'approved' })).allowed).toBe(false)
})
