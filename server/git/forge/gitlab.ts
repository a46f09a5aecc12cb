import { type Change, type Forge, ForgeProblem, fullName, type RepositoryName, type Request, type Requests } from './forge.ts'
import { type Api, apiOf } from './http.ts'
import { asText } from './local.ts'
import type { ForgeSettings } from './settings.ts'

/** GitLab's REST API v4: projects by their path, commits of several actions, merge requests, pipelines. */
interface Project {
  default_branch: string | null
  web_url: string
  http_url_to_repo: string
}
interface MergeRequest {
  iid: number
  web_url: string
  state: 'opened' | 'closed' | 'merged' | 'locked'
  sha: string | null
  source_branch: string
  detailed_merge_status?: string
  head_pipeline?: { status: string; sha: string } | null
}

const at = (r: RepositoryName): string => `/projects/${encodeURIComponent(fullName(r))}`

export function gitlabForge(settings: ForgeSettings): Forge {
  const api = apiOf({ name: 'GitLab', base: settings.url, patience: settings.patience, headers: { 'private-token': settings.token } })
  return {
    kind: 'gitlab',
    address: `gitlab ${settings.url}`,
    open: (r) => open(api, r, settings),
    async tree(r, commit) {
      const entries = await api.all<{ id: string; type: string; path: string; mode: string }>(
        `${at(r)}/repository/tree?ref=${commit}&recursive=true&per_page=100&pagination=keyset`,
      )
      return new Map(entries.filter((e) => e.type === 'blob' && e.mode !== '120000').map((e) => [e.path, e.id]))
    },
    async read(r, _commit, wanted) {
      const found = new Map<string, string>()
      for (const [path, blob] of wanted) {
        const text = asText(await api.bytes(`${at(r)}/repository/blobs/${blob}/raw`))
        if (text !== null) found.set(path, text)
      }
      return found
    },
    message: async (r, commit) => (await api.get<{ message: string }>(`${at(r)}/repository/commits/${commit}`)).message,
    write: (r, change) => write(api, r, change),
    requests: requestsOf(api, settings),
  }
}

async function open(api: Api, r: RepositoryName, settings: ForgeSettings): ReturnType<Forge['open']> {
  let created = false
  let project = await api.maybe<Project>(at(r))
  if (!project) {
    const namespace = await api.maybe<{ id: number }>(`/namespaces/${encodeURIComponent(r.namespace ?? '')}`)
    if (!namespace)
      throw new ForgeProblem(
        'not_found',
        `GitLab has no group or user ${r.namespace}, or the token may not see it. Make the group, or change the system's repository.`,
        404,
      )
    const body = { name: r.name, path: r.name, namespace_id: namespace.id, description: r.description, visibility: settings.visibility, default_branch: 'main' }
    // 400: the path has been taken in this moment.
    project = await api.send<Project>('POST', '/projects', body).catch(async (error: unknown) => {
      const there = error instanceof ForgeProblem && error.status === 400 ? await api.maybe<Project>(at(r)) : null
      if (!there) throw error
      return there
    })
    created = true
  }
  const branch = project.default_branch ?? 'main'
  return { created, branch, head: await headOf(api, r, branch), url: project.web_url, cloneUrl: project.http_url_to_repo }
}

const headOf = async (api: Api, r: RepositoryName, branch: string): Promise<string | null> =>
  (await api.maybe<{ commit: { id: string } }>(`${at(r)}/repository/branches/${encodeURIComponent(branch)}`))?.commit.id ?? null

async function write(api: Api, r: RepositoryName, { base, previous, branch, message, files, tree }: Change): Promise<string> {
  if ((await headOf(api, r, branch)) !== previous) throw new ForgeProblem('conflict', `Somebody pushed to ${branch} of ${fullName(r)} meanwhile.`)
  const actions = [...files].flatMap(([path, text]) =>
    text === null
      ? tree.has(path)
        ? [{ action: 'delete', file_path: path }]
        : []
      : [{ action: tree.has(path) ? 'update' : 'create', file_path: path, content: Buffer.from(text).toString('base64'), encoding: 'base64' }],
  )
  // The branch becomes the base and this commit, whatever it was.
  const onto = base === null ? {} : { start_sha: base, force: true }
  return (await api.send<{ id: string }>('POST', `${at(r)}/repository/commits`, { branch, commit_message: message, actions, ...onto })).id
}

const states = { opened: 'open', locked: 'open', merged: 'merged', closed: 'closed' } as const
const requestOf = (m: MergeRequest): Request => ({ id: String(m.iid), url: m.web_url, state: states[m.state], head: m.sha })

function requestsOf(api: Api, settings: ForgeSettings): Requests {
  const one = (r: RepositoryName, id: string): Promise<MergeRequest | null> => api.maybe<MergeRequest>(`${at(r)}/merge_requests/${encodeURIComponent(id)}`)
  return {
    closedByRewriting: false,
    branchHead: (r, branch) => headOf(api, r, branch),
    async find(r, id) {
      const found = await one(r, id)
      return found && requestOf(found)
    },
    async openOf(r, branch) {
      const all = await api.all<MergeRequest>(`${at(r)}/merge_requests?state=opened&source_branch=${encodeURIComponent(branch)}&per_page=100`)
      const found = all.find((m) => m.source_branch === branch)
      return found ? requestOf(found) : null
    },
    create: async (r, { branch, into, title, body }) =>
      requestOf(
        await api.send<MergeRequest>('POST', `${at(r)}/merge_requests`, {
          source_branch: branch,
          target_branch: into,
          title,
          description: body,
          remove_source_branch: true,
        }),
      ),
    async checks(r, request, commit) {
      const found = await one(r, request.id)
      // GitLab looks at a new request by itself; until then nothing it says of it counts.
      if (
        !found ||
        found.sha !== commit ||
        ['unchecked', 'checking', 'preparing', 'approvals_syncing', 'ci_still_running'].includes(found.detailed_merge_status ?? '')
      )
        return 'pending'
      const pipeline = found.head_pipeline
      if (!pipeline || pipeline.sha !== commit) return 'none'
      if (['success', 'skipped', 'manual'].includes(pipeline.status)) return 'passed'
      return ['failed', 'canceled'].includes(pipeline.status) ? 'failed' : 'pending'
    },
    merge: (r, request, head) =>
      api
        .send('PUT', `${at(r)}/merge_requests/${request.id}/merge`, { sha: head, squash: settings.merge === 'squash', should_remove_source_branch: true })
        .then(
          () => ({ merged: true as const }),
          async (error: unknown) => {
            // 401 and 405: its rules do not let us; 406 and 422: it conflicts; 409: the head moved.
            if (!(error instanceof ForgeProblem) || ![401, 405, 406, 409, 422].includes(error.status ?? 0)) throw error
            const conflicts = (await one(r, request.id))?.detailed_merge_status === 'conflict' || error.status === 406
            return { merged: false as const, why: error.status === 409 ? 'changed' : conflicts ? 'conflict' : 'refused', message: error.message }
          },
        ),
    removeBranch: (r, branch) =>
      api.send<void>('DELETE', `${at(r)}/repository/branches/${encodeURIComponent(branch)}`).catch((error: unknown) => {
        if (!(error instanceof ForgeProblem && error.kind === 'not_found')) throw error
      }),
  }
}
