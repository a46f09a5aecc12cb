import { type Change, type Forge, ForgeProblem, fullName, type RepositoryName, type Request, type Requests } from './forge.ts'
import { type Api, apiOf } from './http.ts'
import { asText } from './local.ts'
import type { ForgeSettings } from './settings.ts'

/** The REST API v1 of Gitea and Forgejo: repositories, commits of several files, pull requests, statuses. */
interface Repo {
  default_branch: string
  empty: boolean
  html_url: string
  clone_url: string
}
interface Pull {
  number: number
  html_url: string
  state: 'open' | 'closed'
  merged: boolean
  head: { sha: string; ref: string }
}

const at = (r: RepositoryName): string => `/repos/${encodeURIComponent(r.namespace ?? '')}/${encodeURIComponent(r.name)}`
const requestOf = (p: Pull): Request => ({
  id: String(p.number),
  url: p.html_url,
  state: p.merged ? 'merged' : p.state === 'open' ? 'open' : 'closed',
  head: p.head.sha || null,
})

export function giteaForge(settings: ForgeSettings): Forge {
  const api = apiOf({ name: 'Gitea', base: settings.url, patience: settings.patience, headers: { authorization: `token ${settings.token}` } })
  return {
    kind: 'gitea',
    address: `gitea ${settings.url}`,
    open: (r) => open(api, r, settings),
    tree: (r, commit) => treeOf(api, r, commit),
    async read(r, _commit, wanted) {
      const found = new Map<string, string>()
      for (const [path, blob] of wanted) {
        const { content } = await api.get<{ content: string }>(`${at(r)}/git/blobs/${blob}`)
        const text = asText(Buffer.from(content, 'base64'))
        if (text !== null) found.set(path, text)
      }
      return found
    },
    message: async (r, commit) =>
      (await api.get<{ commit: { message: string } }>(`${at(r)}/git/commits/${commit}?stat=false&files=false&verification=false`)).commit.message,
    write: (r, change) => write(api, r, change),
    requests: requestsOf(api, settings),
  }
}

async function open(api: Api, r: RepositoryName, settings: ForgeSettings): ReturnType<Forge['open']> {
  let created = false
  let repo = await api.maybe<Repo>(at(r))
  if (!repo) {
    const body = { name: r.name, description: r.description, private: settings.visibility !== 'public', default_branch: 'main', auto_init: false }
    const { login } = await api.get<{ login: string }>('/user')
    const path = login.toLowerCase() === r.namespace?.toLowerCase() ? '/user/repos' : `/orgs/${encodeURIComponent(r.namespace ?? '')}/repos`
    // 409: somebody, or a sweep that died, made it in this moment.
    repo = await api.send<Repo>('POST', path, body).catch(async (error: unknown) => {
      const there = error instanceof ForgeProblem && error.status === 409 ? await api.maybe<Repo>(at(r)) : null
      if (!there) throw error
      return there
    })
    created = true
  }
  const head = repo.empty ? null : await headOf(api, r, repo.default_branch)
  return { created, branch: repo.default_branch, head, url: repo.html_url, cloneUrl: repo.clone_url }
}

const headOf = async (api: Api, r: RepositoryName, branch: string): Promise<string | null> =>
  (await api.maybe<{ commit: { id: string } }>(`${at(r)}/branches/${encodeURIComponent(branch)}`))?.commit.id ?? null

/** Pages by number; `truncated` says that there are more. */
async function treeOf(api: Api, r: RepositoryName, commit: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (let page = 1; page <= 1000; page++) {
    const { tree, truncated } = await api.get<{ tree: { path: string; type: string; mode: string; sha: string }[]; truncated: boolean }>(
      `${at(r)}/git/trees/${commit}?recursive=true&per_page=1000&page=${page}`,
    )
    for (const e of tree) if (e.type === 'blob' && e.mode !== '120000') files.set(e.path, e.sha)
    if (!truncated || tree.length === 0) break
  }
  return files
}

async function write(api: Api, r: RepositoryName, { base, previous, branch, message, files, tree }: Change): Promise<string> {
  if ((await headOf(api, r, branch)) !== previous) throw new ForgeProblem('conflict', `Somebody pushed to ${branch} of ${fullName(r)} meanwhile.`)
  const operations = [...files].flatMap(([path, text]): { operation: string; path: string; content?: string; sha?: string }[] => {
    const sha = tree.get(path)
    if (text === null) return sha ? [{ operation: 'delete', path, sha }] : []
    return [{ operation: sha ? 'update' : 'create', path, content: Buffer.from(text).toString('base64'), ...(sha && { sha }) }]
  })
  const { default_branch } = await api.get<Repo>(at(r))
  // Gitea moves no branch back: ours is made anew, which closes its request; the next one is opened by the same sweep.
  if (base !== null && previous !== null) await api.send('DELETE', `${at(r)}/branches/${encodeURIComponent(branch)}`)
  const onto = base === null ? {} : { branch: default_branch, new_branch: branch }
  return (await api.send<{ commit: { sha: string } }>('POST', `${at(r)}/contents`, { message, files: operations, ...onto })).commit.sha
}

function requestsOf(api: Api, settings: ForgeSettings): Requests {
  return {
    closedByRewriting: true,
    branchHead: (r, branch) => headOf(api, r, branch),
    async find(r, id) {
      const pull = await api.maybe<Pull>(`${at(r)}/pulls/${encodeURIComponent(id)}`)
      return pull && requestOf(pull)
    },
    async openOf(r, branch) {
      const pull = (await api.all<Pull>(`${at(r)}/pulls?state=open&sort=recentupdate&limit=50`)).find((p) => p.head.ref === branch)
      return pull ? requestOf(pull) : null
    },
    create: async (r, { branch, into, title, body }) => requestOf(await api.send<Pull>('POST', `${at(r)}/pulls`, { title, body, head: branch, base: into })),
    async checks(r, _request, commit) {
      const { state, total_count } = await api.get<{ state: string; total_count: number }>(`${at(r)}/commits/${commit}/status`)
      if (total_count === 0) return 'none'
      return state === 'success' || state === 'skipped' ? 'passed' : state === 'pending' ? 'pending' : 'failed'
    },
    merge: (r, request, head) =>
      api.send('POST', `${at(r)}/pulls/${request.id}/merge`, { Do: settings.merge === 'squash' ? 'squash' : 'merge', head_commit_id: head }).then(
        () => ({ merged: true as const }),
        (error: unknown) => {
          // 405: its rules do not let us, or it conflicts; 409: the head moved, or a conflict was found while merging.
          if (!(error instanceof ForgeProblem) || ![405, 409, 422].includes(error.status ?? 0)) throw error
          const why = /out of date|head/i.test(error.message) && error.status === 409 ? 'changed' : /conflict/i.test(error.message) ? 'conflict' : 'refused'
          return { merged: false as const, why, message: error.message }
        },
      ),
    removeBranch: (r, branch) =>
      api.send<void>('DELETE', `${at(r)}/branches/${encodeURIComponent(branch)}`).catch((error: unknown) => {
        if (!(error instanceof ForgeProblem && error.kind === 'not_found')) throw error
      }),
  }
}
