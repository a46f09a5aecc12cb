import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { extract } from 'tar-stream'
import { z } from 'zod'
import type { AppliedMigration } from '#server/domain/deployment/environment.ts'
import { bundleBytes } from '#server/domain/deployment/transitions.ts'

const largestBundle = 200 * 2 ** 20

const releaseFile = z.looseObject({
  origin: z.enum(['rules', 'model']).default('rules'), // who wrote the code: reduced isolation refuses 'model'
  memoryMiB: z.number().int().min(64).max(8192).default(256),
})

/** A release on this machine's disk: a cache, rebuilt from the artifact whenever it is missing. */
export interface Bundle {
  folder: string
  digest: string
  origin: 'rules' | 'model'
  memoryMiB: number
  openapi: unknown
  migrations: (AppliedMigration & { sql: string })[]
}

export async function openBundle(cache: string, digest: string): Promise<Bundle> {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`"${digest}" is no sha256 of a bundle.`)
  const folder = join(cache, digest)
  if (!existsSync(folder)) {
    const bytes = await bundleBytes(digest)
    if (!bytes) throw new Error(`No artifact has the digest ${digest}. Run the integrate stage again: it builds the bundle.`)
    await unpack(bytes, digest, folder)
  }
  for (const file of ['server.mjs', 'release.json']) {
    if (!existsSync(join(folder, file))) throw new Error(`The bundle ${digest.slice(0, 12)} has no ${file}. Run the integrate stage again.`)
  }
  const { origin, memoryMiB } = releaseFile.parse(json(join(folder, 'release.json')))
  const openapi = existsSync(join(folder, 'openapi.json')) ? json(join(folder, 'openapi.json')) : {}
  return { folder, digest, origin, memoryMiB, openapi, migrations: migrationsOf(folder) }
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

function migrationsOf(folder: string): Bundle['migrations'] {
  const place = join(folder, 'migrations')
  if (!existsSync(place)) return []
  return readdirSync(place)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(place, name), 'utf8')
      return { name, sha256: createHash('sha256').update(sql).digest('hex'), sql }
    })
}

/** Plain files only, inside the folder only; complete or not at all. */
async function unpack(bytes: Uint8Array, digest: string, folder: string): Promise<void> {
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== digest)
    throw new Error(`The stored bundle ${digest.slice(0, 12)} has the digest ${actual.slice(0, 12)}: it was damaged. Run the integrate stage again.`)
  const fresh = `${folder}.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const tar = extract()
  tar.end(Buffer.from(bytes))
  let total = 0
  for await (const entry of tar) {
    const { name, type, size = 0 } = entry.header
    const target = resolve(fresh, name)
    if (type === 'directory') {
      entry.resume()
      continue
    }
    total += size
    if (type !== 'file' || !target.startsWith(fresh + sep) || total > largestBundle)
      throw new Error(
        `The bundle ${digest.slice(0, 12)} holds ${JSON.stringify(name.slice(0, 100))}, which is no plain file inside it or makes it larger than ${largestBundle / 2 ** 20} MiB.`,
      )
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, Buffer.concat(chunks))
  }
  if (existsSync(folder)) rmSync(fresh, { recursive: true })
  else renameSync(fresh, folder)
}
