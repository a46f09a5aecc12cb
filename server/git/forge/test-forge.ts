import { mkdir } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ensureRepository, git, writeCommit } from '../objects.ts'

/**
 * Loopback servers that answer as GitHub, GitLab and Gitea do, with real git repositories underneath: what the API says of
 * trees, commits and merges is what git says. Routes and shapes follow their published REST references.
 */
export interface Pull {
  number: number
  branch: string
  into: string
  title: string
  body: string
  state: 'open' | 'closed'
  merged: boolean
  head: string
}
export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
  raw?: Buffer
}
export interface Call {
  method: string
  path: string // without the API's prefix
  query: URLSearchParams
  // biome-ignore lint/suspicious/noExplicitAny: whatever the client sent; a wrong shape is answered with 500 and fails the test
  body: any
  base: string // of this server's API, for links
}
export type Checks = 'none' | 'pending' | 'success' | 'failure'

const author = { name: 'Forge', email: 'forge@example.org' }
export class Store {
  readonly root: string
  readonly pulls = new Map<string, Pull[]>()
  /** What checks of the next commits say; each question takes one, the last one stays. */
  checks: Checks[] = ['none']
  constructor(root: string) {
    this.root = root
  }
  folder = (name: string): string => join(this.root, `${name}.git`)
  made = 0
  names = new Set<string>()
  async create(name: string): Promise<void> {
    await mkdir(join(this.folder(name), '..'), { recursive: true })
    await ensureRepository(this.folder(name))
    this.names.add(name)
  }
  async line(name: string, ...args: string[]): Promise<string> {
    return (await git(this.folder(name), args)).toString('utf8').trim()
  }
  head = async (name: string, branch: string): Promise<string | null> =>
    (await this.line(name, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`)) || null
  async setHead(name: string, branch: string, commit: string | null): Promise<void> {
    await git(this.folder(name), commit ? ['update-ref', `refs/heads/${branch}`, commit] : ['update-ref', '-d', `refs/heads/${branch}`])
    for (const pull of this.pullsOf(name)) if (pull.branch === branch && pull.state === 'open' && commit) pull.head = commit
  }
  async tree(name: string, commit: string): Promise<{ path: string; mode: string; type: string; sha: string }[]> {
    const out = (await git(this.folder(name), ['ls-tree', '-r', '-z', commit])).toString('utf8')
    return out
      .split('\0')
      .filter(Boolean)
      .map((e) => ({ mode: e.slice(0, 6), type: 'blob', sha: e.slice(12, 52), path: e.slice(53) }))
  }
  blob = (name: string, sha: string): Promise<Buffer> => git(this.folder(name), ['cat-file', 'blob', sha])
  /** A commit of `files` over `base`; null removes. */
  async commit(name: string, base: string | null, message: string, files: ReadonlyMap<string, Buffer | null>): Promise<string> {
    const commit = await writeCommit(this.folder(name), { parent: base, author, message, files: Object.fromEntries(files) }, `made-${++this.made}`)
    if (!commit) throw new Error('Nothing to commit.')
    return commit
  }
  async commitTree(name: string, tree: string, message: string, parents: readonly string[]): Promise<string> {
    const who = ['-c', 'user.name=Forge', '-c', 'user.email=forge@example.org']
    return (await git(this.folder(name), [...who, 'commit-tree', tree, '-F', '-', ...parents.flatMap((p) => ['-p', p])], message)).toString('utf8').trim()
  }
  pullsOf(name: string): Pull[] {
    const list = this.pulls.get(name) ?? []
    this.pulls.set(name, list)
    return list
  }
  async openPull(name: string, from: { branch: string; into: string; title: string; body: string }): Promise<Pull | null> {
    const head = await this.head(name, from.branch)
    if (!head || this.pullsOf(name).some((p) => p.branch === from.branch && p.state === 'open')) return null
    const pull: Pull = { number: this.pullsOf(name).length + 1, ...from, state: 'open', merged: false, head }
    this.pullsOf(name).push(pull)
    return pull
  }
  /** As a forge merges: real, without a work tree; false when git finds a conflict. */
  async merge(name: string, pull: Pull): Promise<boolean> {
    const into = (await this.head(name, pull.into)) as string
    const tree = await this.line(name, 'merge-tree', '--write-tree', into, pull.head).catch(() => null)
    if (!tree) return false
    await this.setHead(name, pull.into, await this.commitTree(name, tree.split('\n')[0] as string, `Merge #${pull.number}`, [into, pull.head]))
    Object.assign(pull, { state: 'closed', merged: true })
    return true
  }
  nextChecks(): Checks {
    return (this.checks.length > 1 ? this.checks.shift() : this.checks[0]) ?? 'none'
  }
}

export interface TestForge {
  url: string
  store: Store
  calls: { method: string; path: string }[]
  /** Answers given instead of the next ones, in turn. */
  interrupt: Answer[]
  close(): Promise<void>
}
export type Handler = (call: Call, store: Store) => Promise<Answer>

export async function startForge(
  root: string,
  prefix: string,
  authorized: (headers: IncomingMessage['headers']) => boolean,
  handle: Handler,
): Promise<TestForge> {
  const store = new Store(root)
  const calls: TestForge['calls'] = []
  const interrupt: Answer[] = []
  const server = createServer((request, response) => void respond(request, response))
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = []
    for await (const chunk of request) parts.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : null
    const text = Buffer.concat(parts).toString('utf8')
    calls.push({ method: request.method ?? '', path: path ?? url.pathname })
    const call = { method: request.method ?? '', path: path ?? '', query: url.searchParams, body: text ? JSON.parse(text) : {}, base: `${url.origin}${prefix}` }
    const answer: Answer =
      path === null
        ? { status: 404, raw: Buffer.from('<html>not the API</html>') }
        : !authorized(request.headers)
          ? { status: 401, body: { message: 'Bad credentials' } }
          : (interrupt.shift() ?? (await handle(call, store).catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } }))))
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.raw ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)))
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`
  return { url, store, calls, interrupt, close: () => new Promise((done) => server.close(() => done())) }
}

/** A page of a list with the header that leads to the next. */
export function paged<T>(call: Call, items: readonly T[], size: number): { items: T[]; headers: Record<string, string> } {
  const page = Number(call.query.get('page') ?? 1)
  const more = items.length > page * size
  const next = new URLSearchParams(call.query)
  next.set('page', String(page + 1))
  return { items: items.slice((page - 1) * size, page * size), headers: more ? { link: `<${call.base}${call.path}?${next}>; rel="next"` } : {} }
}
export const notFound: Answer = { status: 404, body: { message: 'Not Found' } }
