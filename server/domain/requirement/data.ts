import { createTwoFilesPatch, structuredPatch } from 'diff'
import { z } from 'zod'
import type { Person } from '#model/person.ts'
import {
  documentRoles,
  type RequirementItem,
  type RequirementView,
  type requirementDiff,
  type requirementDiffInput,
  type requirementGetInput,
  type requirementListInput,
} from '#model/requirement.ts'
import { specificationEdit } from '#model/specification-edit.ts'
import type { RunState } from '#model/states.ts'
import type { Prisma, Revision } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, refOf, skipOf } from '#server/domain/readable.ts'
import { mayStart, maySubmit } from './policy.ts'

const storedDocuments = z.array(z.object({ name: z.string(), role: z.enum(documentRoles), text: z.string() }))
const runSelect = { id: true, number: true, status: true, createdAt: true, endedAt: true, revision: { select: { number: true } } } satisfies Prisma.RunSelect
const runRef = (row: Prisma.RunGetPayload<{ select: typeof runSelect }>) => ({ ...row, status: row.status as RunState, revision: row.revision.number })

export async function listRequirements(person: Person, input: z.infer<typeof requirementListInput>) {
  const where = await listFilter(person, input)
  const orderBy: Prisma.RequirementOrderByWithRelationInput[] =
    input.sort === 'title' ? [{ title: 'asc' }, { id: 'asc' }] : [{ createdAt: input.sort === 'oldest' ? 'asc' : 'desc' }, { id: 'asc' }]
  const [rows, total] = await Promise.all([
    prisma.requirement.findMany({
      where,
      orderBy,
      ...skipOf(input),
      include: {
        system: true,
        service: true,
        revisions: { orderBy: { number: 'desc' }, take: 1, select: { number: true } },
        runs: { orderBy: { createdAt: 'desc' }, take: 1, select: runSelect },
        _count: { select: { runs: true } },
      },
    }),
    prisma.requirement.count({ where }),
  ])
  const name = await namePeople(rows.map((r) => r.createdBy))
  const items: RequirementItem[] = rows.map((r) => ({
    id: r.id,
    title: r.title,
    system: refOf(r.system),
    service: refOf(r.service),
    createdBy: name(r.createdBy),
    createdAt: r.createdAt,
    revision: r.revisions[0]?.number ?? 0,
    runs: r._count.runs,
    latestRun: r.runs[0] ? runRef(r.runs[0]) : null,
  }))
  return { items, page: input.page, pageSize: input.pageSize, total }
}

async function listFilter(person: Person, input: z.infer<typeof requirementListInput>): Promise<Prisma.RequirementWhereInput> {
  const filters: Prisma.RequirementWhereInput[] = [{ systemId: readableSystems(person) }]
  if (input.system) filters.push({ system: { slug: input.system } })
  if (input.mine) filters.push({ createdBy: person.id })
  if (input.q)
    filters.push({
      OR: [{ title: containing(input.q) }, { id: input.q }, { service: { slug: containing(input.q) } }, { service: { name: containing(input.q) } }],
    })
  if (input.status.length > 0) {
    // The latest run's status: what it is about cannot be said with Prisma's "some".
    const rows = await prisma.$queryRaw<
      { id: string }[]
    >`select latest."requirementId" as id from (select distinct on ("requirementId") "requirementId", "status" from "Run" order by "requirementId", "createdAt" desc) latest where latest."status" = any(${input.status})`
    filters.push({ id: { in: rows.map((r) => r.id) } })
  }
  return { AND: filters }
}

async function findReadable(person: Person, id: string) {
  const row = await prisma.requirement.findFirst({
    where: { id, systemId: readableSystems(person) },
    include: { system: true, service: true, revisions: { orderBy: { number: 'desc' }, omit: { documents: true, edits: true } } },
  })
  if (!row) throw notFound('requirement', id)
  return row
}

const storedEdits = z.array(specificationEdit)
const contentOf = async (revisionId: string) => {
  const row = await prisma.revision.findUniqueOrThrow({ where: { id: revisionId }, select: { documents: true, edits: true } })
  return { documents: storedDocuments.parse(row.documents), edits: storedEdits.parse(row.edits) }
}

/** The latest run that left a reading of a revision's text: revisions that edits made share theirs with the one before. */
export async function runThatRead(tx: Tx, revisionId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`select run."id" from "Revision" chosen
    join "Revision" same on same."requirementId" = chosen."requirementId" and same."documents" = chosen."documents"
    join "Run" run on run."revisionId" = same."id"
    join "Stage" stage on stage."runId" = run."id" and stage."name" = 'analyze'
    join "Attempt" attempt on attempt."stageId" = stage."id"
    join "Artifact" artifact on artifact."attemptId" = attempt."id" and artifact."path" = 'specification.json'
    where chosen."id" = ${revisionId} order by run."createdAt" desc limit 1`
  return rows[0]?.id ?? null
}

export async function getRequirement(person: Person, input: z.infer<typeof requirementGetInput>): Promise<RequirementView> {
  const row = await findReadable(person, input.id)
  const chosen = input.revision === undefined ? row.revisions[0] : row.revisions.find((r) => r.number === input.revision)
  if (!chosen) throw notFound('revision', `${input.id} revision ${input.revision ?? ''}`)
  const [content, names, runs, name, reading] = await Promise.all([
    contentOf(chosen.id),
    // Names and roles of all revisions without their texts, which may be megabytes.
    prisma.$queryRaw<
      { id: string; documents: { name: string; role: (typeof documentRoles)[number] }[] }[]
    >`select r."id", jsonb_agg(jsonb_build_object('name', d->>'name', 'role', d->>'role') order by n) as documents from "Revision" r, jsonb_array_elements(r."documents") with ordinality as list(d, n) where r."requirementId" = ${row.id} group by r."id"`,
    prisma.run.findMany({ where: { requirementId: row.id }, orderBy: { createdAt: 'desc' }, take: 100, select: runSelect }),
    namePeople([row.createdBy, ...row.revisions.map((r) => r.createdBy)]),
    runThatRead(prisma, chosen.id),
  ])
  const item = (r: Omit<Revision, 'documents' | 'edits'>) => ({
    id: r.id,
    number: r.number,
    bytes: r.bytes,
    askFirst: r.askFirst,
    note: r.note,
    createdBy: name(r.createdBy),
    createdAt: r.createdAt,
    documents: names.find((n) => n.id === r.id)?.documents ?? [],
  })
  return {
    id: row.id,
    title: row.title,
    system: refOf(row.system),
    service: refOf(row.service),
    createdBy: name(row.createdBy),
    createdAt: row.createdAt,
    revisions: row.revisions.map(item),
    revision: { ...item(chosen), ...content },
    runs: runs.map(runRef),
    reading,
    actions: { revise: maySubmit(person, row.systemId), start: mayStart(person, row.systemId) },
  }
}

/** How two revisions differ, document by document. Lines are compared, so one changed word shows its line. */
export async function diffRevisions(person: Person, input: z.infer<typeof requirementDiffInput>): Promise<z.infer<typeof requirementDiff>> {
  const row = await findReadable(person, input.id)
  const textsOf = async (number: number) => {
    const revision = row.revisions.find((r) => r.number === number)
    if (!revision) throw notFound('revision', `${input.id} revision ${number}`)
    return new Map((await contentOf(revision.id)).documents.map((d) => [d.name, d.text]))
  }
  const [before, after] = await Promise.all([textsOf(input.from), textsOf(input.to)])
  const names = [...new Set([...after.keys(), ...before.keys()])]
  return { from: input.from, to: input.to, documents: names.map((name) => ({ name, ...compareTexts(name, before.get(name), after.get(name)) })) }
}

const longestPatch = 400_000 // characters

/** A unified diff with counts. Texts that differ almost everywhere are not compared to the end: finding the shortest diff would take minutes. */
export function compareTexts(name: string, before: string | undefined, after: string | undefined) {
  const change =
    before === undefined ? ('added' as const) : after === undefined ? ('removed' as const) : before === after ? ('same' as const) : ('changed' as const)
  if (change === 'same') return { change, added: 0, removed: 0, patch: '', truncated: false }
  const options = { context: 3, timeout: 1_000 }
  const found = structuredPatch(name, name, before ?? '', after ?? '', undefined, undefined, options)
  if (!found) return { change, added: (after ?? '').split('\n').length, removed: (before ?? '').split('\n').length, patch: '', truncated: true }
  const lines = found.hunks.flatMap((h) => h.lines)
  const patch = createTwoFilesPatch(name, name, before ?? '', after ?? '', undefined, undefined, options) ?? ''
  return {
    change,
    added: lines.filter((l) => l.startsWith('+')).length,
    removed: lines.filter((l) => l.startsWith('-')).length,
    patch: patch.slice(0, longestPatch),
    truncated: patch.length > longestPatch,
  }
}
