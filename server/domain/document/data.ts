import type { DocumentedSystem, DocumentHit, DocumentView } from '#model/document.ts'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import type { KeptState } from '#server/domain/execution/transitions.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems, refOf } from '#server/domain/readable.ts'

const fields = { path: true, title: true, mediaType: true, bytes: true, changedAt: true, changedIn: true } as const

export async function listDocuments(person: Person, input: { system?: string | undefined }): Promise<DocumentedSystem[]> {
  const rows = await prisma.system.findMany({
    where: { id: readableSystems(person), ...(input.system && { slug: input.system }) },
    select: { id: true, slug: true, name: true, documentRepository: { include: { documents: { select: fields, orderBy: { path: 'asc' } } } } },
    orderBy: { name: 'asc' },
  })
  return rows.map((row) => ({
    ...refOf(row),
    repository: row.documentRepository?.name ?? null,
    url: row.documentRepository?.url ?? null,
    requestUrl: row.documentRepository?.requestUrl ?? null,
    documents: row.documentRepository?.documents ?? [],
  }))
}

export async function getDocument(person: Person, input: { system: string; path: string }): Promise<DocumentView> {
  const system = await prisma.system.findFirst({ where: { id: readableSystems(person), slug: input.system } })
  const row =
    system && (await prisma.document.findUnique({ where: { systemId_path: { systemId: system.id, path: input.path } }, include: { repository: true } }))
  if (!row) throw notFound('document', `${input.system}/${input.path}`)
  const { repository, words: _, systemId: __, ...document } = row
  return { ...document, system: refOf(system), repository: repository.name, url: repository.url }
}

const mostHits = 50
/** The words of people who search: quotes, "or" and a leading minus mean what they mean elsewhere. What is found stands between [[ and ]]. */
export async function searchDocuments(person: Person, q: string): Promise<DocumentHit[]> {
  const scope = readableSystems(person)
  const rows = await prisma.$queryRaw<{ id: string; slug: string; name: string; path: string; title: string; excerpt: string }[]>`
    with asked as (select websearch_to_tsquery('english', ${q}) as query),
    found as (
      select d."systemId", d."path", d."title", d."words", ts_rank(to_tsvector('english', d."words"), asked.query) as rank
      from "Document" d, asked
      where to_tsvector('english', d."words") @@ asked.query
        and ${'in' in scope ? scope.in : scope.notIn}::text[] is not null
        and ((d."systemId" = any(${'in' in scope ? scope.in : scope.notIn}::text[])) = ${'in' in scope})
      order by rank desc, d."path" limit ${mostHits})
    select s."id", s."slug", s."name", f."path", f."title",
           ts_headline('english', f."words", asked.query, 'StartSel=[[, StopSel=]], MaxFragments=2, MaxWords=24, MinWords=8') as excerpt
    from found f join "System" s on s."id" = f."systemId", asked order by f.rank desc, s."name", f."path"`
  return rows.map(({ id, slug, name, ...hit }) => ({ system: { id, slug, name }, ...hit }))
}

/** For the sweep itself. */
export async function readKept(systemId: string): Promise<KeptState | null> {
  return prisma.documentRepository.findUnique({ where: { systemId }, omit: { systemId: true } })
}
export async function readTexts(systemId: string): Promise<string[]> {
  return (await prisma.document.findMany({ where: { systemId }, select: { text: true } })).map((d) => d.text)
}
export async function readSystemIds(): Promise<Map<string, string>> {
  return new Map((await prisma.system.findMany({ select: { id: true, slug: true } })).map((s) => [s.slug, s.id]))
}
/** Every file as it stands in the repositories, for an export. */
export async function readAllDocuments(): Promise<{ repository: string; path: string; text: string }[]> {
  const rows = await prisma.document.findMany({ include: { repository: { select: { name: true } } }, orderBy: [{ systemId: 'asc' }, { path: 'asc' }] })
  return rows.map((d) => ({ repository: d.repository.name, path: d.path, text: d.text }))
}
