import { Counter, Gauge, Histogram } from 'prom-client'
import { metrics } from '#server/metrics.ts'
import type { Instance } from './instance.ts'

const labels = ['service', 'environment', 'deployment'] as const
const requests = new Counter({
  name: 'gantry_edge_requests_total',
  help: 'Requests answered by deployed services',
  labelNames: [...labels, 'class', 'synthetic'],
  registers: [metrics],
})
const duration = new Histogram({
  name: 'gantry_edge_request_seconds',
  help: 'How long deployed services took',
  labelNames: labels,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
})
export const unrouted = new Counter({ name: 'gantry_edge_unrouted_total', help: 'Requests for hosts that nothing answers', registers: [metrics] })
export const instancesByState = new Gauge({ name: 'gantry_edge_instances', help: 'Deployed instances by state', labelNames: ['state'], registers: [metrics] })

const labelsOf = ({ deployment }: Instance) => ({
  service: deployment.environment.service.slug,
  environment: deployment.environment.kind,
  deployment: deployment.id,
})

export function countRequest(instance: Instance, status: number, milliseconds: number, synthetic: boolean): void {
  requests.inc({ ...labelsOf(instance), class: `${Math.floor(status / 100)}xx`, synthetic: String(synthetic) })
  duration.observe(labelsOf(instance), milliseconds / 1000)
}

/** A deployment that is gone must not be counted for ever. */
export function forgetMetrics(instance: Instance): void {
  duration.remove(labelsOf(instance))
  for (const kind of ['1xx', '2xx', '3xx', '4xx', '5xx'])
    for (const synthetic of ['true', 'false']) requests.remove({ ...labelsOf(instance), class: kind, synthetic })
}
