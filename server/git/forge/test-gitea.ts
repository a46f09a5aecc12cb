import { type Answer, type Call, notFound, type Pull, paged, type Store, startForge, type TestForge } from './test-forge.ts'

const repoView = async (store: Store, name: string) => ({
  default_branch: 'main',
  empty: (await store.head(name, 'main')) === null,
  html_url: `https://gitea.example/${name}`,
  clone_url: `https://gitea.example/${name}.git`,
})
const view = (name: string, p: Pull) => ({
  number: p.number,
  html_url: `https://gitea.example/${name}/pulls/${p.number}`,
  state: p.state,
  merged: p.merged,
  head: { sha: p.head, ref: p.branch },
})

/** Gitea's swagger, API v1. `rex` is the token's user, `acme` an organisation. */
async function gitea(call: Call, store: Store): Promise<Answer> {
  const { method, path, body } = call
  if (path === '/user') return { status: 200, body: { login: 'rex' } }
  const making = /^\/(user|orgs\/([^/]+))\/repos$/.exec(path)
  if (method === 'POST' && making) {
    if (making[2] && making[2] !== 'acme') return { status: 404, body: { message: 'user redirect does not exist' } }
    const name = `${making[2] ?? 'rex'}/${body.name}`
    if (store.names.has(name)) return { status: 409, body: { message: 'The repository with the same name already exists.' } }
    await store.create(name)
    return { status: 201, body: await repoView(store, name) }
  }
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? []
  if (!store.names.has(name)) return notFound
  if (rest === '') return { status: 200, body: await repoView(store, name) }
  return (await repository(call, store, name, rest)) ?? (await pulls(call, store, name, rest)) ?? notFound
}

async function repository(call: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const { method, query } = call
  const [, branch] = /^\/branches\/(.+)$/.exec(rest) ?? []
  if (branch) {
    const at = decodeURIComponent(branch)
    const head = await store.head(name, at)
    if (!head) return notFound
    if (method !== 'DELETE') return { status: 200, body: { name: at, commit: { id: head } } }
    await store.setHead(name, at, null)
    // Gitea closes the requests of a branch that goes.
    for (const p of store.pullsOf(name)) if (p.branch === at && p.state === 'open') p.state = 'closed'
    return { status: 204 }
  }
  if (method === 'POST' && rest === '/contents') return changed(call, store, name)
  const [, kind, sha = ''] = /^\/git\/(trees|blobs|commits)\/([0-9a-f]{40})$/.exec(rest) ?? []
  if (kind === 'trees') {
    const page = Number(query.get('page') ?? 1)
    const all = await store.tree(name, sha)
    const size = 4
    return { status: 200, body: { tree: all.slice((page - 1) * size, page * size), truncated: all.length > page * size, total_count: all.length, page } }
  }
  if (kind === 'blobs') return { status: 200, body: { content: (await store.blob(name, sha)).toString('base64'), encoding: 'base64' } }
  if (kind === 'commits') return { status: 200, body: { sha, commit: { message: `${await store.line(name, 'log', '-1', '--format=%B', sha)}\n` } } }
  return null
}

async function changed({ body }: Call, store: Store, name: string): Promise<Answer> {
  const base = await store.head(name, body.branch ?? 'main')
  const target = body.new_branch ?? body.branch ?? 'main'
  if (body.new_branch && (await store.head(name, target))) return { status: 409, body: { message: 'branch already exists' } }
  const known = new Map((base ? await store.tree(name, base) : []).map((e) => [e.path, e.sha]))
  const files = new Map<string, Buffer | null>()
  for (const f of body.files as { operation: string; path: string; sha?: string; content?: string }[]) {
    if (f.operation === 'create' && known.has(f.path)) return { status: 422, body: { message: `repository file already exists [path: ${f.path}]` } }
    if (f.operation !== 'create' && known.get(f.path) !== f.sha) return { status: 422, body: { message: `sha does not match [given: ${f.sha}]` } }
    files.set(f.path, f.operation === 'delete' ? null : Buffer.from(f.content ?? '', 'base64'))
  }
  const sha = await store.commit(name, base, body.message, files)
  await store.setHead(name, target, sha)
  return { status: 201, body: { commit: { sha } } }
}

async function pulls(call: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const { method, body, query } = call
  const all = store.pullsOf(name)
  if (rest === '/pulls' && method === 'GET') {
    const { items, headers } = paged(call, all.filter((p) => p.state === query.get('state')).reverse(), 1)
    return { status: 200, body: items.map((p) => view(name, p)), headers }
  }
  if (rest === '/pulls' && method === 'POST') {
    const pull = await store.openPull(name, { branch: body.head, into: body.base, title: body.title, body: body.body })
    return pull ? { status: 201, body: view(name, pull) } : { status: 409, body: { message: 'pull request already exists for these targets' } }
  }
  const [, number, merging] = /^\/pulls\/(\d+)(\/merge)?$/.exec(rest) ?? []
  const pull = all.find((p) => String(p.number) === number)
  if (pull && !merging) return { status: 200, body: view(name, pull) }
  if (pull && method === 'POST') {
    if (body.head_commit_id !== pull.head) return { status: 409, body: { message: 'head out of date' } }
    return (await store.merge(name, pull)) ? { status: 200 } : { status: 409, body: { message: 'merge conflict' } }
  }
  if (/^\/commits\/[0-9a-f]{40}\/status$/.test(rest)) {
    const checks = store.nextChecks()
    return { status: 200, body: { state: checks === 'none' ? '' : checks, total_count: checks === 'none' ? 0 : 1 } }
  }
  return null
}

export const startGitea = (root: string, token: string): Promise<TestForge> =>
  startForge(root, '/api/v1', (headers) => headers.authorization === `token ${token}`, gitea)
