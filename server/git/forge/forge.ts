/**
 * Where repositories of documents lie. One interface for bare repositories on this machine and for GitHub, GitLab and Gitea
 * by their APIs. Every method may be repeated: whoever calls may have died after the last one took effect.
 */
export interface RepositoryName {
  namespace: string | null
  name: string
  description: string
}
export const fullName = (r: RepositoryName): string => (r.namespace ? `${r.namespace}/${r.name}` : r.name)

export interface Opened {
  created: boolean
  branch: string // the default one
  head: string | null // null: nothing was ever committed
  url: string | null // for people
  cloneUrl: string | null
}

export interface Change {
  branch: string
  /** The commit to build on; null makes the first one. The branch is this commit and one more afterwards. */
  base: string | null
  /** The head that the branch has now; another one is a conflict. Null: it does not exist. */
  previous: string | null
  message: string
  /** Path → text; null removes the file. */
  files: ReadonlyMap<string, string | null>
  /** Path → blob of the base. */
  tree: ReadonlyMap<string, string>
}

export interface Forge {
  kind: ForgeKind
  /** Tells one installation from another. */
  address: string
  /** Makes the repository when it is missing. */
  open(repository: RepositoryName): Promise<Opened>
  /** Regular files of a commit: path → blob id. */
  tree(repository: RepositoryName, commit: string): Promise<Map<string, string>>
  /** Contents by path. What is no UTF-8 text, or too large to be a document, is left out. */
  read(repository: RepositoryName, commit: string, wanted: ReadonlyMap<string, string>): Promise<Map<string, string>>
  message(repository: RepositoryName, commit: string): Promise<string>
  /** Answers the new commit. Throws ForgeProblem 'conflict' when the branch is not where it is said to be. */
  write(repository: RepositoryName, change: Change): Promise<string>
  /** Null: what is written to the default branch counts at once. */
  requests: Requests | null
}
export const forgeKinds = ['local', 'github', 'gitlab', 'gitea'] as const
export type ForgeKind = (typeof forgeKinds)[number]

export interface Request {
  id: string // as its API names it within the repository
  url: string
  state: 'open' | 'merged' | 'closed'
  head: string | null
}
export type Checks = 'none' | 'pending' | 'passed' | 'failed'
export type MergeAnswer = { merged: true } | { merged: false; why: 'conflict' | 'changed' | 'refused'; message: string }

export interface Requests {
  /** Writing a branch anew closes its request: then another one is opened. */
  closedByRewriting: boolean
  branchHead(repository: RepositoryName, branch: string): Promise<string | null>
  find(repository: RepositoryName, id: string): Promise<Request | null>
  /** The open one of a branch. */
  openOf(repository: RepositoryName, branch: string): Promise<Request | null>
  create(repository: RepositoryName, from: { branch: string; into: string; title: string; body: string }): Promise<Request>
  checks(repository: RepositoryName, request: Request, commit: string): Promise<Checks>
  /** Only when its head is still the given one. */
  merge(repository: RepositoryName, request: Request, head: string): Promise<MergeAnswer>
  removeBranch(repository: RepositoryName, branch: string): Promise<void>
}

export type ProblemKind = 'denied' | 'not_found' | 'conflict' | 'invalid' | 'rate_limited' | 'unavailable'
/** Says what, where and what to do; never holds a token. */
export class ForgeProblem extends Error {
  readonly kind: ProblemKind
  readonly status: number | null
  constructor(kind: ProblemKind, message: string, status: number | null = null) {
    super(message)
    this.name = 'ForgeProblem'
    this.kind = kind
    this.status = status
  }
}

const part = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/
/** "namespace/name", "name" or an address that ends so; null when no forge would take it. */
export function repositoryNameOf(stated: string, description: string, defaultNamespace: string | undefined): RepositoryName | null {
  const path = stated
    .trim()
    .replace(/^[a-z]+:\/\/[^/]+\//i, '')
    .replace(/\.git$/, '')
    .replace(/^\/+|\/+$/g, '')
  const parts = path.split('/')
  if (parts.length > 5 || parts.some((p) => !part.test(p) || /\.(git|lock)$/i.test(p) || p.includes('..'))) return null
  const name = parts.pop() ?? ''
  return { namespace: parts.length > 0 ? parts.join('/') : (defaultNamespace ?? null), name, description: description.slice(0, 200) }
}
