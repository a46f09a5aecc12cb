/** One row of a measurement: what, measured, limit (with its comparator), and how it was measured. */
export interface Row {
  what: string
  value: number
  unit: string
  limit?: number
  note?: string
}

const figure = (n: number): string => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2))

/** A verdict is printed, never asserted: the machine is noisy, and a timed test would be a coin toss. */
export function printTable(rows: Row[]): void {
  const cells = rows.map((r) => [
    r.what,
    `${figure(r.value)} ${r.unit}`,
    r.limit === undefined ? '' : `<= ${figure(r.limit)} ${r.unit}`,
    r.limit === undefined ? '' : `${(r.value / r.limit).toFixed(2)} of it`,
    r.note ?? '',
  ])
  const head = ['measure', 'measured', 'limit', 'share', 'how']
  const widths = head.map((h, i) => Math.max(h.length, ...cells.map((c) => (c[i] ?? '').length)))
  for (const line of [head, ...cells])
    process.stdout.write(
      `${line
        .map((c, i) => c.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
}

/** The smallest value that at least p percent of the sample do not exceed. */
export function percentile(sample: number[], p: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}
