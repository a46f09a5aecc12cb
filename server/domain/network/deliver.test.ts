import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import { type Specification, specification as schema } from '#model/specification.ts'
import { putBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import { personActor } from '#server/domain/actor.ts'
import { makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { contractFacts, contractFlows } from './contract.ts'
import { readNetwork } from './data.ts'
import { showDeliveries } from './deliver.ts'
import { applyChanges } from './mutations.ts'
import { gone, system } from './testing.ts'

const shop = schema.parse(JSON.parse(readFileSync(new URL('../../generate/fixtures/shop.specification.json', import.meta.url), 'utf8')))
const external = (id: string, name: string, protocol: string, purpose: string) => ({ id, name, protocol, purpose, statements: ['S1'] })
const specification: Specification = {
  ...shop,
  externals: [
    external('billing', 'the Billing system', 'REST API', 'Takes the payment of an order.'),
    external('stripe', 'Stripe', 'HTTPS', 'Cards'),
    external('ledger', 'Ledger', 'AMQP', 'Bookings'),
  ],
}
const openapi = { paths: { '/orders': { get: {}, post: {}, parameters: [] }, '/orders/{id}': { delete: {} } } }

let database: TestDatabase
let world: World
let service: string
beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('sales')
  service = (await prisma.service.findUniqueOrThrow({ where: { id: world.service } })).slug
  await applyChanges(personActor(world.architect, 'ui'), [system('billing', { name: 'Billing System' }), system('ledger')], '')
  await put('analyze', 'specification.json', specification)
  await prisma.artifact.deleteMany({ where: { path: 'openapi.json' } })
  await put('backend', 'openapi.json', openapi)
})
afterAll(() => database.close())

async function put(stage: string, path: string, content: object) {
  const { id } = await prisma.attempt.findFirstOrThrow({ where: { stage: { runId: world.run, name: stage } } })
  const blob = await putBlob(JSON.stringify(content))
  await prisma.artifact.create({ data: { id: newId('art'), attemptId: id, path, mediaType: 'application/json', ...blob } })
}
const shown = async () => {
  const network = await readNetwork(null)
  return { service: network.services.find((each) => each.slug === service), flows: network.flows }
}
const release = () => prisma.release.update({ where: { id: world.release }, data: { status: 'in_production' } })
/** As when the same service is delivered anew. */
const again = () =>
  prisma.service.update({ where: { id: world.service }, data: { delivered: { built: { run: 'run_before', release: null }, apis: ['GET /old'] } } })

test('a service appears with what its contract says, on staging first, then in production, once each', async () => {
  expect(await showDeliveries()).toBe(1)
  expect((await shown()).service).toMatchObject({ built: { run: world.run, release: null }, contract: expect.stringMatching(/staging.*\/openapi\.json$/) })
  await release()
  expect(await showDeliveries()).toBe(1)
  const now = await shown()
  expect(now.service).toMatchObject({
    built: { run: world.run, release: world.release },
    apis: ['GET /orders', 'POST /orders', 'DELETE /orders/{id}'],
    database: 'PostgreSQL',
    targets: { apiP95Ms: 200, throughputRps: 200, concurrentUsers: 500, availabilityPercent: 99.9 },
    contract: expect.stringMatching(/production.*\/openapi\.json$/),
    description: expect.stringContaining('Also needs Stripe (HTTPS), no system of this network.'),
  })
  expect(now.flows.map(({ from, to, mode, data, source }) => [from.service, to.system, mode, data, source])).toEqual([
    [service, 'billing', 'sync', ['Takes the payment of an order.'], 'contract'],
    [service, 'ledger', 'async', ['Bookings'], 'contract'],
  ])
  const history = () => prisma.networkChange.count()
  const before = await history()
  expect(await showDeliveries()).toBe(0)
  expect(await history()).toBe(before)
  expect(await prisma.networkChange.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
    actor: 'system:runner',
    note: expect.stringContaining('In production'),
  })
})

test('what people stated, changed or removed stays; the rest follows the contract', async () => {
  await release()
  await showDeliveries()
  const actor = personActor(world.architect, 'ui')
  const now = await shown()
  const [first, second] = now.flows
  await applyChanges(
    actor,
    [
      { kind: 'service', key: `sales/${service}`, after: { ...now.service, technology: 'Deno', cache: 'Redis', built: null } },
      { kind: 'flow', key: first?.key ?? '', after: { ...first, criticality: 'high' } },
      gone('flow', second?.key ?? ''),
    ],
    'we know better',
  )
  expect((await shown()).service).toMatchObject({ built: { run: world.run }, technology: 'Deno' })
  await again()
  expect((await shown()).service?.apis).toEqual(['GET /old'])
  expect(await showDeliveries()).toBe(1)
  const after = await shown()
  expect(after.service).toMatchObject({ technology: 'Deno', cache: 'Redis', apis: ['GET /orders', 'POST /orders', 'DELETE /orders/{id}'] })
  expect(after.flows.map(({ key, criticality, source }) => [key, criticality, source])).toEqual([[first?.key, 'high', 'stated']])
})

test('a delivery without artifacts is shown as delivered, and asked for once', async () => {
  const empty = await makeWorld('hr')
  expect(await showDeliveries()).toBe(1)
  expect(await showDeliveries()).toBe(0)
  expect((await readNetwork(null)).services.find((each) => each.system === 'hr')).toMatchObject({ built: { run: empty.run }, apis: [], contract: null })
})

test('only what holds for a whole service is its target; nothing is invented from a contract of another form', () => {
  const only = (scope: string) => contractFacts({}, { ...shop, qualities: shop.qualities.map((each) => ({ ...each, scope })) }, 'http://x').targets
  expect(only('search')).toBeNull()
  expect(contractFacts('nonsense', null, 'http://x')).toMatchObject({ apis: [], contract: null, targets: null, description: null, responsibilities: [] })
  expect(contractFlows({ system: 'billing', slug: 'web' }, specification, [{ slug: 'billing', name: 'Billing System' }])).toEqual({
    flows: [],
    unknown: ['Stripe (HTTPS)', 'Ledger (AMQP)'],
  })
})
