import { type Change, type Forge, ForgeProblem, fullName, type RepositoryName, type Request, type Requests } from './forge.ts'
import { type Api, apiOf } from './http.ts'
import { asText } from './local.ts'
import type { ForgeSettings } from './settings.ts'

/** GitHub's REST API: repositories, the git database (trees, commits, references), pull requests, checks. */
interface Repo {
  default_branch: string
  html_url: string
  clone_url: string
}
interface Pull {
  number: number
  html_url: string
  state: 'open' | 'closed'
  merged_at: string | null
  head: { sha: string; ref: string }
}

const at = (r: RepositoryName): string => `/repos/${encodeURIComponent(r.namespace ?? '')}/${encodeURIComponent(r.name)}`
const refPath = (branch: string): string => branch.split('/').map(encodeURIComponent).join('/')
const isKind = (error: unknown, ...kinds: string[]): boolean => error instanceof ForgeProblem && kinds.includes(error.kind)

export function githubForge(settings: ForgeSettings): Forge {
  const api = apiOf({
    name: 'GitHub',
    base: settings.url,
    patience: settings.patience,
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', authorization: `Bearer ${settings.token}` },
  })
  return {
    kind: 'github',
    address: `github ${settings.url}`,
    open: (r) => open(api, r, settings),
    async tree(r, commit) {
      const { tree, truncated } = await api.get<{ tree: { path: string; type: string; mode: string; sha: string }[]; truncated: boolean }>(
        `${at(r)}/git/trees/${commit}?recursive=1`,
      )
      if (truncated) throw new ForgeProblem('invalid', `${fullName(r)} has more files than GitHub lists at once. Give the documents a repository of their own.`)
      return new Map(tree.filter((e) => e.type === 'blob' && e.mode !== '120000').map((e) => [e.path, e.sha]))
    },
    async read(r, _commit, wanted) {
      const found = new Map<string, string>()
      for (const [path, blob] of wanted) {
        const { content, size } = await api.get<{ content: string; size: number }>(`${at(r)}/git/blobs/${blob}`)
        const text = size > 2_000_000 ? null : asText(Buffer.from(content, 'base64'))
        if (text !== null) found.set(path, text)
      }
      return found
    },
    message: async (r, commit) => (await api.get<{ message: string }>(`${at(r)}/git/commits/${commit}`)).message,
    write: (r, change) => write(api, r, change),
    requests: requestsOf(api, settings),
  }
}

async function open(api: Api, r: RepositoryName, settings: ForgeSettings): ReturnType<Forge['open']> {
  let created = false
  let repo = await api.maybe<Repo>(at(r))
  if (!repo) {
    const body = { name: r.name, description: r.description, private: settings.visibility !== 'public', has_wiki: false }
    const { login } = await api.get<{ login: string }>('/user')
    const path = login.toLowerCase() === r.namespace?.toLowerCase() ? '/user/repos' : `/orgs/${encodeURIComponent(r.namespace ?? '')}/repos`
    // 422: somebody, or a sweep that died, made it in this moment.
    repo = await api.send<Repo>('POST', path, body).catch(async (error: unknown) => {
      const there = isKind(error, 'invalid') ? await api.maybe<Repo>(at(r)) : null
      if (!there) throw error
      return there
    })
    created = true
  }
  const head = await headOf(api, r, repo.default_branch)
  return { created, branch: repo.default_branch, head, url: repo.html_url, cloneUrl: repo.clone_url }
}

/** 404: no such branch; 409: the repository is empty. */
const headOf = (api: Api, r: RepositoryName, branch: string): Promise<string | null> =>
  api.get<{ object: { sha: string } }>(`${at(r)}/git/ref/heads/${refPath(branch)}`).then(
    (ref) => ref.object.sha,
    (error: unknown) => {
      if (isKind(error, 'not_found', 'conflict')) return null
      throw error
    },
  )

async function write(api: Api, r: RepositoryName, { base, previous, branch, message, files, tree }: Change): Promise<string> {
  if (base === null) {
    // An empty repository has no database to write trees into: its first commit is made with one file.
    const [first] = [...files].flatMap(([path, text]) => (text === null ? [] : [{ path, text }]))
    if (!first || files.size > 1) throw new ForgeProblem('invalid', `The first commit of ${fullName(r)} takes one file.`)
    const made = await api.send<{ commit: { sha: string } }>('PUT', `${at(r)}/contents/${refPath(first.path)}`, {
      message,
      content: Buffer.from(first.text).toString('base64'),
      branch,
    })
    return made.commit.sha
  }
  const entries = [...files]
    .filter(([path, text]) => text !== null || tree.has(path))
    .map(([path, text]) => ({ path, mode: '100644', type: 'blob', ...(text === null ? { sha: null } : { content: text }) }))
  const { sha: newTree } = await api.send<{ sha: string }>('POST', `${at(r)}/git/trees`, { base_tree: base, tree: entries })
  const { sha } = await api.send<{ sha: string }>('POST', `${at(r)}/git/commits`, { message, tree: newTree, parents: [base] })
  if ((await headOf(api, r, branch)) !== previous) throw new ForgeProblem('conflict', `Somebody pushed to ${branch} of ${fullName(r)} meanwhile.`)
  if (previous === null) await api.send('POST', `${at(r)}/git/refs`, { ref: `refs/heads/${branch}`, sha })
  else await api.send('PATCH', `${at(r)}/git/refs/heads/${refPath(branch)}`, { sha, force: true })
  return sha
}

const requestOf = (pull: Pull): Request => ({
  id: String(pull.number),
  url: pull.html_url,
  state: pull.state === 'open' ? 'open' : pull.merged_at ? 'merged' : 'closed',
  head: pull.head.sha,
})

function requestsOf(api: Api, settings: ForgeSettings): Requests {
  return {
    closedByRewriting: false,
    branchHead: (r, branch) => headOf(api, r, branch),
    async find(r, id) {
      const pull = await api.maybe<Pull>(`${at(r)}/pulls/${encodeURIComponent(id)}`)
      return pull && requestOf(pull)
    },
    async openOf(r, branch) {
      const pulls = await api.all<Pull>(`${at(r)}/pulls?state=open&per_page=100&head=${encodeURIComponent(`${r.namespace}:${branch}`)}`)
      const pull = pulls.find((p) => p.head.ref === branch)
      return pull ? requestOf(pull) : null
    },
    create: async (r, { branch, into, title, body }) => requestOf(await api.send<Pull>('POST', `${at(r)}/pulls`, { title, body, head: branch, base: into })),
    async checks(r, _request, commit) {
      const [{ state, total_count }, runs] = await Promise.all([
        api.get<{ state: string; total_count: number }>(`${at(r)}/commits/${commit}/status`),
        api.all<{ status: string; conclusion: string | null }>(
          `${at(r)}/commits/${commit}/check-runs?per_page=100`,
          (page) => (page as { check_runs: [] }).check_runs,
        ),
      ])
      const bad = runs.some((run) => run.status === 'completed' && !['success', 'neutral', 'skipped'].includes(run.conclusion ?? ''))
      if (bad || (total_count > 0 && ['failure', 'error'].includes(state))) return 'failed'
      if (runs.some((run) => run.status !== 'completed') || (total_count > 0 && state === 'pending')) return 'pending'
      return runs.length + total_count > 0 ? 'passed' : 'none'
    },
    merge: (r, request, head) =>
      api.send('PUT', `${at(r)}/pulls/${request.id}/merge`, { sha: head, merge_method: settings.merge === 'squash' ? 'squash' : 'merge' }).then(
        () => ({ merged: true as const }),
        (error: unknown) => {
          // 405: not mergeable, by a conflict or by the branch's rules; 409: the head moved.
          if (!(error instanceof ForgeProblem) || ![405, 409, 422].includes(error.status ?? 0)) throw error
          const why = error.status === 409 ? 'changed' : /conflict/i.test(error.message) || /not mergeable/i.test(error.message) ? 'conflict' : 'refused'
          return { merged: false as const, why, message: error.message }
        },
      ),
    removeBranch: (r, branch) =>
      api.send<void>('DELETE', `${at(r)}/git/refs/heads/${refPath(branch)}`).catch((error: unknown) => {
        if (!isKind(error, 'not_found', 'invalid')) throw error // it may be removed by the repository's own setting
      }),
  }
}
