import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureRepository, git, writeCommit } from '../objects.ts'
import { type Change, type Forge, ForgeProblem, fullName, type RepositoryName } from './forge.ts'

/** A git blob's id, so that contents are compared without being fetched. */
export const blobId = (text: string): string => {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
}
export const textLimit = 2_000_000
/** Null for what is no UTF-8 text, or too large to be a document. */
export function asText(bytes: Buffer): string | null {
  if (bytes.byteLength > textLimit) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const branch = 'main'
const author = { name: 'Gantry', email: 'gantry@gantry.localhost' }

/** Bare repositories in a folder: commits go to main at once, if its head is still the one they were made on. */
export function localForge(root: string): Forge {
  const folderOf = (repository: RepositoryName): string => join(root, `${fullName(repository)}.git`)
  const line = async (folder: string, args: string[]): Promise<string> => (await git(folder, args)).toString('utf8').trim()
  return {
    kind: 'local',
    address: 'local',
    requests: null,
    async open(repository) {
      const folder = folderOf(repository)
      const created = !existsSync(join(folder, 'HEAD'))
      if (created) {
        await mkdir(dirname(folder), { recursive: true })
        await ensureRepository(folder)
      }
      return { created, branch, head: await headOf(folder), url: null, cloneUrl: null }
    },
    async tree(repository, commit) {
      const folder = folderOf(repository)
      const out = (
        await git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit]).catch((error: unknown) => Promise.reject(damaged(repository, folder, error)))
      ).toString('utf8')
      return new Map(
        out
          .split('\0')
          .filter((entry) => /^100(644|755) blob /.test(entry))
          .map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(12, 52)]),
      )
    },
    read: (repository, _commit, wanted) =>
      readBlobs(folderOf(repository), wanted).catch((error: unknown) => Promise.reject(damaged(repository, folderOf(repository), error))),
    message: (repository, commit) => line(folderOf(repository), ['log', '-1', '--format=%B', commit, '--']),
    write: (repository, change) => writeLocal(folderOf(repository), repository, change),
  }
}

/** Git's own words say little to whoever has to mend it. */
function damaged(repository: RepositoryName, folder: string, error: unknown): ForgeProblem {
  const said =
    (error instanceof Error ? error.message : String(error)).split('\n').find((line) => /fatal|error|does not know/.test(line)) ?? 'an object is missing'
  return new ForgeProblem(
    'invalid',
    `${fullName(repository)} is damaged (${said.trim().slice(0, 200)}). Restore ${folder} from a backup, or move it away: the next sweep makes it anew.`,
  )
}

/** The loose reference is a file of 41 bytes: looking there first saves a process for each repository that nobody touched. */
async function headOf(folder: string): Promise<string | null> {
  const loose = await readFile(join(folder, 'refs/heads', branch), 'utf8').catch(() => '')
  if (/^[0-9a-f]{40}\n$/.test(loose)) return loose.trim()
  return (await git(folder, ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`])).toString('utf8').trim() || null
}

async function writeLocal(folder: string, repository: RepositoryName, { base, previous, branch, message, files }: Change): Promise<string> {
  const commit = await writeCommit(folder, { parent: base, author, message, files: Object.fromEntries(files) }, `sweep-${process.pid}`)
  if (!commit) throw new ForgeProblem('invalid', `Nothing was given to commit to ${fullName(repository)}.`)
  await git(folder, ['update-ref', `refs/heads/${branch}`, commit, previous ?? '0'.repeat(40)]).catch(() => {
    throw new ForgeProblem('conflict', `Somebody pushed to ${branch} of ${fullName(repository)} meanwhile. The next sweep builds on that.`)
  })
  return commit
}

/** One process for all of them; the answer is a header line, that many bytes and a line feed for each. */
async function readBlobs(folder: string, wanted: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (wanted.size === 0) return found
  const out = await git(folder, ['cat-file', '--batch'], `${[...wanted.values()].join('\n')}\n`)
  let at = 0
  for (const path of wanted.keys()) {
    const end = out.indexOf(10, at)
    const size = Number(out.subarray(at, end).toString('utf8').split(' ')[2])
    if (!Number.isFinite(size)) throw new Error(`git cat-file does not know ${path}.`)
    const text = asText(out.subarray(end + 1, end + 1 + size))
    if (text !== null) found.set(path, text)
    at = end + 1 + size + 1
  }
  return found
}
