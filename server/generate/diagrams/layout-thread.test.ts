import { expect, test } from 'vitest'
import { layoutInThread } from './layout-thread.ts'

const graphOf = (count: number) => ({
  id: 'root',
  layoutOptions: { 'elk.algorithm': 'layered', 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' },
  children: Array.from({ length: count }, (_, n) => ({ id: `n${n}`, width: 100, height: 40 })),
  edges: Array.from({ length: count * 2 }, (_, n) => ({ id: `e${n}`, sources: [`n${n % count}`], targets: [`n${(n * 7 + 3) % count}`] })),
})

test('whoever asks goes on with other work meanwhile', async () => {
  let [isOver, longest, last] = [false, 0, performance.now()]
  const began = last
  const laid = layoutInThread(graphOf(60)).finally(() => {
    isOver = true
  })
  while (!isOver) {
    await new Promise(setImmediate)
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  expect((await laid).children).toHaveLength(60)
  expect(longest).toBeLessThan((last - began) / 2)
})

test('a graph that cannot be laid out is a failure of its own; the next one is laid out', async () => {
  const bad = { ...graphOf(2), edges: [{ id: 'e', sources: ['n0'], targets: ['nowhere'] }] }
  const [failed, good] = await Promise.allSettled([layoutInThread(bad), layoutInThread(graphOf(5))])
  expect(failed).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('nowhere') } })
  expect(good).toMatchObject({ status: 'fulfilled', value: { width: expect.any(Number) } })
})
