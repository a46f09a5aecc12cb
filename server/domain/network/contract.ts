import type { NetworkFlow, NetworkService, NetworkSystem } from '#model/network.ts'
import { placeKey } from '#model/network.ts'
import type { Quality, Specification } from '#model/specification.ts'

type Facts = Pick<NetworkService, 'description' | 'responsibilities' | 'apis' | 'technology' | 'database' | 'targets' | 'contract'>

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']
const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text)

/** What a delivered service says of itself: its contract, and the specification it was built from. */
export function contractFacts(openapi: unknown, specification: Specification | null, address: string): Facts {
  const paths = (openapi as { paths?: Record<string, Record<string, unknown>> } | null)?.paths ?? {}
  const apis = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item ?? {}).flatMap((verb) => (methods.includes(verb) ? [cut(`${verb.toUpperCase()} ${path}`, 200)] : [])),
  )
  const entities = specification?.entities ?? []
  const verbs = (entity: string) => (specification?.operations ?? []).filter((operation) => operation.entity === entity).map(({ name }) => name.toLowerCase())
  return {
    description: specification && specification.summary.trim() !== '' ? cut(specification.summary.trim(), 4000) : null,
    responsibilities: entities.slice(0, 100).map(({ id, name }) => cut([name, [...new Set(verbs(id))].join(', ')].filter(Boolean).join(': '), 200)),
    apis: apis.slice(0, 500),
    // What server/generate/service builds on, whatever the requirement.
    technology: 'Node.js, TypeScript',
    database: 'PostgreSQL',
    targets: targetsOf(specification?.qualities ?? []),
    contract: Object.keys(paths).length > 0 ? `${address.replace(/\/$/, '')}/openapi.json` : null,
  }
}

/** Only what holds for the whole service; a limit for one operation is no target of the service. */
function targetsOf(qualities: readonly Quality[]): NetworkService['targets'] {
  const of = (metric: Quality['metric'], unit: RegExp) =>
    qualities.find((each) => each.metric === metric && each.scope === '' && each.value !== null && unit.test(each.unit))
  const time = of('response_time', /^(ms|milliseconds?|s|seconds?)$/i)
  const p95 = time && (time.percentile === null || time.percentile === 95) && time.value !== null ? time.value * (/^m/i.test(time.unit) ? 1 : 1000) : null
  const targets = {
    apiP95Ms: p95,
    throughputRps: of('throughput', /^(requests?|req)\s*(\/|per)\s*(s|sec|second)s?$/i)?.value ?? null,
    concurrentUsers: of('concurrent_users', /./)?.value ?? null,
    availabilityPercent: of('availability', /%|percent/i)?.value ?? null,
  }
  return Object.values(targets).every((each) => each === null) ? null : targets
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/\b(the|system|service|api|platform)\b/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
const sync = /\b(https?|rest|grpc|graphql|soap|rpc|api|sql|ldap)\b/i
const async_ = /\b(amqp|rabbitmq|kafka|queue|topic|events?|mqtt|nats|webhooks?|files?|s?ftp|batch|e-?mail|smtp)\b/i
const modeOf = (protocol: string): NetworkFlow['mode'] => (async_.test(protocol) ? 'async' : sync.test(protocol) ? 'sync' : 'unknown')

/** Flows to the systems that the specification names as its outside, and the names of those that are no system of this network. */
export function contractFlows(
  service: { system: string; slug: string },
  specification: Specification | null,
  systems: readonly Pick<NetworkSystem, 'slug' | 'name'>[],
): { flows: NetworkFlow[]; unknown: string[] } {
  const known = new Map(systems.flatMap(({ slug, name }) => [[plain(slug), slug] as const, [plain(name), slug] as const]))
  const from = { system: service.system, service: service.slug }
  const flows = new Map<string, NetworkFlow>()
  const unknown: string[] = []
  for (const { name, protocol, purpose } of specification?.externals ?? []) {
    const system = known.get(plain(name))
    if (system === service.system) continue
    if (!system) {
      unknown.push(cut([name, protocol && `(${protocol})`].filter(Boolean).join(' '), 120))
      continue
    }
    const key = `contract:${placeKey(from)}->${system}`
    const data = [...(flows.get(key)?.data ?? []), ...(purpose.trim() ? [cut(purpose.trim(), 200)] : [])]
    flows.set(key, {
      key,
      from,
      to: { system, service: null },
      data: [...new Set(data)].slice(0, 60),
      protocol: cut(protocol.trim(), 80) || null,
      mode: modeOf(protocol),
      criticality: 'unknown',
      schema: null,
      ownerFrom: null,
      ownerTo: null,
      source: 'contract',
    })
  }
  return { flows: [...flows.values()], unknown }
}
