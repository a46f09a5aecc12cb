import { type Answer, type Call, notFound, type Pull, paged, type Store, startForge, type TestForge } from './test-forge.ts'

const view = (name: string, p: Pull) => ({
  number: p.number,
  html_url: `https://github.example/${name}/pull/${p.number}`,
  state: p.state,
  merged_at: p.merged ? '2026-01-01T00:00:00Z' : null,
  head: { sha: p.head, ref: p.branch },
  title: p.title,
  body: p.body,
})
const repoView = (name: string) => ({ default_branch: 'main', html_url: `https://github.example/${name}`, clone_url: `https://github.example/${name}.git` })

/** https://docs.github.com/rest: repos, git database, pulls, statuses, checks. `rex` is the token's user, `acme` an organisation. */
async function github(call: Call, store: Store): Promise<Answer> {
  const { method, path, body } = call
  if (path === '/user') return { status: 200, body: { login: 'rex' } }
  const making = /^\/(user|orgs\/([^/]+))\/repos$/.exec(path)
  if (method === 'POST' && making) {
    const owner = making[2] ?? 'rex'
    if (making[2] && making[2] !== 'acme') return notFound
    const name = `${owner}/${body.name}`
    if (store.names.has(name))
      return { status: 422, body: { message: 'Repository creation failed.', errors: [{ message: 'name already exists on this account' }] } }
    await store.create(name)
    return { status: 201, body: repoView(name) }
  }
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? []
  if (!store.names.has(name)) return notFound
  if (rest === '') return { status: 200, body: repoView(name) }
  const empty = (await store.head(name, 'main')) === null
  if (rest.startsWith('/git/') && empty) return { status: 409, body: { message: 'Git Repository is empty.' } }
  return (await database(call, store, name, rest)) ?? (await pulls(call, store, name, rest)) ?? notFound
}

async function database({ method, body }: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const [, branch] = /^\/git\/refs?\/heads\/(.+)$/.exec(rest) ?? []
  if (branch) {
    const at = decodeURIComponent(branch)
    const head = await store.head(name, at)
    if (!head) return method === 'GET' ? notFound : { status: 422, body: { message: 'Reference does not exist' } }
    if (method === 'DELETE') await store.setHead(name, at, null)
    if (method === 'PATCH') await store.setHead(name, at, body.sha)
    return method === 'DELETE' ? { status: 204 } : { status: 200, body: { object: { sha: await store.head(name, at) } } }
  }
  if (method === 'POST' && rest === '/git/refs') {
    const at = String(body.ref).replace('refs/heads/', '')
    if (await store.head(name, at)) return { status: 422, body: { message: 'Reference already exists' } }
    await store.setHead(name, at, body.sha)
    return { status: 201, body: { object: { sha: body.sha } } }
  }
  const [, content] = /^\/contents\/(.+)$/.exec(rest) ?? []
  if (method === 'PUT' && content) {
    const commit = await store.commit(
      name,
      await store.head(name, 'main'),
      body.message,
      new Map([[decodeURIComponent(content), Buffer.from(body.content, 'base64')]]),
    )
    await store.setHead(name, body.branch ?? 'main', commit)
    return { status: 201, body: { commit: { sha: commit } } }
  }
  if (method === 'POST' && rest === '/git/trees') {
    const known = new Set((await store.tree(name, body.base_tree)).map((e) => e.path))
    const files = new Map<string, Buffer | null>()
    for (const e of body.tree as { path: string; sha?: string | null; content?: string }[]) {
      if (e.sha === null && !known.has(e.path)) return { status: 422, body: { message: 'GitRPC::BadObjectState' } }
      files.set(e.path, e.sha === null ? null : Buffer.from(e.content ?? ''))
    }
    const commit = await store.commit(name, body.base_tree, 'only for its tree', files)
    return { status: 201, body: { sha: await store.line(name, 'rev-parse', `${commit}^{tree}`) } }
  }
  if (method === 'POST' && rest === '/git/commits') return { status: 201, body: { sha: await store.commitTree(name, body.tree, body.message, body.parents) } }
  const [, kind, sha = ''] = /^\/git\/(trees|blobs|commits)\/([0-9a-f]{40})$/.exec(rest) ?? []
  if (kind === 'trees') return { status: 200, body: { tree: await store.tree(name, sha), truncated: false } }
  if (kind === 'blobs') {
    const bytes = await store.blob(name, sha)
    return { status: 200, body: { content: bytes.toString('base64').replace(/(.{60})/g, '$1\n'), encoding: 'base64', size: bytes.byteLength } }
  }
  if (kind === 'commits') return { status: 200, body: { message: await store.line(name, 'log', '-1', '--format=%B', sha) } }
  return null
}

async function pulls(call: Call, store: Store, name: string, rest: string): Promise<Answer | null> {
  const { method, body, query } = call
  const all = store.pullsOf(name)
  if (rest === '/pulls' && method === 'GET') {
    const { items, headers } = paged(
      call,
      all.filter((p) => p.state === query.get('state')),
      1,
    )
    return { status: 200, body: items.map((p) => view(name, p)), headers }
  }
  if (rest === '/pulls' && method === 'POST') {
    const pull = await store.openPull(name, { branch: body.head, into: body.base, title: body.title, body: body.body })
    return pull
      ? { status: 201, body: view(name, pull) }
      : { status: 422, body: { message: 'Validation Failed', errors: [{ message: 'A pull request already exists' }] } }
  }
  const [, number, merging] = /^\/pulls\/(\d+)(\/merge)?$/.exec(rest) ?? []
  const pull = all.find((p) => String(p.number) === number)
  if (pull && !merging) return { status: 200, body: view(name, pull) }
  if (pull && method === 'PUT') {
    if (body.sha !== pull.head) return { status: 409, body: { message: 'Head branch was modified. Review and try the merge again.' } }
    return (await store.merge(name, pull)) ? { status: 200, body: { merged: true } } : { status: 405, body: { message: 'Pull Request is not mergeable' } }
  }
  if (/^\/commits\/[0-9a-f]{40}\/status$/.test(rest)) return { status: 200, body: { state: 'pending', total_count: 0 } }
  if (/^\/commits\/[0-9a-f]{40}\/check-runs$/.test(rest)) {
    const checks = store.nextChecks()
    const runs = checks === 'none' ? [] : [{ status: checks === 'pending' ? 'in_progress' : 'completed', conclusion: checks === 'pending' ? null : checks }]
    return { status: 200, body: { total_count: runs.length, check_runs: runs } }
  }
  return null
}

export const startGithub = (root: string, token: string): Promise<TestForge> =>
  startForge(root, '', (headers) => headers.authorization === `Bearer ${token}` && headers['x-github-api-version'] !== undefined, github)
