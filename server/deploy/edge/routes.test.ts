import { expect, test } from 'vitest'
import type { Instance } from './instance.ts'
import { choose, isVisitor, newVisitor, type Route } from './routes.ts'

const at = (n: number) => ({ deployment: { id: `dep_${n}`, createdAt: new Date(n) } })
const share = (n: number, weight: number, ready = true) => ({ weight, instance: { ...at(n), ready } as unknown as Instance })
const route = (...shares: Route['shares']): Route => ({ visited: {} as Route['visited'], shares })
const everybody = Array.from({ length: 100 }, (_, n) => n)
const side = (r: Route, visitor: number) => choose(r, visitor)?.deployment.id

test('the new release gets its share of visitors, and a rising share moves nobody back', () => {
  const on = [10, 50, 100].map((weight) => everybody.filter((v) => side(route(share(1, 100 - weight), share(2, weight)), v) === 'dep_2'))
  expect(on.map((visitors) => visitors.length)).toEqual([10, 50, 100])
  for (const [i, visitors] of on.entries()) for (const later of on.slice(i)) expect(later).toEqual(expect.arrayContaining(visitors))
})

test('who is not ready gets nobody, and the first release gets everybody at every step', () => {
  expect(everybody.map((v) => side(route(share(1, 50), share(2, 50, false)), v))).toEqual(everybody.map(() => 'dep_1'))
  expect(everybody.map((v) => side(route(share(2, 10)), v))).toEqual(everybody.map(() => 'dep_2'))
  expect(side(route(share(1, 0)), 5)).toBeUndefined()
})

test('visitors are numbers from 00 to 99, whatever their cookie says', () => {
  expect(everybody.every(() => isVisitor(newVisitor()))).toBe(true)
  for (const forged of ['', '100', '-1', 'ab', '7', undefined]) expect(isVisitor(forged)).toBe(false)
})
