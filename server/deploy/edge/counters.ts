/** What one deployment answered: totals for /metrics, and what came since the last look for whoever judges. */
export interface Sample {
  requests: number
  errors: number
  slow: number
  synthetic: number
  p50: number | null
  p95: number | null
}

export const slowAfterMs = 1000
const mostLatencies = 20_000

export class Counters {
  #since = { requests: 0, errors: 0, slow: 0, synthetic: 0 }
  #latencies: number[] = []

  record(status: number, milliseconds: number, synthetic: boolean): void {
    this.#since.requests++
    if (status >= 500) this.#since.errors++
    if (milliseconds > slowAfterMs) this.#since.slow++
    if (synthetic) this.#since.synthetic++
    if (this.#latencies.length < mostLatencies) this.#latencies.push(milliseconds)
  }

  /** What take() would answer, without the percentiles. */
  peek(): Pick<Sample, 'requests' | 'errors' | 'slow'> {
    return this.#since
  }

  take(): Sample {
    const sorted = this.#latencies.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
    const sample = { ...this.#since, p50: at(0.5), p95: at(0.95) }
    this.#since = { requests: 0, errors: 0, slow: 0, synthetic: 0 }
    this.#latencies = []
    return sample
  }
}
