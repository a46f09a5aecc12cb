import type { Person } from '#model/person.ts'
import { type Specification, specification as schema } from '#model/specification.ts'
import { readBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'

// By content, so an entry never goes stale.
const known = new Map<string, Specification | null>()

/** What a delivered service was built from: of the release in production, else of its newest analysis. Null when there is none. */
export async function specificationOf(serviceId: string): Promise<Specification | null> {
  const release = await prisma.release.findFirst({ where: { serviceId, status: 'in_production' }, orderBy: { number: 'desc' }, select: { runId: true } })
  return read((release && (await artifactOf({ id: release.runId }))) ?? (await artifactOf({ serviceId })))
}

/** What a run builds, as far as its requirement has been analysed. Throws when the person may not see the run. */
export async function specificationOfRun(person: Person, id: string) {
  const run = await prisma.run.findFirst({
    where: { id, service: { systemId: readableSystems(person) } },
    select: { service: { select: { name: true, system: { select: { name: true } } } } },
  })
  if (!run) throw notFound('run', id)
  return { specification: await read(await artifactOf({ id })), service: run.service.name, system: run.service.system.name }
}

async function read(sha256: string | null): Promise<Specification | null> {
  if (!sha256) return null
  const before = known.get(sha256)
  if (before !== undefined) return before
  const bytes = await readBlob(prisma, sha256)
  const parsed = bytes ? schema.safeParse(jsonOf(bytes)) : null
  const specification = parsed?.success ? parsed.data : null
  if (known.size > 200) known.clear()
  known.set(sha256, specification)
  return specification
}

async function artifactOf(run: { id: string } | { serviceId: string }): Promise<string | null> {
  const row = await prisma.artifact.findFirst({
    where: { path: 'specification.json', attempt: { status: 'succeeded', stage: { name: 'analyze', run } } },
    orderBy: [{ attempt: { stage: { run: { number: 'desc' } } } }, { attempt: { number: 'desc' } }],
    select: { sha256: true },
  })
  return row?.sha256 ?? null
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
