import { type Answer, type Call, notFound, type Pull, paged, type Store, startForge, type TestForge } from './test-forge.ts'

const none: Answer = { status: 404, body: { message: '404 Project Not Found' } }
const states = (p: Pull): string => (p.merged ? 'merged' : p.state === 'open' ? 'opened' : 'closed')

/** https://docs.gitlab.com/api: projects, branches, commits, tree, merge requests. `acme` is a group. */
async function gitlab(call: Call, store: Store): Promise<Answer> {
  const { method, path, body } = call
  const namespace = /^\/namespaces\/(.+)$/.exec(path)
  if (namespace) return namespace[1] === 'acme' ? { status: 200, body: { id: 7 } } : { status: 404, body: { message: '404 Namespace Not Found' } }
  if (method === 'POST' && path === '/projects') {
    const name = `acme/${body.path}`
    if (body.namespace_id !== 7) return { status: 400, body: { message: { namespace: ['is not valid'] } } }
    if (store.names.has(name)) return { status: 400, body: { message: { path: ['has already been taken'] } } }
    await store.create(name)
    return { status: 201, body: await projectView(store, name) }
  }
  const [, encoded = '', rest = ''] = /^\/projects\/([^/]+)(\/.*)?$/.exec(path) ?? []
  const name = decodeURIComponent(encoded)
  if (!store.names.has(name)) return none
  if (rest === '') return { status: 200, body: await projectView(store, name) }
  return (await repository(call, store, name, rest)) ?? (await requests(call, store, name, rest)) ?? notFound
}
const projectView = async (store: Store, name: string) => ({
  default_branch: (await store.head(name, 'main')) ? 'main' : null,
  web_url: `https://gitlab.example/${name}`,
  http_url_to_repo: `https://gitlab.example/${name}.git`,
})

async function repository(call: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const { method, query } = call
  const [, branch] = /^\/repository\/branches\/(.+)$/.exec(rest) ?? []
  if (branch) {
    const at = decodeURIComponent(branch)
    const head = await store.head(name, at)
    if (!head) return { status: 404, body: { message: '404 Branch Not Found' } }
    if (method === 'DELETE') await store.setHead(name, at, null)
    return method === 'DELETE' ? { status: 204 } : { status: 200, body: { name: at, commit: { id: head } } }
  }
  if (method === 'POST' && rest === '/repository/commits') return committed(call, store, name)
  if (rest === '/repository/tree') {
    const all = (await store.tree(name, query.get('ref') ?? '')).map(({ sha, ...e }) => ({ id: sha, ...e }))
    const { items, headers } = paged(call, all, 3)
    return { status: 200, body: items, headers }
  }
  const [, blob] = /^\/repository\/blobs\/([0-9a-f]{40})\/raw$/.exec(rest) ?? []
  if (blob) return { status: 200, raw: await store.blob(name, blob) }
  const [, commit] = /^\/repository\/commits\/([0-9a-f]{40})$/.exec(rest) ?? []
  if (commit) return { status: 200, body: { id: commit, message: `${await store.line(name, 'log', '-1', '--format=%B', commit)}\n` } }
  return null
}

async function committed({ body }: Call, store: Store, name: string): Promise<Answer> {
  const there = await store.head(name, body.branch)
  if (there && !body.force) return { status: 400, body: { message: 'A branch with this name already exists. Use force.' } }
  const base = (body.start_sha as string | undefined) ?? there
  const known = new Set((base ? await store.tree(name, base) : []).map((e) => e.path))
  const files = new Map<string, Buffer | null>()
  for (const a of body.actions as { action: string; file_path: string; content?: string; encoding?: string }[]) {
    if ((a.action === 'create') === known.has(a.file_path))
      return { status: 400, body: { message: a.action === 'create' ? 'A file with this name already exists' : "A file with this name doesn't exist" } }
    files.set(a.file_path, a.action === 'delete' ? null : Buffer.from(a.content ?? '', a.encoding === 'base64' ? 'base64' : 'utf8'))
  }
  const id = await store.commit(name, base, body.commit_message, files)
  await store.setHead(name, body.branch, id)
  return { status: 201, body: { id } }
}

const asked = new Map<string, number>()
async function requests(call: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const { method, body, query } = call
  const all = store.pullsOf(name)
  const view = (p: Pull) => {
    // GitLab looks whether it can be merged only after it was asked for.
    const times = (asked.get(`${store.root}${name}${p.number}${p.head}`) ?? 0) + 1
    asked.set(`${store.root}${name}${p.number}${p.head}`, times)
    const checks = times > 1 ? store.nextChecks() : 'none'
    const words = { pending: 'running', success: 'success', failure: 'failed', none: '' }
    return {
      iid: p.number,
      web_url: `https://gitlab.example/${name}/-/merge_requests/${p.number}`,
      state: states(p),
      sha: p.head,
      source_branch: p.branch,
      detailed_merge_status: times > 1 ? 'mergeable' : 'checking',
      head_pipeline: checks === 'none' ? null : { status: words[checks], sha: p.head },
    }
  }
  if (rest === '/merge_requests' && method === 'GET')
    return { status: 200, body: all.filter((p) => states(p) === query.get('state') && p.branch === query.get('source_branch')).map(view) }
  if (rest === '/merge_requests' && method === 'POST') {
    const pull = await store.openPull(name, { branch: body.source_branch, into: body.target_branch, title: body.title, body: body.description })
    return pull ? { status: 201, body: view(pull) } : { status: 409, body: { message: ['Another open merge request already exists for this source branch'] } }
  }
  const [, iid, merging] = /^\/merge_requests\/(\d+)(\/merge)?$/.exec(rest) ?? []
  const pull = all.find((p) => String(p.number) === iid)
  if (pull && !merging) return { status: 200, body: view(pull) }
  if (pull && method === 'PUT') {
    if (body.sha !== pull.head) return { status: 409, body: { message: 'SHA does not match HEAD of source branch' } }
    return (await store.merge(name, pull)) ? { status: 200, body: view(pull) } : { status: 406, body: { message: 'Branch cannot be merged' } }
  }
  return null
}

export const startGitlab = (root: string, token: string): Promise<TestForge> =>
  startForge(root, '/api/v4', (headers) => headers['private-token'] === token, gitlab)
