import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSubmission } from '#model/plan-view.ts'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { completeUpTo, makePerson, makeSystem } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { perform } from '#server/runner/plan-task.ts'
import { answerPlan, commentOnPlan, resolveComment } from './conversation.ts'
import { diffPlans, getPlan, listPlans, planFile } from './data.ts'
import { advanceDeliveries, startDelivery } from './delivery.ts'
import { linesOf } from './measured.ts'
import { revisePlan, submitPlan } from './mutations.ts'
import { decidePlan, requestReview } from './transitions.ts'

let database: TestDatabase
let architect: Actor
let reviewer: Actor
let owner: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  architect = await makePerson('architect')
  // The sweeper acts later for whoever started the delivery: by the roles they hold then.
  await prisma.roleGrant.create({ data: { userId: architect.id, role: 'architect', effect: 'grant' } })
  reviewer = await makePerson('qa')
  owner = await makePerson('product_owner')
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

const fixture = (path: string) => readFileSync(new URL(`../../agents/architect/fixtures/${path}`, import.meta.url), 'utf8')
const ecommerce: PlanSubmission['documents'] = [
  { name: 'system-requirements.md', role: 'requirements', text: fixture('ecommerce/system-requirements.md') },
  { name: 'technical-constraints.md', role: 'constraints', text: fixture('ecommerce/technical-constraints.md') },
  { name: 'nfr-targets.md', role: 'quality_targets', text: fixture('ecommerce/nfr-targets.md') },
]
const submission = (over: Partial<PlanSubmission> = {}): PlanSubmission => ({
  requestKey: crypto.randomUUID(),
  story: 'ECOM-ARCH-001',
  title: 'E-commerce platform',
  system: 'sales',
  documents: ecommerce,
  ...over,
})
const person = (actor: Actor) => actor.person as NonNullable<Actor['person']>

/** Performs the task of the current revision as a runner does. */
async function plan(id: string): Promise<void> {
  const { revision } = await prisma.plan.findUniqueOrThrow({ where: { id } })
  const row = await prisma.planRevision.findUniqueOrThrow({ where: { planId_number: { planId: id, number: revision } } })
  const task = { id: row.taskId ?? '', kind: 'plan', subject: row.id, attempt: 1 }
  const result = await perform({
    task,
    signal: new AbortController().signal,
    log: () => undefined,
    write: (work) => prisma.$transaction(work),
    progress: async () => undefined,
  })
  await prisma.$transaction(async (tx) => {
    await result.record?.(tx)
    await tx.task.update({ where: { id: task.id }, data: { status: result.outcome, endedAt: new Date() } })
  })
}
async function planned(over: Partial<PlanSubmission> = {}): Promise<string> {
  const { plan: id } = await submitPlan(architect, submission(over))
  await plan(id)
  return id
}
const statusOf = async (id: string) => (await prisma.plan.findUniqueOrThrow({ where: { id } })).status
const at = (id: string) => ({ id, revision: 1 })

test('ten requests with one key make one plan and one task; the task plans it and records the move', async () => {
  const input = submission()
  const made = await Promise.all(Array.from({ length: 10 }, () => submitPlan(architect, input)))
  expect(new Set(made.map((m) => `${m.plan} ${m.task}`)).size).toBe(1)
  const id = made[0]?.plan ?? ''
  expect(await statusOf(id)).toBe('draft')
  await plan(id)
  const view = await getPlan(person(reviewer), { id })
  expect(view).toMatchObject({ status: 'planned', shown: { number: 1, reason: '' }, stops: [] })
  expect(view.shown.plan?.services.map((s) => s.slug)).toEqual(['user-service', 'product-service', 'order-service', 'payment-service', 'notification-service'])
  expect(view.shown.record).toContain('inputs: requirements=system-requirements.md constraints=technical-constraints.md quality_targets=nfr-targets.md')
  expect(await planFile(person(reviewer), id, 1, 'plan.md')).toMatchObject({ name: view.shown.file.replace('plans/', '') })
  expect((await planFile(person(reviewer), id, 1, 'diagrams/containers.svg'))?.text).toContain('<svg')
  expect(await planFile(person(reviewer), id, 1, '__proto__')).toBeNull()
  const kinds = (await prisma.event.findMany({ where: { data: { path: ['plan'], equals: id } }, orderBy: { id: 'asc' } })).map((e) => e.kind)
  expect(kinds).toEqual(['plan.submitted', 'plan.planned'])
  // Performed once more after a crash, nothing changes.
  const before = await prisma.planRevision.findFirstOrThrow({ where: { planId: id } })
  await plan(id)
  expect(await prisma.planRevision.findFirstOrThrow({ where: { planId: id } })).toEqual(before)
  expect((await listPlans(person(reviewer), { q: 'ecom-arch', page: 1, pageSize: 10, status: ['planned'], mine: false })).items).toMatchObject([
    { services: 5 },
  ])
})

test('reviewed by others only: changes requested, asked again, approved by as many as were asked for', async () => {
  const id = await planned()
  await expect(decidePlan(reviewer, { ...at(id), verdict: 'approved', reason: '' })).rejects.toThrow('not in review')
  await expect(requestReview(reviewer, { ...at(id), approvals: 1 })).rejects.toMatchObject({ code: 'forbidden' })
  await requestReview(architect, { ...at(id), approvals: 2 })
  await expect(decidePlan(architect, { ...at(id), verdict: 'approved', reason: '' })).rejects.toThrow('somebody else has to decide')
  await expect(decidePlan(await makePerson('viewer'), { ...at(id), verdict: 'approved', reason: '' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(decidePlan(reviewer, { ...at(id), verdict: 'changes_requested', reason: '' })).rejects.toMatchObject({
    fields: { reason: [expect.any(String)] },
  })
  expect(await decidePlan(reviewer, { ...at(id), verdict: 'changes_requested', reason: 'Payments before orders?' })).toEqual({ status: 'changes_requested' })
  await requestReview(architect, { ...at(id), approvals: 2 })
  expect(await decidePlan(reviewer, { ...at(id), verdict: 'approved', reason: '' })).toEqual({ status: 'in_review' })
  expect(await decidePlan(reviewer, { ...at(id), verdict: 'approved', reason: '' })).toEqual({ status: 'in_review' }) // one person counts once
  expect(await decidePlan(owner, { ...at(id), verdict: 'approved', reason: '' })).toEqual({ status: 'approved' })
  const audit = await prisma.auditEntry.findMany({ where: { subject: id }, orderBy: { at: 'asc' } })
  expect(audit.map((a) => a.action)).toEqual(
    expect.arrayContaining(['plan.submit', 'plan.plan', 'plan.request_review', 'plan.request_changes', 'plan.approve']),
  )
})

test('two people who decide at the same moment: one moves it, the other is told', async () => {
  const id = await planned()
  await requestReview(architect, { ...at(id), approvals: 1 })
  const done = await Promise.allSettled([
    decidePlan(reviewer, { ...at(id), verdict: 'approved', reason: '' }),
    decidePlan(owner, { ...at(id), verdict: 'changes_requested', reason: 'Wait for the budget' }),
  ])
  expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await prisma.planReview.count({ where: { planId: id } })).toBe(1)
})

test('a risk of score 9 stops the plan until somebody accepts or lowers it', async () => {
  const constraints = `${fixture('coldchain/limits.md')}`
  const id = await planned({
    documents: [
      { name: 'a.md', role: 'requirements', text: fixture('coldchain/platform.md') },
      { name: 'b.md', role: 'constraints', text: constraints },
      { name: 'c.md', role: 'quality_targets', text: fixture('coldchain/numbers.md') },
    ],
  })
  const { stops } = await getPlan(person(reviewer), { id })
  expect(stops).toContain('contradiction')
  await expect(requestReview(architect, { ...at(id), approvals: 1 })).rejects.toThrow('accept or lower')
  await expect(answerPlan(reviewer, { ...at(id), kind: 'risk', key: 'nothing', value: { accepted: true }, reason: 'because' })).rejects.toMatchObject({
    code: 'invalid',
  })
  for (const key of stops.slice(1)) await answerPlan(owner, { ...at(id), kind: 'risk', key, value: { accepted: true }, reason: 'We know.' })
  await answerPlan(reviewer, { ...at(id), kind: 'risk', key: stops[0] ?? '', value: { probability: 2, impact: 3 }, reason: 'The date moves.' })
  expect((await getPlan(person(reviewer), { id })).stops).toEqual([])
  expect(await requestReview(architect, { ...at(id), approvals: 1 })).toEqual({ status: 'in_review' })
})

test('comments stand on parts, in threads that are settled and opened again', async () => {
  const id = await planned()
  const { comment } = await commentOnPlan(reviewer, { ...at(id), part: 'service-order-service', threadId: null, text: 'Who keeps the cart?' })
  await resolveComment(owner, { id, comment, resolved: true })
  await commentOnPlan(architect, { ...at(id), part: 'elsewhere', threadId: comment, text: 'The order service.' })
  const { comments } = await getPlan(person(reviewer), { id })
  expect(comments).toMatchObject([
    { part: 'service-order-service', resolved: null },
    { part: 'service-order-service', threadId: comment },
  ])
  await expect(commentOnPlan(await makePerson('viewer'), { ...at(id), part: 'x', threadId: null, text: 'hello' })).rejects.toMatchObject({ code: 'forbidden' })
})

test('a revision starts as a draft again and says what changed', async () => {
  const id = await planned()
  const documents = ecommerce.map((d) => (d.role === 'constraints' ? { ...d, text: `${d.text}- Java only: all services must be written in Java.\n` } : d))
  await revisePlan(architect, { id, requestKey: crypto.randomUUID(), documents, note: 'Java' })
  expect(await statusOf(id)).toBe('draft')
  await expect(revisePlan(architect, { id, requestKey: crypto.randomUUID(), documents, note: '' })).rejects.toThrow('still being planned')
  await expect(requestReview(architect, { ...at(id), approvals: 1 })).rejects.toThrow('revised')
  await plan(id)
  const diff = await diffPlans(person(reviewer), { id, from: 1, to: 2 })
  expect(diff.documents.find((d) => d.name === 'technical-constraints.md')).toMatchObject({ change: 'changed', added: 1 })
  expect(diff.changes).toContainEqual(expect.objectContaining({ part: 'Decision', change: 'changed', after: 'Java with Spring Boot' }))
  expect((await getPlan(person(reviewer), { id, revision: 1 })).shown.plan?.services[0]?.technology).toContain('TypeScript')
})

test('an approved plan is delivered in the order of its dependencies, each requirement from its own statements', async () => {
  const id = await planned()
  await expect(startDelivery(architect, at(id))).rejects.toThrow('approved')
  await requestReview(architect, { ...at(id), approvals: 1 })
  await decidePlan(owner, { ...at(id), verdict: 'approved', reason: '' })
  expect((await startDelivery(architect, at(id))).started.sort()).toEqual(['payment-service', 'product-service', 'user-service'])
  await expect(startDelivery(architect, at(id))).rejects.toThrow('started')
  expect(await advanceDeliveries(id)).toEqual([])
  const runOf = async (slug: string) => (await prisma.planDelivery.findFirstOrThrow({ where: { planId: id, slug } })).runId ?? ''
  await completeUpTo(await runOf('product-service'), 'verify')
  expect(await advanceDeliveries(id)).toEqual([])
  await completeUpTo(await runOf('payment-service'), 'verify')
  expect(await advanceDeliveries(id)).toEqual(['order-service'])
  const order = await prisma.run.findUniqueOrThrow({ where: { id: await runOf('order-service') }, include: { revision: true, service: true } })
  expect(order.service.slug).toBe('order-service')
  const text = (order.revision.documents as { text: string }[])[0]?.text ?? ''
  expect(text).toContain('A customer can put products into a cart and place an order.')
  expect(text).not.toContain('A merchandiser can create')
  const view = await getPlan(person(reviewer), { id })
  expect(view.deliveries.find((d) => d.slug === 'payment-service')).toMatchObject({ status: 'started', verified: true })
  const loaded = { requests: 1000, serverErrors: 5, perSecond: 450, percentiles: { '95': 120 } }
  if (view.shown.plan)
    expect(
      linesOf(view.shown.plan, { steady: loaded, full: loaded })
        .filter((l) => l.met !== null)
        .map((l) => [l.metric, l.met]),
    ).toEqual([
      ['Response time (p95)', true],
      ['Throughput', false],
      ['Error rate', false],
    ])
})
