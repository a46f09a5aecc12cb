import { type DocumentFile, whole } from './file.ts'
import { plain } from './markdown.ts'
import type { SystemView } from './view.ts'

interface Place {
  title: string
  selector: string // of PromQL, without braces
  requests: string // metric names
  duration: string
  error: string
}
/** A label's value in PromQL is a Go string. */
const quoted = (value: string): string => JSON.stringify(plain(value))

/**
 * A Grafana dashboard of the system: its targets as limits. Delivered services export the metrics named here; for others the
 * names are OpenTelemetry's conventions, and the text panel says that nothing confirms them.
 */
export function dashboard(view: SystemView): DocumentFile | null {
  const { system } = view
  const delivered = new Set(view.facts.filter((f) => f.run).map((f) => f.service))
  const others = view.services.filter((s) => !delivered.has(s.slug))
  if (!system.targets && view.services.length === 0) return null
  const places: Place[] = [
    ...view.services
      .filter((s) => delivered.has(s.slug))
      .map((s) => ({
        title: s.name,
        selector: `job=${quoted(s.slug)}`,
        requests: 'http_requests_total',
        duration: 'http_request_duration_seconds_bucket',
        error: 'status=~"5.."',
      })),
    ...(others.length > 0 || view.services.length === 0
      ? others.length > 0
        ? others.map((s) => ({ title: s.name, name: s.slug }))
        : [{ title: system.name, name: null }]
      : []
    ).map(({ title, name }) => ({
      title,
      selector: name ? `service_name=${quoted(name)}` : `service_namespace=${quoted(system.slug)}`,
      requests: 'http_server_request_duration_seconds_count',
      duration: 'http_server_request_duration_seconds_bucket',
      error: 'http_response_status_code=~"5.."',
    })),
  ]
  const notes = [
    `Limits are the targets of ${plain(system.name)} in the model.`,
    ...(delivered.size > 0 ? [`${[...delivered].sort().join(', ')}: metrics as the delivered services export them.`] : []),
    ...(others.length > 0 || view.services.length === 0
      ? ['Others: names by OpenTelemetry’s conventions; nothing that is known says that they are exported.']
      : []),
  ]
  const panels = [
    { id: 1, type: 'text', title: 'Where this comes from', gridPos: { h: 4, w: 24, x: 0, y: 0 }, options: { mode: 'markdown', content: notes.join('\n\n') } },
    ...places.flatMap((p, i) => panelsOf(p, i, view)),
  ]
  const body = {
    uid: `gantry-${system.slug}`.slice(0, 40),
    title: plain(system.name),
    tags: ['gantry', system.slug],
    schemaVersion: 41,
    version: 1,
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels,
  }
  return whole(`monitoring/${system.slug}.grafana.json`, `${system.name}: dashboard`, 'application/json', JSON.stringify(body, null, 2))
}

function panelsOf(place: Place, index: number, view: SystemView): object[] {
  const { targets } = view.system
  const rate = `sum(rate(${place.requests}{${place.selector}}[5m]))`
  const p95 = `histogram_quantile(0.95, sum by (le) (rate(${place.duration}{${place.selector}}[5m])))`
  const errors = `sum(rate(${place.requests}{${place.selector},${place.error}}[5m])) / ${rate}`
  const allowed = targets?.availabilityPercent ? 1 - targets.availabilityPercent / 100 : undefined
  const wanted = [
    {
      title: `Response time p95${targets?.apiP95Ms ? ` (target ${targets.apiP95Ms} ms)` : ''}`,
      expr: p95,
      unit: 's',
      limit: targets?.apiP95Ms ? targets.apiP95Ms / 1000 : undefined,
    },
    {
      title: `Requests per second${targets?.throughputRps ? ` (target ${targets.throughputRps})` : ''}`,
      expr: rate,
      unit: 'reqps',
      limit: targets?.throughputRps ?? undefined,
    },
    {
      title: `Share of errors${allowed === undefined ? '' : ` (target ${Number((allowed * 100).toFixed(4))} %)`}`,
      expr: errors,
      unit: 'percentunit',
      limit: allowed,
    },
  ]
  return wanted.map((panel, n) => ({
    id: index * wanted.length + n + 2,
    type: 'timeseries',
    title: `${plain(place.title)}: ${panel.title}`,
    datasource: { type: 'prometheus', uid: '$' + '{datasource}' },
    gridPos: { h: 8, w: 8, x: n * 8, y: 4 + index * 8 },
    fieldConfig: {
      defaults: {
        unit: panel.unit,
        ...(panel.limit !== undefined && {
          custom: { thresholdsStyle: { mode: 'line' } },
          thresholds: {
            mode: 'absolute',
            steps: [
              { color: 'green', value: null },
              { color: 'red', value: panel.limit },
            ],
          },
        }),
      },
      overrides: [],
    },
    targets: [{ refId: 'A', expr: panel.expr }],
  }))
}
