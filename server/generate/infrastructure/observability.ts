import { stringify } from 'yaml'
import type { Specification } from '#model/specification.ts'
import { type InfrastructureMeta, responseTarget } from './meta.ts'

/** Dashboard, alerts and runbook over the metrics that the generated service exposes. */
export function observability(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  const target = responseTarget(specification)
  const { slug, name } = meta.service
  const job = `job="${slug}"`
  const rate = `sum(rate(http_requests_total{${job}}[5m]))`
  const errors = `sum(rate(http_requests_total{${job},status=~"5.."}[5m])) / ${rate}`
  const p95 = `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${job}}[5m])))`
  const panel = (id: number, title: string, expr: string, unit: string, limit?: number): object => ({
    id,
    title,
    type: 'timeseries',
    datasource: { type: 'prometheus', uid: '${datasource}' },
    gridPos: { h: 8, w: 12, x: ((id - 1) % 2) * 12, y: Math.floor((id - 1) / 2) * 8 },
    fieldConfig: {
      defaults: {
        unit,
        ...(limit !== undefined && {
          custom: { thresholdsStyle: { mode: 'line' } },
          thresholds: {
            mode: 'absolute',
            steps: [
              { color: 'green', value: null },
              { color: 'red', value: limit },
            ],
          },
        }),
      },
      overrides: [],
    },
    targets: [{ refId: 'A', expr }],
  })
  const alert = (title: string, expr: string, summary: string): object => ({
    alert: title,
    expr,
    for: '5m',
    labels: { severity: 'page', service: slug },
    annotations: { summary, runbook: 'infrastructure/runbook.md' },
  })
  return {
    'infrastructure/grafana/dashboard.json': `${JSON.stringify(
      {
        uid: slug.slice(0, 40),
        title: `${name}: service`,
        schemaVersion: 41,
        version: 1,
        time: { from: 'now-6h', to: 'now' },
        templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
        panels: [
          panel(1, 'Requests per second', rate, 'reqps'),
          panel(2, 'Share of errors (5xx)', errors, 'percentunit', 0.01),
          panel(3, `Response time p95 (target ${target} ms)`, p95, 's', target / 1_000),
          panel(4, 'Memory', `process_resident_memory_bytes{${job}}`, 'bytes', meta.memoryMiB * 0.9 * 2 ** 20),
        ],
      },
      null,
      2,
    )}\n`,
    'infrastructure/prometheus/alerts.yaml': stringify({
      groups: [
        {
          name: slug,
          rules: [
            alert('ErrorRate', `${errors} > 0.01`, 'More than 1 % of requests fail'),
            alert('ResponseTime', `${p95} > ${target / 1_000}`, `The slowest 5 % take longer than ${target} ms`),
            alert('Memory', `process_resident_memory_bytes{${job}} > ${Math.round(meta.memoryMiB * 0.9 * 2 ** 20)}`, `More than 90 % of ${meta.memoryMiB} MiB`),
            alert('Down', `up{${job}} == 0`, 'An instance does not answer'),
          ],
        },
      ],
    }),
    'infrastructure/runbook.md': runbook(specification, meta, target),
  }
}

function runbook(s: Specification, meta: InfrastructureMeta, target: number): string {
  const locks = s.operations.filter((o) => o.effects.some((e) => e.kind === 'set' && (e.target !== 'self' || e.each)))
  return [
    `# Runbook of ${meta.service.name}`,
    '',
    `Part of ${meta.system.name}. One instance may use ${meta.memoryMiB} MiB. \`/healthz\` says the process lives, \`/readyz\` that it reaches its database.`,
    '',
    '## More than 1 % errors',
    '',
    '1. Compare with the last rollout: an automatic rollback may already be under way.',
    '2. Look for 5xx in the logs by operation; problem details carry the request id.',
    '3. Roll back by hand on the release page when the errors began with a release.',
    '',
    `## Slower than ${target} ms (p95)`,
    '',
    '1. Which operation? The histogram is labelled by route.',
    "2. Look for waiting locks: `select * from pg_stat_activity where wait_event_type = 'Lock'`.",
    ...(locks.length > 0 ? [`3. Operations that lock records of others: ${locks.map((o) => o.label).join(', ')}.`] : []),
    '',
    '## The database is gone',
    '',
    '`/readyz` turns 503 and the edge stops sending requests; nothing acknowledged is lost. Restore by point in time when the data is damaged; migrations are additive, so the previous release works with the newer schema.',
    '',
    ...(s.externals.length > 0
      ? [
          '## An outside system does not answer',
          '',
          ...s.externals.map((x) => `- ${x.name} (${x.protocol}): ${x.purpose}. Its port is a stub until it is connected.`),
          '',
        ]
      : []),
    '## Whom to ask',
    '',
    'Not known: the requirement names no owner on call. Ask the person who submitted it.',
    '',
  ].join('\n')
}
