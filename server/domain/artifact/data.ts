import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import type { ArtifactView, artifactListInput, artifactText, artifactTextInput } from '#model/run.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'

export const artifactSelect = {
  id: true,
  path: true,
  mediaType: true,
  label: true,
  sha256: true,
  size: true,
  attempt: { select: { number: true, stage: { select: { name: true } } } },
} satisfies Prisma.ArtifactSelect
export type ArtifactRow = Prisma.ArtifactGetPayload<{ select: typeof artifactSelect }>
export const viewArtifact = ({ attempt, ...row }: ArtifactRow): ArtifactView => ({ ...row, stage: attempt.stage.name, attempt: attempt.number })

/** Of the current attempt of every stage, in the pipeline's order. Earlier attempts keep theirs: ask for the stage. */
export async function listArtifacts(person: Person, input: z.infer<typeof artifactListInput>): Promise<ArtifactView[]> {
  const run = await prisma.run.findFirst({
    where: { id: input.run, service: { systemId: readableSystems(person) } },
    select: { stages: { select: { id: true, name: true, attempt: true, position: true }, ...(input.stage && { where: { name: input.stage } }) } },
  })
  if (!run) throw notFound('run', input.run)
  return (await currentArtifacts(run.stages)).filter(
    (a) => !input.q || a.path.toLowerCase().includes(input.q.toLowerCase()) || a.label.toLowerCase().includes(input.q.toLowerCase()),
  )
}

export async function currentArtifacts(stages: readonly { id: string; name: string; attempt: number; position: number }[]): Promise<ArtifactView[]> {
  if (stages.length === 0) return []
  const rows = await prisma.artifact.findMany({
    where: { attempt: { OR: stages.map((s) => ({ stageId: s.id, number: s.attempt })) } },
    select: artifactSelect,
    orderBy: { path: 'asc' },
  })
  const position = new Map(stages.map((s) => [s.name, s.position]))
  return rows.map(viewArtifact).sort((a, b) => (position.get(a.stage) ?? 0) - (position.get(b.stage) ?? 0))
}

export async function findArtifactFor(person: Person, id: string): Promise<ArtifactView> {
  const row = await prisma.artifact.findFirst({
    where: { id, attempt: { stage: { run: { service: { systemId: readableSystems(person) } } } } },
    select: artifactSelect,
  })
  if (!row) throw notFound('artifact', id)
  return viewArtifact(row)
}

/** Part of a blob: the database cuts, so that a large bundle never sits in this process. Callers have checked who asks. */
export async function readSlice(sha256: string, from: number, length: number): Promise<Uint8Array> {
  const [row] = await prisma.$queryRaw<
    { bytes: Uint8Array }[]
  >`select substring("bytes" from ${from + 1}::int for ${length}::int) as bytes from "Blob" where "sha256" = ${sha256}`
  return row?.bytes ?? new Uint8Array()
}

/** The text, as far as asked for; null when the bytes are no UTF-8 text. */
export async function readText(person: Person, input: z.infer<typeof artifactTextInput>): Promise<z.infer<typeof artifactText>> {
  const artifact = await findArtifactFor(person, input.id)
  const bytes = await readSlice(artifact.sha256, 0, input.maxBytes)
  const truncated = artifact.size > bytes.byteLength
  return { ...artifact, text: decode(bytes, truncated), truncated }
}

function decode(bytes: Uint8Array, truncated: boolean): string | null {
  if (bytes.subarray(0, 8_000).includes(0)) return null
  try {
    // A cut may go through a character: `stream` keeps back what is incomplete at the end.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated })
  } catch {
    return null
  }
}
