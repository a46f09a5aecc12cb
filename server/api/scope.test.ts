import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '#model/person.ts'
import { makePerson, makeSystem, makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createCaller } from './root.ts'

let database: TestDatabase
let world: World
let other: string
/** Roles in another system only; and everywhere but in this one. */
let outsiders: Person[]
let insider: Person
const all = ['viewer', 'architect', 'qa', 'product_owner', 'operator'] as const

beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('sales')
  other = await makeSystem('billing')
  outsiders = [
    await makePerson([], { rules: all.map((role) => ({ role, effect: 'grant' as const, systemId: other })) }),
    await makePerson([...all], { rules: all.map((role) => ({ role, effect: 'deny' as const, systemId: world.system })) }),
  ]
  insider = await makePerson([], { rules: [{ role: 'viewer', effect: 'grant', systemId: world.system }] })
})
afterAll(() => database.close())

const as = (person: Person) => createCaller({ person, sessionExpires: null, provider: '', foreign: null, requestId: 'test' })
const key = () => crypto.randomUUID()

/** Every procedure that takes the id of something: an outsider gets the same answer as for an id that does not exist. */
const byId: Record<string, (api: ReturnType<typeof as>, w: World) => Promise<unknown>> = {
  'requirement.get': (api, w) => api.requirement.get({ id: w.requirement }),
  'requirement.diff': (api, w) => api.requirement.diff({ id: w.requirement, from: 1, to: 1 }),
  'requirement.revise': (api, w) =>
    api.requirement.revise({ id: w.requirement, requestKey: key(), documents: [{ name: 'a.md', text: 'x', role: 'requirements' }] }),
  'requirement.edit': (api, w) => api.requirement.edit({ id: w.requirement, requestKey: key(), base: 1, changes: [], withdraw: ['edit-1'], reason: 'because' }),
  'run.get': (api, w) => api.run.get({ id: w.run }),
  'run.timeline': (api, w) => api.run.timeline({ id: w.run }),
  'run.start': (api, w) => api.run.start({ requirement: w.requirement, requestKey: key() }),
  'run.cancel': (api, w) => api.run.cancel({ id: w.run }),
  'run.rerun': (api, w) => api.run.rerun({ id: w.run, requestKey: key() }),
  'stage.get': (api, w) => api.stage.get({ run: w.run, stage: 'test' }),
  'stage.retry': (api, w) => api.stage.retry({ run: w.run, stage: 'test' }),
  'log.tail': (api, w) => api.log.tail({ attempt: w.attempt }),
  'artifact.list': (api, w) => api.artifact.list({ run: w.run }),
  'artifact.text': (api, w) => api.artifact.text({ id: w.artifact }),
  'gate.waive': (api, w) => api.gate.waive({ id: w.gate, reason: 'because I say so' }),
  'approval.get': (api, w) => api.approval.get({ id: w.approval }),
  'approval.decide': (api, w) => api.approval.decide({ id: w.approval, answer: 'approve', digest: 'x' }),
  'approval.withdraw': (api, w) => api.approval.withdraw({ id: w.approval }),
  'release.get': (api, w) => api.release.get({ id: w.release }),
  'rollout.get': (api, w) => api.rollout.get({ id: w.rollout }),
  'network.system': (api, w) => api.network.system({ slug: w.slug }),
  'network.history': (api, w) => api.network.history({ system: w.slug }),
  'diagram.ofRun': (api, w) => api.diagram.ofRun({ run: w.run }),
  'rollout.command': (api, w) => api.rollout.command({ id: w.rollout, command: 'stop' }),
}
const reads = [
  'requirement.get',
  'requirement.diff',
  'run.get',
  'run.timeline',
  'stage.get',
  'log.tail',
  'artifact.list',
  'artifact.text',
  'approval.get',
  'release.get',
  'rollout.get',
  'network.system',
  'network.history',
]

test.each(Object.entries(byId))('%s: what lies in a system one may not see does not exist', async (_name, call) => {
  for (const outsider of outsiders) await expect(call(as(outsider), world)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each(reads)('%s: who may see the system reads it', async (name) => {
  await expect(byId[name]?.(as(insider), world)).resolves.toBeTruthy()
})

test('lists leave it out, and counts do not tell', async () => {
  for (const outsider of outsiders) {
    const api = as(outsider)
    expect((await api.system.list()).map((s) => s.slug)).toEqual(['billing'])
    expect(await api.service.list({})).toEqual([])
    expect(await api.network.read({})).toMatchObject({ systems: [{ slug: 'billing' }], services: [] })
    expect((await api.network.history({})).items).toEqual([])
    expect(await api.network.compare({ from: new Date(0), to: new Date() })).not.toContainEqual(expect.objectContaining({ key: 'sales' }))
    for (const list of [api.requirement.list({}), api.run.list({}), api.approval.list({}), api.approval.list({ mine: true }), api.release.list({})])
      expect(await list).toMatchObject({ items: [], total: 0 })
    expect((await api.run.list({})).counts).toEqual({})
    expect((await api.event.list({})).items).toEqual([])
    expect((await api.event.list({ run: world.run })).items).toEqual([])
    const overview = await api.overview.get()
    expect(overview).toMatchObject({
      running: [],
      waitingForMe: [],
      releases: [],
      held: [],
      pendingApprovals: 0,
      totals: { requirements: 0, runs: 0, services: 0, systems: 1 },
    })
    await expect(
      api.requirement.submit({ requestKey: key(), title: 'Not here', system: 'sales', documents: [{ name: 'a.md', text: 'x', role: 'requirements' }] }),
    ).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT' })
  }
})

test('who may see it finds it in every list', async () => {
  const api = as(insider)
  expect((await api.service.list({})).map((s) => s.id)).toEqual([world.service])
  for (const list of [api.requirement.list({}), api.run.list({}), api.approval.list({}), api.release.list({})]) expect((await list).total).toBe(1)
  expect((await api.event.list({ run: world.run })).items.length).toBeGreaterThan(0)
  expect((await api.overview.get()).pendingApprovals).toBe(1)
})
