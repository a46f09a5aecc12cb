import { z } from 'zod'
import { newId } from '#model/id.ts'
import { type Specification, specification } from '#model/specification.ts'
import { applyEdits, type EditProblem } from '#model/specification-apply.ts'
import { maximalEditBytes, type RequirementEditInput, type SpecificationEdit, specificationEdit } from '#model/specification-edit.ts'
import { changeTitle } from '#model/specification-words.ts'
import { readBlob } from '#server/artifacts/store.ts'
import { prisma, type Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { oncePerKey, refuseForeignKey } from '#server/domain/request-key.ts'
import { lockService } from '#server/domain/run/change.ts'
import { createRun } from '#server/domain/run/create.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { runThatRead } from './data.ts'

const storedEdits = z.array(specificationEdit)
type Made = { revision: number; run: string | null }

async function editedBefore(actor: Actor, requestKey: string): Promise<Made | null> {
  const known = await prisma.revision.findUnique({ where: { requestKey }, include: { runs: { where: { requestKey } } } })
  if (known) refuseForeignKey(known.createdBy, actor)
  return known && { revision: known.number, run: known.runs[0]?.id ?? null }
}

/**
 * A person's change of the specification: a new revision of the same text that carries the edit, with who, when, why,
 * before and after. Runs of it apply the edits to what they read. Nothing is overwritten: whoever edited an older
 * revision is told what came in between.
 */
export async function editSpecification(actor: Actor, input: RequirementEditInput): Promise<Made> {
  return oncePerKey(
    () => editedBefore(actor, input.requestKey),
    () => transact((tx) => edit(tx, actor, input)),
  )
}

async function edit(tx: Tx, actor: Actor, input: RequirementEditInput): Promise<Made> {
  const requirement = await tx.requirement.findUnique({ where: { id: input.id } })
  if (!requirement || !actorMay(actor, 'read', requirement.systemId)) throw notFound('requirement', input.id)
  requirePermission(actor, 'requirement.submit', requirement.systemId, 'edit specifications')
  await lockService(tx, requirement.serviceId)
  const last = await tx.revision.findFirstOrThrow({ where: { requirementId: requirement.id }, orderBy: { number: 'desc' } })
  if (last.number !== input.base)
    throw new Problem(
      'conflict',
      `Revision ${last.number} was kept while you edited revision ${input.base}. Your changes are still here: reload the page, look at what is different and save again.`,
    )
  const number = last.number + 1
  const earlier = storedEdits.parse(last.edits)
  const made: SpecificationEdit = {
    id: `edit-${number}`,
    by: actor.id,
    name: actor.name,
    at: new Date().toISOString(),
    reason: input.reason,
    changes: input.changes,
  }
  const edits = listOf(earlier, input.withdraw, made)
  refuse(applyEdits(await readingOf(tx, last.id, last.number), edits).problems, edits, made.id)

  const revision = newId('rev')
  const { documents, bytes } = last
  const { requestKey, askFirst, reason } = input
  await tx.revision.create({
    data: {
      id: revision,
      requirementId: requirement.id,
      number,
      documents: documents ?? [],
      bytes,
      edits,
      askFirst,
      note: `Specification edited: ${reason}`,
      requestKey,
      createdBy: actor.id,
    },
  })
  await appendAudit(tx, actor, {
    action: 'specification.edit',
    subject: requirement.id,
    before: { revision: last.number, parts: input.changes.map((change) => ({ part: changeTitle(change), value: change.before })) },
    after: {
      revision: number,
      parts: input.changes.map((change) => ({ part: changeTitle(change), value: change.after })),
      withdrawn: input.withdraw,
      starts: input.start,
    },
    reason,
  })
  const data = { title: requirement.title, revision: number }
  const ids = { requirementId: requirement.id, serviceId: requirement.serviceId }
  const run = input.start ? await createRun(tx, actor, { ...ids, revisionId: revision, requestKey }, { kind: 'requirement.submitted', data }) : null
  await appendEvent(tx, {
    kind: 'specification.edited',
    ...ids,
    systemId: requirement.systemId,
    actor: actor.id,
    data: { ...data, changes: input.changes.length, note: reason },
  })
  return { revision: number, run }
}

function listOf(earlier: readonly SpecificationEdit[], withdraw: readonly string[], made: SpecificationEdit): SpecificationEdit[] {
  const unknown = withdraw.find((id) => !earlier.some((each) => each.id === id))
  if (unknown) throw new Problem('invalid', `There is no ${unknown} to withdraw. Reload the page.`, { withdraw: [`There is no ${unknown}.`] })
  const edits = [...earlier.filter((each) => !withdraw.includes(each.id)), ...(made.changes.length > 0 ? [made] : [])]
  if (Buffer.byteLength(JSON.stringify(edits)) > 2 * maximalEditBytes)
    throw new Problem(
      'too_large',
      'The edits of this requirement have more than 512 KiB together. Say the older ones in a new revision of the text and withdraw them.',
    )
  return edits
}

/** What the latest run of this text read, before any edit. */
async function readingOf(tx: Tx, revisionId: string, number: number): Promise<Specification> {
  const run = await runThatRead(tx, revisionId)
  const found = await tx.artifact.findMany({
    where: { path: { in: ['specification.json', 'specification-as-read.json'] }, attempt: { stage: { name: 'analyze', runId: run ?? '' } } },
    select: { path: true, sha256: true, attemptId: true },
    orderBy: [{ attempt: { createdAt: 'desc' } }, { path: 'asc' }], // specification-as-read.json comes first
    take: 1,
  })
  const bytes = found[0] && (await readBlob(tx, found[0].sha256))
  if (!bytes)
    throw new Problem(
      'conflict',
      `Revision ${number} has not been analysed yet, so there is no specification to edit. Start a run of it, or wait for its analysis.`,
    )
  return specification.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

function refuse(problems: readonly EditProblem[], edits: readonly SpecificationEdit[], made: string): void {
  if (problems.length === 0) return
  const fields: Record<string, string[]> = {}
  for (const problem of problems) {
    const own = problem.edit === made
    const at = own ? `changes.${problem.change}${problem.path ? `.after.${problem.path}` : ''}` : `edits.${problem.edit}`
    fields[at] = [...(fields[at] ?? []), problem.message]
  }
  const [first] = problems
  const edit = edits.find((each) => each.id === first?.edit)
  const change = first && edit?.changes[first.change]
  throw new Problem(
    'invalid',
    `${change ? `${changeTitle(change)}${edit?.id === made ? '' : ` (${edit?.id}, by ${edit?.name})`}: ` : ''}${first?.message ?? ''}${problems.length > 1 ? ` And ${problems.length - 1} more.` : ''} Nothing was kept on the server; your changes are still in the page.`,
    fields,
  )
}
