import { expect, test } from 'vitest'
import { rolesOf } from './roles.ts'

test('takes described roles, else those that operations name', () => {
  expect(rolesOf({ 'x-gantry-roles': ['warehouse_clerk', { id: 'x', name: 'Ex', description: 'd' }], paths: {} })).toEqual([
    { id: 'warehouse_clerk', name: 'Warehouse clerk', description: '' },
    { id: 'x', name: 'Ex', description: 'd' },
  ])
  expect(
    rolesOf({
      paths: { '/api/a': { parameters: [{ name: 'x' }], get: { 'x-gantry-roles': [{ role: 'b', own: true }, 'a'] }, post: { 'x-gantry-roles': ['b'] } } },
    }).map((r) => r.id),
  ).toEqual(['a', 'b'])
})

test('a contract without roles has none, whatever it is', () => {
  for (const openapi of [null, 7, {}, { paths: { '/a': { get: {} } } }, { paths: [] }]) expect(rolesOf(openapi)).toEqual([])
})
