import { Counter, Gauge, Histogram } from 'prom-client'
import { metrics } from '#server/metrics.ts'

// Next loads modules more than once in one process; a name can be registered once.
const once = <T>(name: string, make: () => T): T => (metrics.getSingleMetric(name) as T | undefined) ?? make()

export const openStreams = once('gantry_event_streams', () => new Gauge({ name: 'gantry_event_streams', help: 'Open event streams', registers: [metrics] }))
export const eventsSent = once(
  'gantry_events_sent_total',
  () => new Counter({ name: 'gantry_events_sent_total', help: 'Events sent to browsers', registers: [metrics] }),
)
export const procedureSeconds = once(
  'gantry_procedure_seconds',
  () =>
    new Histogram({
      name: 'gantry_procedure_seconds',
      help: 'Time of API procedures',
      labelNames: ['procedure', 'code'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers: [metrics],
    }),
)
