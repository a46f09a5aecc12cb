import type { NextFunction, Request, Response } from 'express'

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
interface Series {
  labels: string
  count: number
  seconds: number
  buckets: number[]
}

/** Request counts and durations in Prometheus' text format, by route pattern so that ids do not multiply the series. */
export class Metrics {
  readonly #series = new Map<string, Series>()

  observe(method: string, route: string, status: number, seconds: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`
    const series = this.#series.get(labels) ?? { labels, count: 0, seconds: 0, buckets: bounds.map(() => 0) }
    series.count += 1
    series.seconds += seconds
    for (const [index, bound] of bounds.entries()) if (seconds <= bound) series.buckets[index] = (series.buckets[index] ?? 0) + 1
    this.#series.set(labels, series)
  }

  middleware = (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now()
    response.once('finish', () => {
      const route: unknown = request.route?.path
      this.observe(request.method, typeof route === 'string' ? route : 'other', response.statusCode, (performance.now() - started) / 1000)
    })
    next()
  }

  text(): string {
    const lines = ['# TYPE http_request_duration_seconds histogram']
    for (const { labels, count, seconds, buckets } of this.#series.values()) {
      for (const [index, bound] of bounds.entries()) lines.push(`http_request_duration_seconds_bucket{${labels},le="${bound}"} ${buckets[index] ?? 0}`)
      lines.push(
        `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`,
        `http_request_duration_seconds_sum{${labels}} ${seconds.toFixed(6)}`,
        `http_request_duration_seconds_count{${labels}} ${count}`,
      )
    }
    lines.push(
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '# TYPE process_uptime_seconds gauge',
      `process_uptime_seconds ${process.uptime().toFixed(1)}`,
    )
    return `${lines.join('\n')}\n`
  }
}
