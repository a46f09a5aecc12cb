import { readFileSync } from 'node:fs'
import { type Network, network } from '#model/network.ts'
import type { ServiceFacts, Standards } from '#model/service-facts.ts'
import { specification } from '#model/specification.ts'

interface Seed {
  systems: {
    slug: string
    name: string
    focus: string[]
    targets: object | null
    repository: string
    namespace: string | null
    note?: string
    compliance?: string[]
    dependsOn: { on: string; data: string[] }[]
  }[]
  stack: Record<string, string | string[]>
}
const seed = (): Seed => JSON.parse(readFileSync(new URL('../../../prisma/seed/systems.json', import.meta.url), 'utf8'))

export const seedNetwork = (): Network =>
  network.parse({
    systems: seed().systems.map(({ namespace, repository, dependsOn: _, ...s }) => ({
      ...s,
      repository: namespace ? `${namespace}/${repository}` : repository,
    })),
    services: [],
    flows: seed().systems.flatMap((s) => s.dependsOn.map((d) => ({ key: `${s.slug}>${d.on}`, from: { system: s.slug }, to: { system: d.on }, data: d.data }))),
    decisions: [],
    runbooks: [],
  })
export const seedStandards = (): Standards => ({
  stack: Object.fromEntries(Object.entries(seed().stack).map(([k, v]) => [k, [v].flat()])),
  qualityGates: [{ name: 'Line coverage', threshold: 'at least 80 %' }],
})

/** Two systems of which much is known. */
export const richNetwork = (): Network =>
  network.parse({
    systems: [
      {
        slug: 'shop',
        name: 'Shop',
        description: 'Sells things.',
        domain: 'Commerce',
        owner: { team: 'Team Shop', contact: 'https://chat.example.org/shop' },
        lifecycle: 'production',
        compliance: ['PCI DSS'],
        focus: ['orders'],
        targets: { apiP95Ms: 200, throughputRps: 100, concurrentUsers: 50, availabilityPercent: 99.9 },
        repository: 'acme/shop',
      },
      { slug: 'stock', name: 'Stock', targets: { apiP95Ms: 350 }, repository: 'acme/stock' },
    ],
    services: [
      {
        system: 'shop',
        slug: 'orders',
        name: 'Orders',
        responsibilities: ['take orders'],
        technology: 'Node.js',
        database: 'PostgreSQL',
        queue: 'RabbitMQ',
        publishes: ['order.placed'],
        subscribes: ['stock.low'],
        built: { run: 'run_1', release: 'rel_1' },
      },
      { system: 'shop', slug: 'search', name: 'Search', apis: ['GET /search'], contract: 'https://example.org/search.yaml' },
    ],
    flows: [
      {
        key: 'a',
        from: { system: 'shop', service: 'orders' },
        to: { system: 'stock' },
        data: ['levels'],
        protocol: 'HTTPS',
        mode: 'sync',
        criticality: 'high',
        schema: '/levels',
        ownerFrom: 'Team Shop',
        ownerTo: 'Team Stock',
      },
      {
        key: 'b',
        from: { system: 'stock' },
        to: { system: 'shop', service: 'orders' },
        data: ['orders placed'],
        protocol: 'AMQP',
        mode: 'async',
        criticality: 'low',
      },
    ],
    decisions: [
      {
        key: 'd1',
        system: 'shop',
        number: 1,
        title: 'Use PostgreSQL',
        status: 'accepted',
        date: '2026-03-01',
        text: '## Context\n\nWe need rows.\n\n# Odd\n#also odd\n',
      },
    ],
    runbooks: [{ key: 'restore', system: 'shop', title: 'Restore the orders', text: '1. Stop.\n2. Restore.', restoreTested: '2026-02-01' }],
  })

export const richFacts = (): ServiceFacts[] => [
  {
    system: 'shop',
    service: 'orders',
    run: { id: 'run_1', number: 4, status: 'succeeded' },
    release: { number: 3, digest: 'abcdef0123456789' },
    staging: 'http://orders.shop.staging.apps.localhost:3080',
    production: 'http://orders.shop.production.apps.localhost:3080',
    gates: [{ stage: 'test', name: 'coverage', label: 'Line coverage', verdict: 'passed', value: '91.4 %', threshold: '>= 80 %' }],
    load: { rate: 50, p50: 8, p95: 21.5, requests: 150, errors: 0, perSecond: 40 },
    specification: specification.parse(JSON.parse(readFileSync(new URL('../fixtures/tiny.specification.json', import.meta.url), 'utf8'))),
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Orders', version: '1.0.0' },
      paths: {
        '/api/orders': {
          get: {
            operationId: 'listOrders',
            security: [{ bearer: [] }],
            'x-gantry-roles': ['clerk'],
            responses: {
              200: { description: 'ok', content: { 'application/json': { schema: { type: 'object', required: ['items'] } } } },
              401: { description: 'no' },
            },
          },
        },
        '/api/orders/{id}': {
          get: { operationId: 'readOrder', security: [{ bearer: [] }], responses: { 200: { description: 'ok' }, 404: { description: 'none' } } },
        },
      },
    },
  },
]

/** Everything that people can type, where a name or a sentence is expected. */
export const nasty = [
  '| a | pipe |',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '](javascript:alert(1))',
  '# heading',
  '- list',
  '1. one',
  '```\nfence',
  '<!-- gantry:end overview -->',
  '<!-- gantry:begin overview 00 -->',
  '-->',
  'line one\nline two\r\nline three',
  '**bold** _it_ `code` ~~no~~',
  '![x](http://evil.example/x.png)',
  'http://bare.example and www.bare.example and a@b.example',
  '\u202eright to left\u0007',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what would run if it were pasted into a template
  '${process.exit(1)} `+x+` \\',
  "'; drop table x; --",
  '&lt;b&gt; &#60;',
  '%% mermaid; graph TD; end',
  '"quoted" \'single\'',
  '日本語 العربية 😀',
]

export function hostileNetwork(): Network {
  const at = (i: number): string => nasty[i % nasty.length] ?? 'x'
  const short = (i: number, most = 110): string => at(i).slice(0, most).trim() || 'x'
  const systems = nasty.map((word, i) => ({
    slug: `s${i}`,
    name: short(i),
    description: `${word} ${at(i + 1)}`,
    domain: short(i + 2),
    owner: i % 3 === 0 ? { team: short(i + 3), contact: short(i + 4) } : null,
    compliance: [short(i + 5)],
    focus: [short(i + 6), short(i + 7)],
    targets: i % 2 === 0 ? { apiP95Ms: 0.5, throughputRps: 1e9, concurrentUsers: 1 } : null,
    note: at(i + 8),
    repository: null,
  }))
  return network.parse({
    systems,
    services: systems.map((s, i) => ({
      system: s.slug,
      slug: 'svc',
      name: short(i + 1),
      description: at(i),
      responsibilities: [short(i)],
      apis: [short(i + 9)],
      technology: short(i),
      database: short(i + 1),
      queue: short(i + 2),
      publishes: [short(i + 3)],
      subscribes: [short(i + 4)],
      contract: at(i + 5),
    })),
    flows: systems.map((s, i) => ({
      key: `f${i}`,
      from: { system: s.slug, service: i % 2 ? 'svc' : null },
      to: { system: `s${(i + 1) % systems.length}` },
      data: [short(i), short(i + 1)],
      protocol: short(i + 2, 70),
      mode: (['sync', 'async', 'unknown'] as const)[i % 3],
      schema: short(i + 3),
      ownerFrom: short(i + 4),
    })),
    decisions: systems.map((s, i) => ({ key: `d${i}`, system: s.slug, number: 1, title: short(i), date: '2026-01-01', text: `${at(i)}\n\n${at(i + 1)}\n` })),
    runbooks: systems.map((s, i) => ({ key: `r${i}`, system: s.slug, title: short(i + 2), text: at(i + 3) })),
  })
}
