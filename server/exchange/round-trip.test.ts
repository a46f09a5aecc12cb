import { expect, test } from 'vitest'
import { type ExchangeFormat, exchangeFormats } from '#model/exchange.ts'
import { type Network, network } from '#model/network.ts'
import { write } from './formats.ts'
import { merge } from './merge.ts'
import { readFiles } from './read.ts'

const empty: Network = { systems: [], services: [], flows: [], decisions: [], runbooks: [] }
const orders = { system: 'shop', service: 'orders' }
/** One of everything, with what breaks careless writers: quotes, line breaks, leading digits and signs, lists with semicolons. */
const whole = network.parse({
  systems: [
    {
      slug: 'shop',
      name: 'Web "Shop"',
      description: "It's where\npeople \\ buy: #things",
      domain: 'Commerce & Sales',
      owner: { team: 'Shop Team', contact: 'shop@example.org' },
      lifecycle: 'production',
      compliance: ['PCI DSS', 'GDPR'],
      focus: ['carts; baskets', '=1+1'],
      targets: { apiP95Ms: 200, throughputRps: 10_000, concurrentUsers: 5000, availabilityPercent: 99.95 },
      repository: 'example/shop',
      documented: true,
      note: '-not a formula',
    },
    { slug: '3rd-party', name: '3rd party', documented: false },
    { slug: 'billing', name: 'Billing' },
  ],
  services: [
    {
      ...{ system: 'shop', slug: 'orders', name: 'Orders' },
      description: 'Takes orders',
      responsibilities: ['order_creation', 'order_history'],
      apis: ['GET /orders', 'POST /orders', 'GET /orders/{id}'],
      technology: 'Node.js 24',
      database: 'PostgreSQL 18',
      cache: 'Redis 8',
      queue: 'RabbitMQ',
      publishes: ['order_created', 'orders/{id} OrderShipped'],
      subscribes: ['payment_confirmed'],
      targets: { apiP95Ms: 120 },
      contract: 'https://example.org/openapi.json',
    },
    { system: 'billing', slug: 'payments', name: 'Payments', publishes: ['payment_confirmed'] },
    { system: '3rd-party', slug: 'payments', name: 'Payments (them)' },
  ],
  flows: [
    {
      key: 'shop->billing',
      from: { system: 'shop' },
      to: { system: 'billing' },
      data: ['contract values', 'renewals'],
      criticality: 'high',
      ownerFrom: 'Shop Team',
      ownerTo: 'Money',
    },
    { key: 'pay', from: orders, to: { system: 'billing', service: 'payments' }, data: ['charges'], protocol: 'gRPC', mode: 'sync', schema: 'pay.proto' },
    { key: 'shop/orders->billing/payments:async', from: orders, to: { system: 'billing', service: 'payments' }, data: ['payment_confirmed'], mode: 'async' },
    { key: 'billing->3rd-party', from: { system: 'billing' }, to: { system: '3rd-party' } },
  ],
  decisions: [
    {
      key: 'shop-adr-0001',
      system: 'shop',
      number: 1,
      title: 'Use queues',
      status: 'accepted',
      date: '2026-01-31',
      text: '# Use queues\n\nBecause "it" waits.',
    },
  ],
  runbooks: [{ key: 'shop-restore', system: 'shop', title: 'Restore', text: '1. stop\n2. restore', restoreTested: '2026-02-03' }],
})

const read = (format: ExchangeFormat, into: Network) => {
  const { files, notCarried } = write(whole, format)
  const reading = readFiles(
    files.map((file) => ({ ...file, format: null })),
    into,
    null,
  )
  return { ...merge(reading.changes, into), reading, notCarried, files }
}

test.each(exchangeFormats)('%s: what is written is recognised, read without a problem, and changes nothing where it came from', (format) => {
  const { reading, problems, previewed } = read(format, whole)
  expect(reading.problems).toEqual([])
  expect(problems).toEqual([])
  expect(new Set(reading.formats)).toEqual(new Set([format]))
  expect(previewed.length).toBeGreaterThan(0)
  expect(previewed.filter(({ action }) => action !== 'unchanged')).toEqual([])
})

/** Kinds that a format carries whole, into an empty network. */
const carried: Partial<Record<ExchangeFormat, (keyof Network)[]>> = {
  csv: ['systems', 'services', 'flows', 'decisions', 'runbooks'],
  structurizr: ['systems', 'services', 'flows', 'decisions'],
  likec4: ['systems', 'services', 'flows'],
  backstage: ['systems', 'services'],
}
test.each(Object.entries(carried) as [ExchangeFormat, (keyof Network)[]][])('%s carries %j and lists the rest', (format, kinds) => {
  const { changes, notCarried } = read(format, empty)
  const records = (kind: keyof Network) => changes.filter((change) => `${change.kind}s` === kind).map(({ after }) => after)
  const imported = whole.flows.map((flow) => ({ ...flow, source: 'imported' }))
  for (const kind of kinds) expect(records(kind)).toEqual(expect.arrayContaining<unknown>(kind === 'flows' ? imported : whole[kind]))
  if (!kinds.includes('runbooks')) expect(notCarried.map(({ what }) => what).join()).toContain('“Restore” of shop')
})

test('dependencies survive where their facts do not, and the facts are listed', () => {
  for (const format of ['backstage', 'persona'] as const) {
    const { changes, notCarried } = read(format, empty)
    const flows = changes.filter(({ kind }) => kind === 'flow').map(({ after }) => after as { from: object; to: object; mode: string })
    expect(flows).toContainEqual(expect.objectContaining({ from: orders, to: { system: 'billing', service: 'payments' } }))
    expect(notCarried.map(({ what }) => what).join()).toMatch(/data.* of the flow pay/)
  }
})

test('AsyncAPI gives the events back, and the flow that follows from them', () => {
  const { changes } = read('asyncapi', empty)
  expect(changes).toContainEqual(
    expect.objectContaining({
      kind: 'flow',
      after: expect.objectContaining({
        from: orders,
        to: { system: 'billing', service: 'payments' },
        mode: 'async',
        data: ['payment_confirmed'],
        source: 'imported',
      }),
    }),
  )
  expect(changes).toContainEqual(
    expect.objectContaining({ key: 'shop/orders', after: expect.objectContaining({ publishes: ['order_created', 'orders/{id} OrderShipped'] }) }),
  )
})
