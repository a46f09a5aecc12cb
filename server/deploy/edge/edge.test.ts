import { get } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import { ensureEnvironment } from '#server/domain/deployment/environment.ts'
import { requestDeployment, stopDeployments } from '#server/domain/deployment/transitions.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createService, firstMigration, storeBundle, type TestBundle } from './test-bundle.ts'
import { startTestEdge, type TestEdge } from './test-edge.ts'
import { signToken } from './tokens.ts'

let database: TestDatabase
let edge: TestEdge
const ask: TestEdge['ask'] = (...request) => edge.ask(...request)

beforeAll(async () => {
  database = await createTestDatabase()
  edge = await startTestEdge()
})
afterAll(async () => {
  await edge.stop()
  await database.close()
})

let counter = 0
async function deploy(serviceId: string, bundle: TestBundle, environment: 'staging' | 'production' = 'staging', weight = 0) {
  const releaseDigest = await storeBundle(bundle)
  return prisma.$transaction((tx) => requestDeployment(tx, { key: `test:${++counter}`, serviceId, environment, releaseDigest, runId: 'run_test', weight }))
}
const observed = (id: string, states: string[]) =>
  vi.waitFor(
    async () => {
      const row = await prisma.deployment.findUniqueOrThrow({ where: { id } })
      if (!states.includes(row.observed)) throw new Error(`${row.observed}: ${row.detail}`)
      return row
    },
    { timeout: 25_000, interval: 50 },
  )
/** What the host answers once staging was handed over. */
const served = (host: string, label: string) =>
  vi.waitFor(async () => expect((await ask(host, '/label')).json().label).toBe(label), { timeout: 20_000, interval: 50 })

test('deploys a bundle with its database, serves it and replaces it', async () => {
  const service = await createService('sales', 'shop')
  const host = 'shop.sales.staging.apps.localhost:3080'
  expect((await ask(host, '/')).text).toContain('Nothing is deployed here yet')
  const first = await deploy(service, { label: 'first' })
  const row = await observed(first.id, ['ready'])
  expect(row.isolation).toBe('bubblewrap')
  await served(host, 'first')
  expect((await ask(host, '/label')).json()).toMatchObject({ environment: 'staging', release: first.releaseDigest })

  const environment = await prisma.environment.findUniqueOrThrow({ where: { serviceId_kind: { serviceId: service, kind: 'staging' } } })
  const authorization = `Bearer ${await signToken(environment, 'writer', 'anna@example.com')}`
  expect((await ask(host, '/api/notes')).status).toBe(401)
  const created = await ask(host, '/api/notes', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"text":"hello"}' })
  expect(created.status).toBe(201)

  const second = await deploy(service, { label: 'second', migrations: { ...firstMigration, '0002_more.sql': 'alter table note add column more text' } })
  await observed(second.id, ['ready'])
  await served(host, 'second')
  await observed(first.id, ['stopped'])
  expect((await ask(host, '/api/notes', { headers: { authorization } })).json().items).toEqual([{ id: 1, text: 'hello', by: 'anna@example.com', more: null }])

  const events = await prisma.event.findMany({ where: { serviceId: service }, orderBy: { id: 'asc' } })
  expect(events.map((e) => e.kind)).toEqual(['deployment.ready', 'deployment.ready', 'deployment.stopped'])
})

test('tells what is wrong with a bundle that cannot start, and keeps the old one serving', async () => {
  const service = await createService('sales', 'fragile')
  const host = 'fragile.sales.staging.apps.localhost'
  await observed((await deploy(service, { label: 'good' })).id, ['ready'])
  await served(host, 'good')
  const bad = await deploy(service, { startup: "throw new Error('no configuration for tea')" })
  expect((await observed(bad.id, ['failed'])).detail).toContain('no configuration for tea')
  const broken = await deploy(service, { migrations: { ...firstMigration, '0002_broken.sql': 'alter table nowhere add column x int' } })
  expect((await observed(broken.id, ['failed'])).detail).toContain('relation "nowhere" does not exist')
  expect((await ask(host, '/label')).json().label).toBe('good')
})

test('refuses a migration that production cannot live with, already in staging', async () => {
  const service = await createService('sales', 'strict')
  await observed((await deploy(service, {}, 'production', 100)).id, ['ready'])
  const bad = await deploy(service, { migrations: { ...firstMigration, '0002_drop.sql': 'alter table note drop column by' } })
  expect((await observed(bad.id, ['failed'])).detail).toMatch(/Refused before anything was started.*0002_drop.sql: it drops a column/)
})

test('starts staging with a new database when two candidates have grown apart', async () => {
  const service = await createService('sales', 'forked')
  const host = 'forked.sales.staging.apps.localhost'
  await observed((await deploy(service, { label: 'a', migrations: { ...firstMigration, '0002_a.sql': 'create table a (id int)' } })).id, ['ready'])
  await served(host, 'a')
  await observed((await deploy(service, { label: 'b', migrations: { ...firstMigration, '0002_b.sql': 'create table b (id int)' } })).id, ['ready'])
  await served(host, 'b')
})

test('keeps hosts, databases and cookies of services apart', async () => {
  const [left, right] = await Promise.all([createService('twins', 'left'), createService('twins', 'right')])
  const [a, b] = await Promise.all([deploy(left, { label: 'left' }), deploy(right, { label: 'right' })])
  await Promise.all([observed(a.id, ['ready']), observed(b.id, ['ready'])])
  const hosts = ['left', 'right'].map((name) => `${name}.twins.staging.apps.localhost`) as [string, string]
  await Promise.all([served(hosts[0], 'left'), served(hosts[1], 'right')])

  // A session of one is nothing to the other: other key, other audience.
  const signed = await ask(hosts[0], '/-/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'role=writer&subject=anna&return=/x',
  })
  expect(signed.status).toBe(303)
  expect(signed.headers.location).toBe('/x')
  const [cookie = ''] = signed.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/)
  expect(cookie).not.toMatch(/domain/i)
  const session = { cookie: cookie.split(';')[0] ?? '' }
  expect((await ask(hosts[0], '/-/me', { headers: session })).json()).toMatchObject({ role: 'writer', subject: 'anna', environment: 'staging' })
  expect((await ask(hosts[1], '/-/me', { headers: session })).json()).toBeNull()
  expect((await ask(hosts[0], '/api/notes', { headers: session })).status).toBe(200)
  expect((await ask(hosts[1], '/api/notes', { headers: session })).status).toBe(401)

  // A service cannot set a cookie for its neighbours, nor see or set the edge's own.
  const headers = await ask(hosts[0], '/headers', {
    headers: {
      cookie: `x=1; ${session.cookie}; gantry_visitor=07`,
      'x-gantry-synthetic': '1',
      'x-forwarded-for': '6.6.6.6',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
    },
  })
  expect(headers.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2'])
  expect(headers.headers['x-gantry-trick']).toBeUndefined()
  const seen = headers.json()
  expect(seen).toMatchObject({ cookie: 'x=1', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': hosts[0], authorization: expect.stringMatching(/^Bearer /) })
  expect(Object.keys(seen).filter((name) => ['x-gantry-synthetic', 'x-hop'].includes(name))).toEqual([])

  // A foreign page cannot act with the session.
  const forged = await ask(hosts[0], '/api/notes', {
    method: 'POST',
    headers: { ...session, origin: `http://${hosts[1]}`, 'content-type': 'application/json' },
    body: '{"text":"forged"}',
  })
  expect(forged.status).toBe(403)
  expect((await ask(hosts[0], '/-/sign-in?return=//evil.example')).text).toContain('name="return" value="/"')
  expect(
    (await ask(hosts[0], '/-/sign-in', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'role=admin&subject=x' }))
      .status,
  ).toBe(422)
  const out = await ask(hosts[0], '/-/sign-out', { method: 'POST', headers: session })
  expect(out.headers['set-cookie']?.[0]).toMatch(/gantry_service_session=; .*Max-Age=0/)

  // The service's own database role reaches no other database.
  const environments = await prisma.environment.findMany({ where: { serviceId: { in: [left, right] } } })
  expect(new Set(environments.map((e) => e.database)).size).toBe(2)
})

test('restarts a service that was killed, and everything after its own restart', async () => {
  const service = await createService('sales', 'phoenix')
  const host = 'phoenix.sales.staging.apps.localhost'
  const { id } = await deploy(service, { label: 'phoenix', behaviour: "if (pathname === '/api/die') process.exit(3)" })
  await observed(id, ['ready'])
  await served(host, 'phoenix')
  expect((await ask(host, '/api/die', { method: 'POST', headers: { accept: 'application/json' } })).status).toBe(502)
  await observed(id, ['unhealthy'])
  await observed(id, ['ready'])
  await served(host, 'phoenix')

  await edge.stop()
  edge = await startTestEdge()
  await served(host, 'phoenix')
})

test('explains unknown hosts, serves its own health, stops what is no longer wanted', async () => {
  expect((await ask('nowhere.nothing.staging.apps.localhost', '/')).json()).toMatchObject({ status: 404, title: 'No such service' })
  expect((await ask('example.com', '/')).status).toBe(404)
  expect((await ask('localhost', '/readyz')).status).toBe(200)
  const service = await createService('sales', 'short')
  const { id } = await deploy(service, {})
  await observed(id, ['ready'])
  await served('short.sales.staging.apps.localhost', 'one')
  expect((await ask('localhost', '/metrics')).text).toMatch(/gantry_edge_requests_total\{service="short"/)
  await prisma.$transaction((tx) => stopDeployments(tx, [id]))
  await observed(id, ['stopped'])
  expect((await ask('short.sales.staging.apps.localhost', '/')).status).toBe(404)
})

test('streams answers as they come', async () => {
  const service = await createService('sales', 'stream')
  const { id } = await deploy(service, {
    behaviour:
      "if (pathname === '/api/stream') { response.writeHead(200); response.write('first'); globalThis.finish = () => response.end('last'); return } if (pathname === '/api/finish') { globalThis.finish(); return json(response, 200, {}) }",
  })
  await observed(id, ['ready'])
  const host = 'stream.sales.staging.apps.localhost'
  await served(host, 'one')
  const received: string[] = []
  await new Promise<void>((resolve, reject) => {
    get({ host: '127.0.0.1', port: edge.port, path: '/api/stream', headers: { host }, agent: false }, (response) => {
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          received.push(chunk)
          if (chunk === 'first') ask(host, '/api/finish').catch(reject) // the answer cannot end before its beginning was seen
        })
        .on('end', resolve)
    }).on('error', reject)
  })
  expect(received).toEqual(['first', 'last'])
})

test('two requests for an environment at once make one', async () => {
  const service = await createService('sales', 'once')
  await Promise.all(
    [1, 2, 3].map(() =>
      prisma.$transaction(async (tx) => {
        await tx.$queryRaw`select 1 from "Service" where id = ${service} for no key update`
        await ensureEnvironment(tx, service, 'staging')
      }),
    ),
  )
  expect(await prisma.environment.count({ where: { serviceId: service } })).toBe(1)
})
