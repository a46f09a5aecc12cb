import { type Network, type NetworkFlow, type NetworkService, type NetworkSystem, networkFlow, networkService, networkSystem } from './network.ts'

/** Numbers that look random and are the same every time (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const subjects = ['Order', 'Invoice', 'Claim', 'Catalog', 'Payment', 'Ticket', 'Contract', 'Shipment', 'Account', 'Campaign', 'Forecast', 'Ledger', 'Policy']
const parts = ['Hub', 'Engine', 'Desk', 'Store', 'Gateway', 'Planner', 'Monitor', 'Archive', 'Portal', 'Router']
const domains = ['Commerce', 'Finance', 'Logistics', 'People', 'Care', 'Platform', 'Insight', 'Risk', 'Partners', 'Marketing', 'Manufacturing', 'Field']
const rules = ['GDPR', 'PCI DSS', 'SOC 2', 'HIPAA']

export interface SampleSize {
  systems: number
  flows: number
  /** Systems without domain or namespace, as an import that knows names only would leave them. */
  bare?: boolean
}

/** A made-up organisation for tests and measurements: the same size gives the same network. */
export function sampleNetwork({ systems: count, flows: wanted, bare = false }: SampleSize, seed = 7): Network {
  const random = numbersFrom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const systems = Array.from({ length: count }, (_, n): NetworkSystem => sampleSystem(n, bare ? null : pick(domains), random, pick))
  const services = systems.flatMap(({ slug }, n) => (n % 3 === 0 ? sampleServices(slug, 1 + (n % 4), pick) : []))
  const servicesOf = Map.groupBy(services, ({ system }) => system)
  const byDomain = Map.groupBy(systems, ({ domain }) => domain)
  const keys = new Set<string>()
  const flows: NetworkFlow[] = []
  while (flows.length < wanted && flows.length < (count * (count - 1)) / 2) {
    const from = pick(systems)
    // Three in four stay in their domain; popular systems are early ones, as in grown organisations.
    const near = byDomain.get(from.domain) ?? systems
    const to =
      random() < 0.75 ? (near[Math.floor(random() ** 2 * near.length)] as NetworkSystem) : (systems[Math.floor(random() ** 2 * count)] as NetworkSystem)
    const key = `${from.slug}>${to.slug}`
    if (from === to || keys.has(key)) continue
    keys.add(key)
    flows.push(
      networkFlow.parse({
        key,
        from: { system: from.slug, service: random() < 0.5 ? (servicesOf.get(from.slug)?.[0]?.slug ?? null) : null },
        to: { system: to.slug },
        data: [`${pick(subjects).toLowerCase()} ${pick(['records', 'updates', 'totals', 'status'])}`],
        protocol: pick(['HTTPS', 'gRPC', 'AMQP', 'Kafka', null]),
        mode: pick(['sync', 'sync', 'async', 'unknown']),
        criticality: pick(['low', 'medium', 'high', 'critical', 'unknown']),
      }),
    )
  }
  return { systems, services, flows, decisions: [], runbooks: [] }
}

function sampleSystem(n: number, domain: string | null, random: () => number, pick: <T>(list: readonly T[]) => T): NetworkSystem {
  return networkSystem.parse({
    slug: `system-${n}`,
    name: `${pick(subjects)} ${pick(parts)} ${n}`,
    domain,
    owner: domain && random() < 0.8 ? { team: `Team ${domain} ${1 + Math.floor(random() * 3)}` } : null,
    lifecycle: pick(['production', 'production', 'production', 'development', 'sunset', 'unknown']),
    compliance: random() < 0.3 ? [pick(rules)] : [],
    targets: random() < 0.7 ? { apiP95Ms: pick([100, 200, 300, 500]), throughputRps: pick([50, 500, 5000]) } : null,
    documented: pick([true, false, null]),
  })
}

const sampleServices = (system: string, count: number, pick: <T>(list: readonly T[]) => T): NetworkService[] =>
  Array.from({ length: count }, (_, n) => {
    const subject = pick(subjects).toLowerCase()
    return networkService.parse({
      system,
      slug: `${subject}-${n}`,
      name: `${subject} service ${n}`,
      apis: [`GET /${subject}s`, `POST /${subject}s`],
      publishes: [`${subject}.changed`],
      subscribes: [`${pick(subjects).toLowerCase()}.changed`],
    })
  })
