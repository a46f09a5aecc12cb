import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { extract } from 'tar-stream'

/**
 * Git's command line on one bare repository, which is a store of objects here: no work tree, no hooks, no
 * configuration of the machine, no prompt, no protocol but local. Arguments are arrays; paths never become options.
 */
const hardening = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'protocol.allow=never',
  '-c',
  'gc.auto=0',
  '-c',
  'core.fsync=none',
  '-c',
  'safe.directory=*',
  '-c',
  'core.attributesFile=/dev/null',
]
// Nothing of this process's own environment reaches git.
const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
  HOME: '/nonexistent',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
} as unknown as NodeJS.ProcessEnv

export function git(folder: string, args: string[], input?: Uint8Array | string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const child = execFile(
      'git',
      [...hardening, '-C', folder, ...args],
      { env: environment, encoding: 'buffer', maxBuffer: 512 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) failed(new Error(`git ${args[0]} failed: ${stderr.toString('utf8').trim().slice(0, 2000) || error.message}`))
        else done(stdout)
      },
    )
    child.stdin?.on('error', () => {}) // git that ends early is reported by its exit code
    child.stdin?.end(input ?? '')
  })
}
const line = async (folder: string, args: string[]): Promise<string> => (await git(folder, args)).toString('utf8').trim()

/** Made beside and renamed, so that a half-made repository is never found. */
export async function ensureRepository(folder: string): Promise<void> {
  if (existsSync(`${folder}/HEAD`)) return
  const fresh = `${folder}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await mkdir(fresh, { recursive: true })
  await git(fresh, ['init', '-q', '--bare', '--initial-branch=main', '--template=', '.'])
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(`${folder}/HEAD`)) throw error
  })
}

export interface Author {
  name: string
  email: string
}
export interface CommitInput {
  parent: string | null
  author: Author
  message: string
  files: Record<string, string | Uint8Array | null>
}

const unsafe = /(^|\/)(\.{0,2}|\.git)(\/|$)|[\u0000-\u001f\u007f"\\]/i
/** Paths come from agents: no way out of the tree, nothing git would read as its own. */
export function checkSourcePath(path: string): void {
  if (path.length > 300 || unsafe.test(path))
    throw new Error(
      `A source file cannot be named ${JSON.stringify(path.slice(0, 320))}: use a relative path of at most 300 characters without ".", "..", ".git" parts, quotes or backslashes.`,
    )
}

/** Files written over the parent's tree (null removes one). Answers the parent itself when nothing differs. */
export async function writeCommit(folder: string, input: CommitInput, name: string): Promise<string | null> {
  const paths = Object.keys(input.files).sort()
  paths.forEach(checkSourcePath)
  const ref = `refs/gantry/${name}`
  const parts: (string | Uint8Array)[] = [`commit ${ref}\nmark :1\n`]
  const data = (bytes: Uint8Array) => parts.push(`data ${bytes.byteLength}\n`, bytes, '\n')
  const when = Math.floor(Date.now() / 1000)
  parts.push(`author ${input.author.name} <${input.author.email}> ${when} +0000\ncommitter Gantry <gantry@gantry.localhost> ${when} +0000\n`)
  data(Buffer.from(input.message))
  if (input.parent) parts.push(`from ${input.parent}\n`)
  for (const path of paths) {
    const content = input.files[path]
    if (content === null || content === undefined) parts.push(`D "${path}"\n`)
    else {
      parts.push(`M 100644 inline "${path}"\n`)
      data(typeof content === 'string' ? Buffer.from(content) : content)
    }
  }
  parts.push('get-mark :1\ndone\n')
  const stream = Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p)))
  const commit = (await git(folder, ['fast-import', '--quiet', '--force', '--done'], stream)).toString('utf8').trim()
  const trees = (await line(folder, ['rev-parse', `${commit}^{tree}`, ...(input.parent ? [`${input.parent}^{tree}`] : [])])).split('\n')
  await git(folder, ['update-ref', '-d', ref])
  return trees.length === 2 && trees[0] === trees[1] ? input.parent : commit
}

/** What a repository that has `parent` needs to have `commit`. */
export const packOf = (folder: string, commit: string, parent: string | null): Promise<Buffer> =>
  git(folder, ['pack-objects', '--revs', '--stdout', '-q'], `${commit}\n${parent ? `^${parent}\n` : ''}`)
export const unpack = (folder: string, pack: Uint8Array): Promise<Buffer> => git(folder, ['unpack-objects', '-q'], pack)

export async function setRefs(folder: string, refs: ReadonlyMap<string, string>): Promise<void> {
  const commands = [...refs].map(([ref, commit]) => `update refs/heads/${ref} ${commit}\n`).join('')
  if (commands) await git(folder, ['update-ref', '--stdin'], commands)
}

/** Regular files of a commit, path → bytes. */
export async function readTree(folder: string, commit: string): Promise<Map<string, Buffer>> {
  const child = spawn('git', [...hardening, '-C', folder, 'archive', '--format=tar', commit], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const failure = new Promise<string>((done) => {
    let text = ''
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('close', (code) => done(code === 0 ? '' : text.trim() || `git archive ended with ${code}`))
  })
  const files = new Map<string, Buffer>()
  const reader = child.stdout.pipe(extract())
  for await (const entry of reader) {
    const parts: Buffer[] = []
    for await (const part of entry) parts.push(part as Buffer)
    if (entry.header.type === 'file') files.set(entry.header.name, Buffer.concat(parts))
  }
  const problem = await failure
  if (problem) throw new Error(`git archive failed: ${problem}`)
  return files
}

export interface LoggedCommit {
  commit: string
  stage: string
  attempt: number
  subject: string
}
/** Commits after `base` up to `head`, oldest first, with the stage and attempt of their trailers. */
export async function commitsBetween(folder: string, base: string | null, head: string): Promise<LoggedCommit[]> {
  const format = '%H%x00%(trailers:key=Gantry-Stage,valueonly,separator=%x2C)%x00%(trailers:key=Gantry-Attempt,valueonly,separator=%x2C)%x00%s'
  const out = await line(folder, ['log', '--reverse', `--format=${format}`, head, ...(base ? [`^${base}`] : []), '--'])
  return out
    .split('\n')
    .filter(Boolean)
    .map((row) => {
      const [commit = '', stage = '', attempt = '', subject = ''] = row.split('\0')
      return { commit, stage, attempt: Number(attempt), subject }
    })
}

export async function changedPaths(folder: string, commit: string): Promise<{ path: string; removed: boolean }[]> {
  const out = (await git(folder, ['diff-tree', '-r', '-z', '--root', '--no-commit-id', '--name-status', '--no-renames', commit]))
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
  return Array.from({ length: out.length / 2 }, (_, i) => ({ removed: out[i * 2] === 'D', path: out[i * 2 + 1] ?? '' }))
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
/** Unified diff; null stands for nothing at all. */
export const diffOf = async (folder: string, from: string | null, to: string): Promise<string> =>
  (await git(folder, ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', from ?? emptyTree, to, '--'])).toString('utf8')
