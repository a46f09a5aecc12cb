import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import type { Specification } from '#model/specification.ts'
import { prisma } from '#server/db.ts'
import { openTarget, publicAddress } from '#server/deploy/edge/target.ts'
import { createService } from '#server/deploy/edge/test-bundle.ts'
import { startTestEdge, type TestEdge } from '#server/deploy/edge/test-edge.ts'
import { env } from '#server/env.ts'
import { contractText } from '#server/generate/contract/contract.ts'
import { schema } from '#server/generate/database/migrations.ts'
import { service } from '#server/generate/service/service.ts'
import { buildUi } from '#server/generate/ui/build.ts'
import { generateUi } from '#server/generate/ui/ui.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import type { AgentContext } from '../agent.ts'
import { bundle } from '../integration-engineer/bundle.ts'
import { stage } from './stage.ts'
import { verify } from './verify.ts'

let database: TestDatabase
let edge: TestEdge
const logged: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  edge = await startTestEdge()
})
afterAll(async () => {
  await edge.stop()
  await database.close()
})

/** The context of a run whose earlier stages left what the generators make of this specification. */
async function contextOf(name: string, slug: string): Promise<AgentContext> {
  const text = await readFile(new URL(`../../generate/fixtures/${name}.specification.json`, import.meta.url), 'utf8')
  const specification = JSON.parse(text) as Specification
  const serviceId = await createService('sales', slug)
  const folder = join(env.GANTRY_HOME, slug)
  await mkdir(folder, { recursive: true })
  const sandbox = await openSandbox()
  const openapi = contractText(specification)
  const sources = new Map([...service(specification), ['service/migrations/0001_init.sql', schema(specification)], ['openapi.json', openapi]] as [
    string,
    string,
  ][])
  const built = await buildUi(generateUi({ specification, openapi: JSON.parse(openapi), name: slug }))
  const made = await bundle({ folder, packages: sandbox.packages.host }, sources, built, { service: slug, system: 'sales', requirement: 'req_x' })
  await prisma.blob.createMany({ data: [{ sha256: made.digest, size: made.bytes.byteLength, bytes: new Uint8Array(made.bytes) }], skipDuplicates: true })
  const artifacts = new Map<string, Uint8Array>([
    ['analyze/specification.json', Buffer.from(text)],
    ['backend/openapi.json', Buffer.from(openapi)],
    ['integrate/bundle.tar', made.bytes],
  ])
  const target = await openTarget()
  return {
    run: { id: newId('run'), number: 1, requirementId: 'req_x', revision: 1 },
    stage: 'stage',
    attempt: { id: newId('att'), number: 1, epoch: 1 },
    title: 'A *shop*',
    system: { slug: 'sales', name: 'Sales' },
    service: { id: serviceId, slug, name: slug },
    documents: [],
    askFirst: false,
    edits: [],
    read: async (from, path) => {
      const found = artifacts.get(`${from}/${path}`)
      if (!found) throw new Error(`no ${from}/${path}`)
      return found
    },
    has: async (from, path) => artifacts.has(`${from}/${path}`),
    sources: async () => sources,
    mainSources: async () => new Map(),
    folder,
    log: (level, message) => logged.push(`${level} ${message}`),
    signal: new AbortController().signal,
    sandbox,
    database: () => Promise.reject(new Error('not needed')),
    // The edge of this test listens on a port of its own.
    target: { ...target, endpoint: async (...of) => ({ ...(await target.endpoint(...of)), connect: `http://127.0.0.1:${edge.port}` }) },
    publicAddress: (environment) => publicAddress(environment, slug, 'sales'),
  }
}

test.each(['shop', 'library'])(
  'the candidate of %s runs in staging and is verified from outside',
  async (name) => {
    logged.length = 0
    const context = await contextOf(name, `${name}-x`)
    const staged = await stage(context)
    expect(staged.outcome, staged.reason).toBe('succeeded')
    expect(staged.facts?.staging).toBe(`http://${name}-x.sales.staging.apps.localhost:3080`)
    expect(Object.keys(staged.sources ?? {})).toEqual(expect.arrayContaining(['Dockerfile', 'compose.yaml']))
    expect(staged.gates).toMatchObject([{ name: 'deployed', verdict: 'passed', blocking: true, evidence: 'deployment.json' }])

    const verified = await verify({ ...context, stage: 'verify' })
    expect(verified.outcome, `${verified.reason}\n${logged.join('\n')}`).toBe('succeeded')
    const artifact = (path: string) => String(verified.artifacts.find((a) => a.path === path)?.bytes)
    const checks = JSON.parse(artifact('smoke-test.json')) as { name: string; verdict: string; request: string; actual: string }[]
    expect(checks.length).toBeGreaterThan(12)
    expect(checks.filter((c) => c.verdict === 'failed')).toEqual([])
    expect(checks.filter((c) => c.actual === '401').length).toBeGreaterThan(1)
    expect(checks.some((c) => c.request.startsWith('POST') && c.actual === '201')).toBe(true)
    const load = JSON.parse(artifact('load.json')) as { steady: { requests: number }; paths: string[] }
    expect(load.steady.requests).toBeGreaterThan(20)
    const gates = new Map(verified.gates.map((g) => [g.name, g]))
    expect([...gates.keys()]).toEqual(expect.arrayContaining(['smoke', 'response_time', 'error_rate']))
    expect(gates.get('error_rate')?.verdict).toBe('passed')
    for (const gate of verified.gates) if (gate.verdict !== 'not_evaluated') expect(verified.artifacts.map((a) => a.path)).toContain(gate.evidence)
    expect(artifact('release-notes.md')).toContain('# A \\*shop\\*')
  },
  120_000,
)

test('what does not run fails the stage with the reason', async () => {
  const context = await contextOf('shop', 'broken')
  const broken = { ...context, read: async () => Buffer.from(JSON.stringify({})) }
  await expect(stage(broken)).rejects.toThrow() // no specification: the machinery's fault
  const digest = '0'.repeat(64)
  const deployed = await context.target.deploy(
    { key: 'k', serviceId: context.service.id, environment: 'staging', releaseDigest: digest, runId: context.run.id },
    context.signal,
    () => {},
  )
  expect(deployed).toMatchObject({ ready: false, detail: expect.stringContaining('No artifact has the digest') })
}, 60_000)
