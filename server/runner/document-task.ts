import type { SweepDetails } from '#model/execution.ts'
import { nothingSwept, type Swept, type SweptState } from '#server/agents/documentation/job.ts'
import { type Place, placesOf } from '#server/agents/documentation/places.ts'
import { summaryOf } from '#server/agents/documentation/summary.ts'
import { sweepRepository } from '#server/agents/documentation/sweep.ts'
import { wordsOf } from '#server/agents/documentation/words.ts'
import { sha256Of } from '#server/artifacts/store.ts'
import { readKept, readSystemIds, readTexts } from '#server/domain/document/data.ts'
import { readServiceFacts, readStandards } from '#server/domain/document/facts.ts'
import { withRepositoryLock } from '#server/domain/document/lock.ts'
import { readBefore, readExecution, readRepositories } from '#server/domain/execution/data.ts'
import { differenceOf } from '#server/domain/execution/difference.ts'
import { beginExecution, endExecution, endRepository, type KeptDocument, type KeptState, keepState, markRunning } from '#server/domain/execution/transitions.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { env } from '#server/env.ts'
import { type Forge, ForgeProblem, type RepositoryName } from '#server/git/forge/forge.ts'
import { type ForgeSettings, forgeOf, forgeSettings } from '#server/git/forge/settings.ts'
import { isOutage } from './outage.ts'
import type { Performer, TaskContext } from './tasks.ts'

/** Repositories written at the same time: git and forges wait for disks and networks, drawing does not. */
const atOnce = 4
const progressEveryMs = 250

interface Sweep {
  context: TaskContext
  execution: string
  number: number
  forge: Forge
  settings: ForgeSettings
}
type Located = Place & { systemId: string }

/** The `document` pipeline: writes the documents of every system into its repository. A later try goes on where this one died. */
export const perform: Performer = async (context) => {
  let settings: ForgeSettings
  try {
    settings = forgeSettings(env)
  } catch (error) {
    const reason = (error as Error).message
    return { outcome: 'failed', summary: 'The forge is not configured.', reason, record: (tx) => endExecution(tx, context.task.subject, 'failed', reason, '') }
  }
  const begun = performance.now()
  const [network, facts, standards, ids, forge] = await Promise.all([
    readNetwork(null),
    readServiceFacts(),
    readStandards(),
    readSystemIds(),
    forgeOf(settings, env.GANTRY_HOME),
  ])
  const places = placesOf(network, facts, standards, settings).flatMap((place): Located[] => {
    const systemId = ids.get(place.view.system.slug)
    return systemId ? [{ ...place, systemId }] : []
  })
  const planned = places.map(({ systemId, name, view }) => ({ systemId, name, system: view.system.name }))
  const { number, open } = await context.write((tx) => beginExecution(tx, context.task.subject, planned, { forge: forge.address }))
  await context.progress({ execution: number, done: planned.length - open.size, of: planned.length })
  const sweep: Sweep = { context, execution: context.task.subject, number, forge, settings }
  await inTurn(
    places.filter((p) => open.has(p.systemId)),
    async (place) => {
      context.signal.throwIfAborted()
      await sweepPlace(sweep, place)
      await tell(sweep, places.length)
    },
  )
  return conclude(sweep, places, begun)
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item)
  }
  const results = await Promise.allSettled(Array.from({ length: Math.min(atOnce, queue.length) }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

const told = new WeakMap<Sweep, number>()
/** Events serialise commits: a few a second tell enough. The last one is that of the task's end. */
async function tell(sweep: Sweep, of: number): Promise<void> {
  if (performance.now() - (told.get(sweep) ?? 0) < progressEveryMs) return
  told.set(sweep, performance.now())
  await sweep.context.progress({ execution: sweep.number, of })
}

async function sweepPlace(sweep: Sweep, place: Located): Promise<void> {
  const { context, execution, number } = sweep
  const startedAt = new Date()
  const at = { execution, number, systemId: place.systemId, startedAt }
  if (place.refused !== null || !place.repository) return context.write((tx) => endRepository(tx, at, failed(place.refused ?? ''), null, null))
  const repository = place.repository
  try {
    const swept = await withRepositoryLock(`${sweep.forge.address} ${place.name}`, () => sweepLocked(sweep, place, repository))
    if (!swept)
      return context.write((tx) =>
        endRepository(tx, at, failed('Another sweep has been writing this repository for a minute. The next one goes on.'), null, null),
      )
    await context.write((tx) => endRepository(tx, at, endOf(swept), kept(sweep, place, swept), swept.documents && documentsOf(swept)))
  } catch (error) {
    // The lease, the database or the end of this process concern the whole sweep; everything else one repository.
    if (context.signal.aborted || isOutage(error) || (error as Error).name === 'TaskLost') throw error
    context.log(error instanceof ForgeProblem ? 'warn' : 'error', `${place.name}: ${(error as Error).stack ?? error}`)
    const conflict = error instanceof ForgeProblem && error.kind === 'conflict'
    await context.write((tx) => endRepository(tx, at, { ...failed((error as Error).message), status: conflict ? 'conflict' : 'failed' }, null, null))
  }
}

async function sweepLocked(sweep: Sweep, place: Located, repository: RepositoryName): Promise<Swept> {
  const { context, forge, settings, execution } = sweep
  const before = await readKept(place.systemId)
  const same = before?.forge === forge.address && before.name === place.name
  // Unchanged ones are over before anybody could see that they run.
  if (!same || forge.requests) await context.write((tx) => markRunning(tx, execution, place.systemId))
  return sweepRepository(forge, {
    view: place.view,
    repository,
    number: sweep.number,
    state: same ? before : nothingSwept,
    known: () => readTexts(place.systemId),
    patience: settings.checks,
    mayMerge: settings.merge !== 'off',
    signal: context.signal,
    remember: (state) =>
      context.write((tx) => keepState(tx, place.systemId, { ...only(state), forge: forge.address, name: place.name, url: before?.url ?? null })),
  })
}

const only = ({ head, inputs, request, requestUrl, branchHead, closed }: SweptState): SweptState => ({ head, inputs, request, requestUrl, branchHead, closed })
const kept = (sweep: Sweep, place: Located, swept: Swept): KeptState => ({
  ...only(swept.state),
  forge: sweep.forge.address,
  name: place.name,
  url: swept.state.requestUrl ? (swept.url ?? null) : swept.url,
})

const noDetails: SweepDetails = { added: [], changed: [], removed: [], divergences: [], brokenLinks: [] }
const failed = (note: string) => ({
  status: 'failed' as const,
  fresh: false,
  commits: 0,
  commit: null,
  requestUrl: null,
  note: note.slice(0, 1000),
  details: noDetails,
})
const endOf = (swept: Swept) => ({
  status: swept.status,
  fresh: swept.fresh,
  commits: swept.commits,
  commit: swept.commit,
  requestUrl: swept.state.requestUrl,
  note: swept.note.slice(0, 1000),
  details: {
    added: swept.added,
    changed: swept.changed,
    removed: swept.removed,
    divergences: swept.divergences,
    brokenLinks: swept.brokenLinks.slice(0, 50),
  },
})

const mostWords = 200_000
const documentsOf = (swept: Swept): KeptDocument[] =>
  (swept.documents ?? []).map(({ path, title, mediaType, text }) => {
    const clean = text.replaceAll('\u0000', '')
    const words = wordsOf(title, mediaType, clean)
    return { path, title: title.replaceAll('\u0000', ''), mediaType, text: clean, sha256: sha256Of(clean), words: words.slice(0, mostWords) }
  })

async function conclude(sweep: Sweep, places: readonly Located[], begun: number): ReturnType<Performer> {
  const [repositories, before, execution] = await Promise.all([readRepositories(sweep.execution), readBefore(sweep.number), readExecution(sweep.execution)])
  const bad = repositories.filter((r) => ['failed', 'conflict'].includes(r.status))
  const by = (await namePeople([execution.createdBy]))(execution.createdBy).name
  const startedAt = execution.startedAt ?? new Date()
  const summary = summaryOf({
    number: sweep.number,
    trigger: execution.trigger as 'schedule' | 'demand' | 'cli',
    by,
    startedAt,
    seconds: (sweep.context.task.attempt > 1 ? Date.now() - startedAt.getTime() : performance.now() - begun) / 1000,
    repositories: repositories.map((r) => ({ ...r, system: { ...r.system, slug: places.find((p) => p.systemId === r.system.id)?.view.system.slug ?? null } })),
    views: places.map((p) => p.view),
    since: before && { number: before.number, lines: differenceOf(before.repositories, repositories) },
  })
  const outcome = bad.length > 0 ? 'failed' : 'succeeded'
  const reason =
    bad.length > 0 ? `${bad.length} of ${repositories.length} repositories failed: ${bad.map((r) => `${r.name}: ${r.note}`).join(' ')}`.slice(0, 2000) : ''
  return {
    outcome,
    summary: `${repositories.length} repositories, ${repositories.reduce((n, r) => n + r.commits, 0)} commits`,
    reason,
    record: (tx) => endExecution(tx, sweep.execution, outcome, reason, summary),
  }
}
