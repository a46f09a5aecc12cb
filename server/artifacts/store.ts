import { createHash } from 'node:crypto'
import { prisma, type Tx } from '#server/db.ts'

export const artifactBytesLimit = 64 * 1024 * 1024
export const artifactCountLimit = 500

export interface Stored {
  sha256: string
  size: number
}
export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

const unsafePath = /(^|\/)\.{1,2}(\/|$)|^\/|\\|[\u0000-\u001f]|\/\/|\/$/
/** Paths are data of agents and become names of downloads: relative, without tricks. Throws with what is wrong. */
export function checkArtifactPath(path: string): void {
  if (path === '' || path.length > 200 || unsafePath.test(path))
    throw new Error(
      `An artifact cannot be named ${JSON.stringify(path.slice(0, 220))}: use a relative path of at most 200 characters without "." or ".." parts.`,
    )
}

/** Content-addressed and written once: storing the same bytes again, from any attempt, changes nothing. Not part of a transaction, so that none holds megabytes. */
export async function putBlob(content: Uint8Array | string): Promise<Stored> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content)
  if (bytes.byteLength > artifactBytesLimit)
    throw new Error(`An artifact of ${Math.ceil(bytes.byteLength / 1_048_576)} MiB is above the limit of ${artifactBytesLimit / 1_048_576} MiB.`)
  const sha256 = sha256Of(bytes)
  await prisma.blob.createMany({ data: [{ sha256, size: bytes.byteLength, bytes }], skipDuplicates: true })
  return { sha256, size: bytes.byteLength }
}

export async function readBlob(tx: Tx, sha256: string): Promise<Uint8Array | null> {
  return (await tx.blob.findUnique({ where: { sha256 } }))?.bytes ?? null
}

/** The artifact of a stage's current attempt, provided the stage succeeded: what later stages may build on. */
export async function findArtifact(tx: Tx, runId: string, stage: string, path: string): Promise<{ sha256: string; size: number } | null> {
  const row = await tx.stage.findUnique({ where: { runId_name: { runId, name: stage } }, select: { id: true, attempt: true, status: true } })
  if (row?.status !== 'succeeded') return null
  return tx.artifact.findFirst({ where: { path, attempt: { stageId: row.id, number: row.attempt } }, select: { sha256: true, size: true } })
}

export async function readArtifact(tx: Tx, runId: string, stage: string, path: string): Promise<Uint8Array | null> {
  const found = await findArtifact(tx, runId, stage, path)
  return found && readBlob(tx, found.sha256)
}
