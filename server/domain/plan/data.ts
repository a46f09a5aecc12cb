import { z } from 'zod'
import type { Person } from '#model/person.ts'
import { type Plan as PlanContent, planFileName, plan as planSchema } from '#model/plan.ts'
import { planDifference } from '#model/plan-difference.ts'
import { answered, stopping } from '#model/plan-risk.ts'
import type { PlanAnswer, PlanItem, PlanState, PlanView, planDiff, planDiffInput, planGetInput, planListInput } from '#model/plan-view.ts'
import { documentRoles } from '#model/requirement.ts'
import type { Plan, PlanAnswer as PlanAnswerRow, PlanComment as PlanCommentRow, PlanRevision, Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, refOf, skipOf } from '#server/domain/readable.ts'
import { compareTexts } from '#server/domain/requirement/data.ts'
import { deliveriesOf } from './deliveries.ts'
import { mayAnswer, mayComment, mayDeliver, mayRequestReview, mayReview, maySubmitPlan } from './policy.ts'

const storedDocuments = z.array(z.object({ name: z.string(), role: z.enum(documentRoles), text: z.string() }))
const storedDiagrams = z.array(z.object({ name: z.string(), title: z.string(), description: z.string(), svg: z.string(), mermaid: z.string() }))
const contentOf = (row: { plan: unknown }): PlanContent | null => (row.plan ? planSchema.parse(row.plan) : null)

export async function listPlans(person: Person, input: z.infer<typeof planListInput>) {
  const filters: Prisma.PlanWhereInput[] = [{ systemId: readableSystems(person) }]
  if (input.system) filters.push({ system: { slug: input.system } })
  if (input.mine) filters.push({ createdBy: person.id })
  if (input.q) filters.push({ OR: [{ title: containing(input.q) }, { story: containing(input.q) }, { id: input.q }] })
  const unfiltered: Prisma.PlanWhereInput = { AND: filters }
  const where: Prisma.PlanWhereInput = input.status.length > 0 ? { AND: [...filters, { status: { in: input.status } }] } : unfiltered
  const [rows, total, groups] = await Promise.all([
    prisma.plan.findMany({ where, orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }], ...skipOf(input), include: { system: true } }),
    prisma.plan.count({ where }),
    prisma.plan.groupBy({ by: ['status'], where: unfiltered, _count: true }),
  ])
  const current = { OR: rows.map((r) => ({ planId: r.id, number: r.revision })) }
  const [revisions, answers, name] = await Promise.all([
    rows.length > 0 ? prisma.planRevision.findMany({ where: current, select: { planId: true, plan: true } }) : [],
    rows.length > 0 ? prisma.planAnswer.findMany({ where: { OR: rows.map((r) => ({ planId: r.id, revision: r.revision })) } }) : [],
    namePeople(rows.map((r) => r.createdBy)),
  ])
  const items = rows.map((r): PlanItem => {
    const content = contentOf(revisions.find((x) => x.planId === r.id) ?? { plan: null })
    const said = answers.filter((a) => a.planId === r.id) as unknown as PlanAnswer[]
    const open = content?.risks.map((risk) => answered(risk, said)).filter((risk) => !risk.accepted)
    return {
      id: r.id,
      story: r.story,
      title: r.title,
      system: refOf(r.system),
      status: r.status as PlanState,
      revision: r.revision,
      services: content?.services.length ?? null,
      worst: open ? Math.max(0, ...open.map((risk) => risk.score)) : null,
      createdBy: name(r.createdBy),
      createdAt: r.createdAt,
      updatedAt: r.updatedAt,
    }
  })
  const counts = Object.fromEntries(groups.map((g) => [g.status, g._count])) as Partial<Record<PlanState, number>>
  return { items, page: input.page, pageSize: input.pageSize, total, counts }
}

async function findReadable(person: Person, id: string) {
  const row = await prisma.plan.findFirst({ where: { id, systemId: readableSystems(person) }, include: { system: true } })
  if (!row) throw notFound('plan', id)
  return row
}

async function revisionOf(plan: Plan, number: number): Promise<PlanRevision> {
  const row = await prisma.planRevision.findUnique({ where: { planId_number: { planId: plan.id, number } } })
  if (!row) throw notFound('revision', `${plan.id} revision ${number}`)
  return row
}

const everyRevision = (planId: string) =>
  prisma.planRevision.findMany({
    where: { planId },
    orderBy: { number: 'desc' },
    select: { number: true, note: true, bytes: true, reason: true, createdBy: true, createdAt: true, plannedAt: true, documents: true },
  })
const fileOf = (plan: Plan, revision: PlanRevision): string => planFileName(plan.story, revision.createdAt.toISOString().slice(0, 10))

type Name = Awaited<ReturnType<typeof namePeople>>
const itemOf = (r: Awaited<ReturnType<typeof everyRevision>>[number], name: Name): PlanView['revisions'][number] => ({
  ...r,
  createdBy: name(r.createdBy),
  documents: storedDocuments.parse(r.documents).map((d) => ({ name: d.name, role: d.role })),
})
const answerOf = (a: PlanAnswerRow, name: Name): PlanAnswer => ({
  kind: a.kind as PlanAnswer['kind'],
  key: a.key,
  value: a.value as PlanAnswer['value'],
  reason: a.reason,
  by: name(a.createdBy),
  at: a.createdAt,
})
const commentOf = (c: PlanCommentRow, name: Name): PlanView['comments'][number] => ({
  id: c.id,
  revision: c.revision,
  part: c.part,
  threadId: c.threadId,
  text: c.text,
  by: name(c.createdBy),
  at: c.createdAt,
  resolved: c.resolvedAt && c.resolvedBy ? { by: name(c.resolvedBy), at: c.resolvedAt } : null,
})

/** Everything the page of a plan shows. Pictures and documents are asked for by their addresses. */
export async function getPlan(person: Person, input: z.infer<typeof planGetInput>): Promise<PlanView> {
  const plan = await findReadable(person, input.id)
  const shown = await revisionOf(plan, input.revision ?? plan.revision)
  const content = contentOf(shown)
  const [revisions, reviews, answers, comments, task, deliveries] = await Promise.all([
    everyRevision(plan.id),
    prisma.planReview.findMany({ where: { planId: plan.id }, orderBy: { createdAt: 'asc' } }),
    prisma.planAnswer.findMany({ where: { planId: plan.id, revision: shown.number }, orderBy: { createdAt: 'asc' } }),
    prisma.planComment.findMany({ where: { planId: plan.id }, orderBy: { createdAt: 'asc' }, take: 1000 }),
    shown.taskId ? prisma.task.findUnique({ where: { id: shown.taskId }, select: { id: true, status: true, reason: true } }) : null,
    content ? deliveriesOf(plan.id, shown.number, content) : [],
  ])
  const by = (rows: readonly { createdBy: string }[]) => rows.map((r) => r.createdBy)
  const name = await namePeople([
    plan.createdBy,
    plan.submittedBy,
    ...by(revisions),
    ...by(answers),
    ...by(comments),
    ...reviews.map((r) => r.userId),
    ...comments.map((c) => c.resolvedBy),
  ])
  const said = answers.map((a) => answerOf(a, name))
  const stops = content ? stopping(content, said).map((r) => r.id) : []
  return {
    id: plan.id,
    story: plan.story,
    title: plan.title,
    system: refOf(plan.system),
    status: plan.status as PlanState,
    revision: plan.revision,
    createdBy: name(plan.createdBy),
    createdAt: plan.createdAt,
    updatedAt: plan.updatedAt,
    submittedBy: plan.submittedBy ? name(plan.submittedBy) : null,
    approvals: plan.approvals,
    revisions: revisions.map((r) => itemOf(r, name)),
    shown: {
      number: shown.number,
      documents: storedDocuments.parse(shown.documents),
      task,
      plan: content,
      record: shown.record,
      reason: shown.reason,
      file: fileOf(plan, shown),
      diagrams: storedDiagrams.parse(shown.diagrams).map(({ svg: _, ...d }) => d),
    },
    reviews: reviews.map((r) => ({ revision: r.revision, by: name(r.userId), verdict: r.verdict as 'approved', reason: r.reason, at: r.createdAt })),
    answers: said,
    comments: comments.map((c) => commentOf(c, name)),
    deliveries,
    stops,
    actions: actionsOf(person, plan, shown, {
      planned: content !== null,
      stops: stops.length,
      delivering: deliveries.length > 0 && deliveries.every((d) => d.status !== 'blocked'),
    }),
  }
}

function actionsOf(person: Person, plan: Plan, shown: PlanRevision, known: { planned: boolean; stops: number; delivering: boolean }): PlanView['actions'] {
  const facts = { systemId: plan.systemId, status: plan.status as PlanState, createdBy: plan.createdBy, submittedBy: plan.submittedBy, ...known }
  const old = { allowed: false, why: `This is revision ${shown.number}; revision ${plan.revision} is the current one.` }
  const current = shown.number === plan.revision
  return {
    revise: maySubmitPlan(person, plan.systemId),
    requestReview: current ? mayRequestReview(person, facts) : old,
    review: current ? mayReview(person, facts) : old,
    answer: current ? mayAnswer(person, facts) : old,
    comment: mayComment(person, facts),
    deliver: current ? mayDeliver(person, facts) : old,
  }
}

/** How two revisions differ: their inputs line by line, and what that changed in the plan. */
export async function diffPlans(person: Person, input: z.infer<typeof planDiffInput>): Promise<z.infer<typeof planDiff>> {
  const plan = await findReadable(person, input.id)
  const [before, after] = await Promise.all([revisionOf(plan, input.from), revisionOf(plan, input.to)])
  const texts = (row: PlanRevision) => new Map(storedDocuments.parse(row.documents).map((d) => [d.name, d.text]))
  const [old, now] = [texts(before), texts(after)]
  const names = [...new Set([...now.keys(), ...old.keys()])]
  const [was, is] = [contentOf(before), contentOf(after)]
  return {
    from: input.from,
    to: input.to,
    documents: names.map((name) => ({ name, ...compareTexts(name, old.get(name), now.get(name)) })),
    changes: was && is ? planDifference(was, is) : [],
  }
}

/** plan.json, plan.md, a decision record or a diagram of a revision; null when it has no such file. */
export async function planFile(
  person: Person,
  id: string,
  number: number | undefined,
  path: string,
): Promise<{ name: string; mediaType: string; text: string } | null> {
  const plan = await findReadable(person, id)
  const revision = await revisionOf(plan, number ?? plan.revision)
  const name = path.split('/').at(-1) ?? path
  if (path === 'plan.json')
    return revision.plan
      ? {
          name: fileOf(plan, revision)
            .replace(/^plans\//, '')
            .replace(/\.md$/, '.json'),
          mediaType: 'application/json',
          text: `${JSON.stringify(planSchema.parse(revision.plan), null, 2)}\n`,
        }
      : null
  if (path === 'record.txt') return revision.record ? { name, mediaType: 'text/plain', text: revision.record } : null
  const diagram = storedDiagrams.parse(revision.diagrams).find((d) => path === `diagrams/${d.name}.svg` || path === `diagrams/${d.name}.mmd`)
  if (diagram) return path.endsWith('.svg') ? { name, mediaType: 'image/svg+xml', text: diagram.svg } : { name, mediaType: 'text/plain', text: diagram.mermaid }
  const files = z.record(z.string(), z.string()).parse(revision.files)
  const text = Object.hasOwn(files, path) ? files[path] : undefined
  return text === undefined ? null : { name: path === 'plan.md' ? fileOf(plan, revision).replace(/^plans\//, '') : name, mediaType: 'text/markdown', text }
}
