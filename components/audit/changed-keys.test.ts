import { expect, it } from 'vitest'
import { changedKeys } from './changed-keys.ts'

it('shows only what differs', () => {
  expect(changedKeys({ status: 'running', id: 'a' }, { status: 'canceled', id: 'a', reason: 'x' })).toEqual([
    { key: 'status', before: 'running', after: 'canceled' },
    { key: 'reason', before: undefined, after: 'x' },
  ])
})

it('takes a beginning or an end for what it is', () => {
  expect(changedKeys(null, { role: 'qa' })).toEqual([{ key: 'role', before: undefined, after: 'qa' }])
  expect(changedKeys({ role: 'qa' }, null)).toEqual([{ key: 'role', before: 'qa', after: undefined }])
  expect(changedKeys('a', 'b')).toEqual([{ key: 'value', before: 'a', after: 'b' }])
  expect(changedKeys([1], [1])).toEqual([])
})
