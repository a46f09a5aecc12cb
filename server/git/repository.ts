import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { headOf, mainRef, type NewCommit, runRef } from '#server/artifacts/commits.ts'
import { prisma } from '#server/db.ts'
import { env } from '#server/env.ts'
import {
  type Author,
  changedPaths,
  commitsBetween,
  diffOf,
  ensureRepository,
  type LoggedCommit,
  packOf,
  readTree,
  setRefs,
  unpack,
  writeCommit,
} from './objects.ts'

/** A service's repository on this machine: a cache that is brought up to date from the database before each use. */
const folderOf = (serviceId: string): string => join(env.GANTRY_HOME, 'repositories', `${serviceId}.git`)

/** Fetches the commits this machine does not have yet. Safe to run at the same time in several processes. */
export async function openRepository(serviceId: string): Promise<string> {
  const folder = folderOf(serviceId)
  await mkdir(join(env.GANTRY_HOME, 'repositories'), { recursive: true })
  await ensureRepository(folder)
  const marker = join(folder, 'gantry-synced')
  const synced = existsSync(marker) ? BigInt((await readFile(marker, 'utf8')) || '0') : 0n
  const news = await prisma.gitBundle.findMany({ where: { serviceId, id: { gt: synced } }, orderBy: { id: 'asc' } })
  if (news.length === 0) return folder
  for (const row of news) if (row.bytes.byteLength > 0) await unpack(folder, row.bytes)
  await setRefs(folder, new Map(news.map((row) => [row.ref, row.commit])))
  const fresh = `${marker}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(fresh, String(news.at(-1)?.id))
  await rename(fresh, marker)
  return folder
}

export interface StageCommit {
  serviceId: string
  runId: string
  stage: string
  attempt: number
  author: Author
  summary: string
  files: Record<string, string | Uint8Array | null>
}

/**
 * Prepares what completeAttempt appends: objects in the local store and a pack for the others. Nothing points to it
 * until then, so a runner that dies here leaves nothing behind. `commit` is null when the files change nothing.
 */
export async function prepareCommit(input: StageCommit): Promise<{ commit: NewCommit | null; head: string | null }> {
  const { serviceId, runId, stage, attempt, author, files } = input
  const ref = runRef(runId)
  const folder = await openRepository(serviceId)
  const parent = await headOf(prisma, serviceId, ref)
  const message = `${stage}: ${input.summary.replace(/\s+/g, ' ').slice(0, 100) || 'no summary'}\n\nGantry-Run: ${runId}\nGantry-Stage: ${stage}\nGantry-Attempt: ${attempt}\n`
  const commit = await writeCommit(folder, { parent, author, message, files }, `${runId}-${stage}-${attempt}`)
  if (!commit || commit === parent) return { commit: null, head: parent }
  return { commit: { serviceId, ref, commit, parent, pack: await packOf(folder, commit, parent) }, head: commit }
}

const asText = (files: Map<string, Buffer>): Map<string, string> => new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]))

/** The files of a branch, or of a commit; empty before the first commit. */
export async function readFiles(serviceId: string, ref: string): Promise<Map<string, string>> {
  const folder = await openRepository(serviceId)
  const commit = /^[0-9a-f]{40}$/.test(ref) ? ref : await headOf(prisma, serviceId, ref)
  return commit ? asText(await readTree(folder, commit)) : new Map()
}
export const readMain = (serviceId: string): Promise<Map<string, string>> => readFiles(serviceId, mainRef)

/**
 * The files as the given stages left them: stages that run at the same time do not see each other's commits, so what
 * is built does not depend on which was faster.
 */
export async function readSources(serviceId: string, runId: string, stages: ReadonlySet<string>): Promise<Map<string, string>> {
  const folder = await openRepository(serviceId)
  const head = await headOf(prisma, serviceId, runRef(runId))
  if (!head) return new Map()
  const first = await prisma.gitBundle.findFirst({ where: { serviceId, ref: runRef(runId) }, orderBy: { id: 'asc' } })
  const base = first ? first.parent : head
  const commits = await commitsBetween(folder, base, head)
  const wanted = commits.filter((c) => stages.has(c.stage))
  if (wanted.length === commits.length) return asText(await readTree(folder, head))
  const files = base ? await readTree(folder, base) : new Map<string, Buffer>()
  for (const { commit } of wanted) {
    const tree = await readTree(folder, commit)
    for (const { path, removed } of await changedPaths(folder, commit)) {
      const bytes = tree.get(path)
      if (removed || !bytes) files.delete(path)
      else files.set(path, bytes)
    }
  }
  return asText(files)
}

/** A run's own commits, oldest first. */
export async function listCommits(serviceId: string, runId: string): Promise<LoggedCommit[]> {
  const first = await prisma.gitBundle.findFirst({ where: { serviceId, ref: runRef(runId) }, orderBy: { id: 'asc' } })
  const head = first && (await headOf(prisma, serviceId, runRef(runId)))
  return head ? commitsBetween(await openRepository(serviceId), first.parent, head) : []
}

const diffLimit = 2_000_000
/** Unified diff between two branches or commits (`main`, `runs/RUN`), cut to 2 MB. What does not exist yet counts as empty. */
export async function diffBetween(serviceId: string, from: string, to: string): Promise<{ diff: string; truncated: boolean }> {
  const folder = await openRepository(serviceId)
  const [before, after] = await Promise.all([headOf(prisma, serviceId, from), headOf(prisma, serviceId, to)])
  if (!after || before === after) return { diff: '', truncated: false }
  const diff = await diffOf(folder, before, after)
  return { diff: diff.slice(0, diffLimit), truncated: diff.length > diffLimit }
}
