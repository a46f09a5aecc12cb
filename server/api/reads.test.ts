import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { makePerson, makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createCaller } from './root.ts'

let database: TestDatabase
let world: World
let viewer: Person
beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('sales')
  viewer = await makePerson(['viewer'])
})
afterAll(() => database.close())

const as = (person: Person) => createCaller({ person, sessionExpires: null, provider: '', foreign: null, requestId: 'test' })

test('a run: stages in order with gates, evidence and what went before; what I may do and why not', async () => {
  const run = await as(viewer).run.get({ id: world.run })
  expect(run.stages.map((s) => s.name)).toEqual([
    'analyze',
    'plan',
    'backend',
    'frontend',
    'apps',
    'integrate',
    'test',
    'secure',
    'stage',
    'verify',
    'approve',
    'release',
    'monitor',
  ])
  const tested = run.stages.find((s) => s.name === 'test')
  expect(tested).toMatchObject({
    label: 'Test',
    agent: 'testing engineer',
    status: 'succeeded',
    attempt: 1,
    attemptId: world.attempt,
    after: ['integrate'],
    emits: 'feature.tested',
    artifacts: 2,
  })
  expect(tested?.gates).toMatchObject([{ name: 'coverage', verdict: 'passed', value: '91 %', threshold: '>= 80 %', evidenceArtifactId: world.artifact }])
  expect(run.statements).toEqual({ total: 4, functional: 3, understood: 2, proven: 1 })
  expect(run.approval).toMatchObject({ id: world.approval, status: 'pending' })
  expect(run.actions.cancel).toMatchObject({ allowed: false })
  expect((await as(world.architect).run.get({ id: world.run })).actions).toMatchObject({ cancel: { allowed: true }, rerun: { allowed: true } })
  expect(run.cursor).toBe(Number((await prisma.event.aggregate({ _max: { id: true } }))._max.id))
})

test('the usual duration of a stage is the median of earlier runs, of the same service first', async () => {
  const next = await as(world.architect).run.start({ requirement: world.requirement, requestKey: crypto.randomUUID() })
  const before = (await as(viewer).run.get({ id: next.run })).stages.find((s) => s.name === 'test')?.usualSeconds
  expect(before).toBe(1) // the world's attempts took one second each
  expect((await as(viewer).run.get({ id: world.run })).stages.find((s) => s.name === 'test')?.usualSeconds).toBeNull()
})

test('where the time went: work, waiting and the rest add up to the run', async () => {
  const timeline = await as(viewer).run.timeline({ id: world.run })
  expect(timeline.bars.filter((b) => !b.waiting && b.endedAt)).toHaveLength(10)
  expect(timeline.workSeconds).toBe(10)
  expect(timeline.criticalPath).toEqual(['analyze', 'plan', 'backend', 'frontend', 'integrate', 'secure', 'stage', 'verify'])
})

test('logs: the newest, what came after, what was before', async () => {
  const tail = (more: object) =>
    as(viewer)
      .log.tail({ attempt: world.attempt, ...more })
      .then((r) => r.chunks.map((c) => c.seq))
  expect(await tail({ limit: 2 })).toEqual([1, 2])
  expect(await tail({ after: 0 })).toEqual([1, 2])
  expect(await tail({ before: 1 })).toEqual([0])
  expect(await tail({ after: 2 })).toEqual([])
  expect(await as(viewer).log.tail({ attempt: world.attempt })).toMatchObject({ first: 0, last: 2, ended: true })
})

test('an artifact as text; cut where asked, never through a character; bytes that are no text are none', async () => {
  expect(await as(viewer).artifact.text({ id: world.artifact })).toMatchObject({
    text: '{"passed":12}',
    truncated: false,
    path: 'test-report.json',
    stage: 'test',
  })
  expect(await as(viewer).artifact.text({ id: world.artifact, maxBytes: 4 })).toMatchObject({ text: '{"pa', truncated: true })
})

test('an approval has all that a decision needs, and says who may not decide and why', async () => {
  const [qa, owner] = [await makePerson(['qa']), await makePerson(['qa', 'product_owner'])]
  const view = await as(qa).approval.get({ id: world.approval })
  expect(view).toMatchObject({ stillBound: true, decide: { allowed: true, roles: ['qa'] }, releaseNotes: '# Notes', baseline: null, statements: { proven: 1 } })
  expect(view.gates.map((g) => g.name)).toEqual(['coverage'])
  expect(view.evidence.map((a) => a.path)).toContain('test-report.json')
  expect(view.changes).toMatchObject([{ path: 'openapi.json', change: 'added', added: 1 }])
  expect((await as(owner).approval.get({ id: world.approval })).decide.roles).toEqual(['qa', 'product_owner'])
  expect((await as(viewer).approval.get({ id: world.approval })).decide).toMatchObject({ allowed: false, why: expect.stringContaining('neither role') })
  const requester = { ...world.architect, claimed: ['architect', 'qa'] as const }
  expect((await as(requester).approval.get({ id: world.approval })).decide).toMatchObject({
    allowed: false,
    why: expect.stringContaining('You requested this'),
  })
  await prisma.gate.update({ where: { id: world.gate }, data: { value: '12 %' } })
  expect(await as(qa).approval.get({ id: world.approval })).toMatchObject({ stillBound: false, actions: { approve: { allowed: false } } })
  await prisma.gate.update({ where: { id: world.gate }, data: { value: '91 %' } })
})

test('waiting for me lists only what I could answer now', async () => {
  const qa = await makePerson(['qa'])
  expect((await as(qa).approval.list({ mine: true })).items.map((a) => a.id)).toEqual([world.approval])
  expect((await as(qa).overview.get()).waitingForMe).toHaveLength(1)
  await prisma.decision.create({ data: { id: 'dec_1', approvalId: world.approval, userId: qa.id, role: 'qa', answer: 'approve', digest: 'x' } })
  expect((await as(qa).approval.list({ mine: true })).total).toBe(0)
  const second = await makePerson(['qa'])
  expect((await as(second).approval.list({ mine: true })).total).toBe(0) // the role has answered
  await prisma.decision.delete({ where: { id: 'dec_1' } })
})

test('lists filter, search, sort and page; what people type is no pattern', async () => {
  const list = (more: object) =>
    as(viewer)
      .run.list(more)
      .then((r) => r.total)
  expect(await list({ q: 'SHOP OF' })).toBe(2)
  expect(await list({ q: '100%' })).toBe(0)
  expect(await list({ q: '%' })).toBe(0)
  expect(await list({ q: world.run })).toBe(1)
  expect(await list({ status: ['awaiting_approval'] })).toBe(1)
  expect(await list({ mine: true })).toBe(0)
  const page = await as(viewer).run.list({ pageSize: 1, page: 2, sort: 'oldest' })
  expect(page).toMatchObject({ total: 2, counts: { awaiting_approval: 1, queued: 1 } })
  expect(page.items[0]?.id).not.toBe(world.run)
  expect((await as(viewer).requirement.list({ status: ['queued'] })).total).toBe(1) // by the latest run
  expect((await as(viewer).requirement.list({ status: ['awaiting_approval'] })).total).toBe(0)
})

test('a requirement with its revisions, and how they differ', async () => {
  const { revision } = await as(world.architect).requirement.revise({
    id: world.requirement,
    requestKey: crypto.randomUUID(),
    note: 'stock',
    start: false,
    documents: [
      { name: 'shop.md', role: 'requirements', text: 'The shop sells things.\nStock never drops below zero.\n' },
      { name: 'limits.txt', role: 'constraints', text: 'None.' },
    ],
  })
  const view = await as(viewer).requirement.get({ id: world.requirement })
  expect(view.revisions.map((r) => [r.number, r.documents.length])).toEqual([
    [revision, 2],
    [1, 1],
  ])
  expect(view.revision.documents[0]?.text).toContain('Stock')
  expect((await as(viewer).requirement.get({ id: world.requirement, revision: 1 })).revision.documents[0]?.text).not.toContain('Stock')
  const diff = await as(viewer).requirement.diff({ id: world.requirement, from: 1, to: revision })
  expect(diff.documents).toMatchObject([
    { name: 'shop.md', change: 'changed', added: 1, removed: 0 },
    { name: 'limits.txt', change: 'added' },
  ])
  expect(diff.documents[0]?.patch).toContain('+Stock never drops below zero.')
})

test('a rollout: measurements from where one left off, and what may be commanded', async () => {
  const view = await as(viewer).rollout.get({ id: world.rollout })
  expect(view.measurements.map((m) => [m.side, m.weight, m.requests])).toEqual([
    ['new', 10, 300],
    ['old', 90, 900],
  ])
  expect((await as(viewer).rollout.get({ id: world.rollout, afterMeasurement: view.measurements[0]?.id ?? 0 })).measurements).toHaveLength(1)
  const operator = await makePerson(['operator'])
  expect((await as(operator).rollout.get({ id: world.rollout })).actions).toMatchObject({
    stop: { allowed: true },
    resume: { allowed: false },
    rollback: { allowed: false },
  })
  await as(operator).rollout.command({ id: world.rollout, command: 'stop', reason: 'looks wrong' })
  await as(operator).rollout.command({ id: world.rollout, command: 'stop' }) // twice is once
  expect(await prisma.auditEntry.count({ where: { action: 'rollout.stop', subject: world.rollout } })).toBe(1)
  expect(await prisma.event.count({ where: { kind: 'rollout.commanded' } })).toBe(1)
  await expect(as(operator).rollout.command({ id: world.rollout, command: 'resume' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('the audit log pages by cursor without repeating, and is searched', async () => {
  const admin = await makePerson(['admin'])
  const first = await as(admin).audit.list({ limit: 1 })
  const second = await as(admin).audit.list({ limit: 100, cursor: first.nextCursor })
  expect(second.items.map((e) => e.id)).not.toContain(first.items[0]?.id)
  expect(first.items.length + second.items.length).toBe(await prisma.auditEntry.count())
  expect((await as(admin).audit.list({ q: 'requirement.submit' })).items).toMatchObject([
    { action: 'requirement.submit', via: 'ui', actor: world.architect.id },
  ])
  await expect(as(admin).audit.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT' })
})
