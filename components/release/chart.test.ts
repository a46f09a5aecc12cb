import { expect, it } from 'vitest'
import type { MeasurementView } from '#model/release.ts'
import { ceilingOf, errorPercent, seriesOf } from './chart.ts'

const measured = (more: Partial<MeasurementView>): MeasurementView => ({
  id: 1,
  at: new Date(0),
  weight: 10,
  side: 'new',
  requests: 100,
  errors: 0,
  synthetic: 0,
  p50: 1,
  p95: 2,
  memoryMiB: 64,
  healthy: true,
  verdict: '',
  ...more,
})

it('draws no rate where nothing was asked', () => {
  expect(errorPercent(measured({ requests: 0 }))).toBeNull()
  expect(errorPercent(measured({ requests: 200, errors: 3 }))).toBe(1.5)
})

it('keeps the sides apart and leaves out what was not measured', () => {
  const series = seriesOf([measured({ p95: 5 }), measured({ side: 'old', p95: 7 }), measured({ p95: null })], ({ p95 }) => p95)
  expect(series.map(({ side, points }) => [side, points.length])).toEqual([
    ['old', 1],
    ['new', 1],
  ])
})

it('has the limit in the picture', () => {
  expect(ceilingOf([], 1000)).toBeGreaterThan(1000)
  expect(ceilingOf([{ side: 'new', points: [{ at: 0, value: 4200 }] }], 1000)).toBeGreaterThan(4200)
})
