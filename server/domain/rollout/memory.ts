import { extract } from 'tar-stream'
import { z } from 'zod'
import { readBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'

const release = z.looseObject({ memoryMiB: z.number().int().min(64).max(8192).default(256) })
// By content, so an entry never goes stale.
const known = new Map<string, number | null>()

/** The memory a bundle asks for (release.json), as the edge limits it; null for bytes that are no bundle. */
export async function memoryOf(digest: string): Promise<number | null> {
  const before = known.get(digest)
  if (before !== undefined) return before
  const bytes = await readBlob(prisma, digest)
  if (!bytes) return null
  const limit = await readLimit(bytes).catch(() => null)
  if (known.size > 1_000) known.clear()
  known.set(digest, limit)
  return limit
}

async function readLimit(bundle: Uint8Array): Promise<number | null> {
  const reader = extract()
  reader.end(bundle)
  for await (const entry of reader) {
    const parts: Uint8Array[] = []
    for await (const part of entry) parts.push(part as Uint8Array)
    if (entry.header.name === 'release.json') return release.parse(JSON.parse(Buffer.concat(parts).toString('utf8'))).memoryMiB
  }
  return null
}
