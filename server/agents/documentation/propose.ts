import { setTimeout as pause } from 'node:timers/promises'
import { type Forge, ForgeProblem, fullName, type Opened, type Request, type Requests } from '#server/git/forge/forge.ts'
import { digestOf, messageOf, type SweepJob, type Swept, type SweptState } from './job.ts'
import type { Merge } from './merge.ts'

/** One branch and one request a repository, whatever happens to them. */
export const branchName = 'gantry/documents'
const firstPollMs = 250
const longestPollMs = 5000

interface Proposal {
  opened: Opened
  tree: ReadonlyMap<string, string>
  merge: Merge
  done: (head: string | null) => SweptState
}
type Outcome = Pick<Swept, 'status' | 'commits' | 'commit' | 'note' | 'state' | 'fresh'> & { url: string | null }

export async function proposeChange(forge: Forge, requests: Requests, job: SweepJob, proposal: Proposal): Promise<Outcome> {
  const { repository } = job
  const digest = digestOf(proposal.merge)
  const first = await firstCommit(forge, job, proposal)
  const { opened, commits } = first
  let state: SweptState = { ...job.state, head: null, inputs: null }
  const outcome = (status: Swept['status'], note: string, more: Partial<Outcome> = {}): Outcome => ({
    status,
    note,
    commits,
    commit: opened.head,
    state,
    url: state.requestUrl ?? opened.url,
    fresh: opened.created || first.fresh,
    ...more,
  })

  const known = state.request ? await requests.find(repository, state.request) : await requests.openOf(repository, branchName)
  if (known?.state === 'closed')
    state = { ...state, request: null, requestUrl: null, branchHead: null, closed: (await contentOf(forge, job, known.head))?.digest ?? state.closed }
  if (known?.state === 'merged') state = { ...state, request: null, requestUrl: null, branchHead: null, closed: null }
  if (state.closed === digest)
    return outcome('closed', `A person closed the request with these changes${known ? ` (${known.url})` : ''}. It is opened again when the documents change.`)

  const branchHead = await requests.branchHead(repository, branchName)
  const open = known?.state === 'open' ? known : null
  if (branchHead && branchHead !== state.branchHead && !(await isOurs(forge, job, branchHead, digest))) {
    state = { ...state, request: open?.id ?? null, requestUrl: open?.url ?? null }
    return outcome('conflict', `Somebody committed to ${branchName}. Merge it or remove the branch; then the next sweep goes on.`)
  }
  const there = await contentOf(forge, job, branchHead)
  const written = there?.digest === digest && there.base === opened.head ? branchHead : null
  const kept = written || !requests.closedByRewriting ? open : null
  if (open && !kept) {
    // Known before it happens: a request that we close ourselves must not be taken for a person's refusal.
    state = { ...state, request: null, requestUrl: null }
    await job.remember(state)
  }
  const head = written ?? (await writeBranch(forge, job, proposal, opened, branchHead))
  state = { ...state, branchHead: head, closed: null }
  await job.remember(state)
  const request = kept ?? (await requests.openOf(repository, branchName)) ?? (await createRequest(requests, job, proposal, opened))
  state = { ...state, request: request.id, requestUrl: request.url }
  await job.remember(state)
  const made = commits + (written ? 0 : 1)
  const answer = await mergeWhenChecked(requests, job, request, head)
  if (answer !== 'merged') return outcome(answer.status, answer.note, { commits: made, commit: head, url: request.url, state })
  await requests.removeBranch(repository, branchName)
  const merged = (await forge.open(repository)).head
  const status = proposal.merge.divergences.length > 0 ? 'diverged' : opened.created || first.fresh ? 'created' : 'updated'
  return outcome(status, '', { commits: made, commit: merged, url: request.url, state: proposal.done(merged) })
}

/** A request needs something to be merged into: an empty repository gets a first commit without documents. */
async function firstCommit(forge: Forge, job: SweepJob, { opened }: Proposal): Promise<{ opened: Opened & { head: string }; commits: number; fresh: boolean }> {
  if (opened.head) return { opened: { ...opened, head: opened.head }, commits: 0, fresh: false }
  const files = new Map([['.gitattributes', '* text=auto eol=lf\n']])
  const message = `Begin the repository of ${job.view.system.name.replace(/\s+/g, ' ')}\n\nGantry-Sweep: ${job.number}\n`
  const head = await forge.write(job.repository, { branch: opened.branch, base: null, previous: null, message, files, tree: new Map() })
  return { opened: { ...opened, head }, commits: 1, fresh: true }
}

/** Digest and base of a commit of ours, from its message: what it proposes, and onto what. */
async function contentOf(forge: Forge, job: SweepJob, commit: string | null): Promise<{ digest: string; base: string | null } | null> {
  if (!commit) return null
  const message = await forge.message(job.repository, commit).catch((error: unknown) => {
    if (error instanceof ForgeProblem && error.kind === 'not_found') return ''
    throw error
  })
  const digest = /^Gantry-Content: ([0-9a-f]{64})$/m.exec(message)?.[1]
  return digest ? { digest, base: /^Gantry-Base: ([0-9a-f]{40,64})$/m.exec(message)?.[1] ?? null } : null
}

/** A sweep that died between writing the branch and saying so left a commit with its trailers; what it proposed is what this one proposes. */
async function isOurs(forge: Forge, job: SweepJob, commit: string, digest: string): Promise<boolean> {
  const content = await contentOf(forge, job, commit)
  return content !== null && (job.state.branchHead === null || content.digest === digest)
}

const writeBranch = (forge: Forge, job: SweepJob, { merge, tree }: Proposal, opened: Opened, previous: string | null): Promise<string> =>
  forge.write(job.repository, {
    branch: branchName,
    base: opened.head,
    previous,
    message: `${messageOf(job, merge)}Gantry-Base: ${opened.head}\n`,
    files: merge.changes,
    tree,
  })

function createRequest(requests: Requests, job: SweepJob, { merge }: Proposal, opened: Opened): Promise<Request> {
  const lines = (title: string, paths: readonly string[]): string[] => (paths.length > 0 ? [`${title}:`, '', ...paths.map((p) => `- \`${p}\``), ''] : [])
  const diverged = merge.divergences.map((d) => `- \`${d.path}\`${d.section ? `, section ${d.section}` : ''}: ${d.what} by a person, left alone`)
  const body = [
    `Written from the network model by sweep ${job.number}. Words outside of the managed sections are untouched.`,
    '',
    ...lines('Added', merge.added),
    ...lines('Changed', merge.changed),
    ...lines('Removed', merge.removed),
    ...(diverged.length > 0 ? ['Left as people changed it:', '', ...diverged, ''] : []),
    'Close this request to refuse the change; it comes back only when the documents change again.',
  ].join('\n')
  return requests.create(job.repository, {
    branch: branchName,
    into: opened.branch,
    title: `Documents of ${job.view.system.name.replace(/\s+/g, ' ').slice(0, 100)}`,
    body,
  })
}

async function mergeWhenChecked(
  requests: Requests,
  job: SweepJob,
  request: Request,
  head: string,
): Promise<'merged' | { status: Swept['status']; note: string }> {
  if (!job.mayMerge) return { status: 'proposed', note: 'Merging is left to people.' }
  const until = Date.now() + job.patience * 1000
  let checks = await requests.checks(job.repository, request, head)
  for (let wait = firstPollMs; checks === 'pending' && Date.now() < until; wait = Math.min(wait * 2, longestPollMs)) {
    await pause(Math.max(50, Math.min(wait, until - Date.now())), undefined, { signal: job.signal })
    checks = await requests.checks(job.repository, request, head)
  }
  if (checks === 'pending') return { status: 'waiting', note: 'Its checks are still running; the next sweep looks again.' }
  if (checks === 'failed') return { status: 'waiting', note: `A check of the request in ${fullName(job.repository)} failed: look at it there.` }
  const answer = await requests.merge(job.repository, request, head)
  if (answer.merged) return 'merged'
  if (answer.why === 'refused') return { status: 'proposed', note: `People have to merge it: ${answer.message}` }
  return {
    status: 'conflict',
    note:
      answer.why === 'changed'
        ? `The request got other commits meanwhile: ${answer.message}`
        : `It cannot be merged: ${answer.message} The next sweep builds on the newest state.`,
  }
}
