import type { MeasurementView } from '#model/release.ts'

export interface ChartPoint {
  at: number
  value: number
}
export interface Series {
  side: 'new' | 'old'
  points: ChartPoint[]
}
export type Figure = (measurement: MeasurementView) => number | null

/** Percent of requests that failed; nothing where nothing was asked. */
export const errorPercent: Figure = ({ requests, errors }) => (requests > 0 ? (errors / requests) * 100 : null)

export function seriesOf(measurements: readonly MeasurementView[], figure: Figure): Series[] {
  return (['old', 'new'] as const).flatMap((side) => {
    const points = measurements.flatMap((each) => {
      const value = each.side === side ? figure(each) : null
      return value === null ? [] : [{ at: each.at.getTime(), value }]
    })
    return points.length > 0 ? [{ side, points }] : []
  })
}

/** A round number above everything drawn, the limit included, so that the limit is always in the picture. */
export function ceilingOf(series: readonly Series[], limit: number | null): number {
  const highest = Math.max(limit ?? 0, ...series.flatMap(({ points }) => points.map(({ value }) => value)), 0)
  if (highest === 0) return 1
  const power = 10 ** Math.floor(Math.log10(highest * 1.15))
  return ([1, 1.5, 2, 3, 5, 7.5, 10].find((step) => step * power >= highest * 1.15) ?? 10) * power
}
