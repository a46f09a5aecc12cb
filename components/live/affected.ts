import type { EventView } from '#model/run.ts'

/**
 * Which answers an event makes stale: the one derivation of the log that the browser keeps. A view is never patched from
 * an event's data; it is asked again, so that what is shown is always something the server said at one moment.
 */
export interface Stale {
  router: string
  procedure?: string /** Only answers about this run, service … are stale; undefined: all. */
  input?: Record<string, unknown>
}

const always: readonly Stale[] = [{ router: 'overview' }, { router: 'event' }]

/** Which routers show what a task of a kind does. */
const ofTask: Record<string, readonly string[]> = { plan: ['plan'], document: ['execution', 'document'] }

export function affectedBy(event: Pick<EventView, 'kind' | 'runId' | 'stage' | 'requirementId' | 'data'>): Stale[] {
  const noun = event.kind.split('.')[0] ?? ''
  const stale: Stale[] = [...always]
  if (event.runId) {
    stale.push(
      { router: 'run', procedure: 'get', input: { id: event.runId } },
      { router: 'run', procedure: 'timeline', input: { id: event.runId } },
      { router: 'run', procedure: 'list' },
    )
    stale.push({ router: 'stage', procedure: 'get', input: { run: event.runId } }, { router: 'artifact', procedure: 'list', input: { run: event.runId } })
  }
  if (noun === 'requirement' || event.runId)
    stale.push(
      { router: 'requirement', procedure: 'list' },
      { router: 'requirement', procedure: 'get', ...(event.requirementId && { input: { id: event.requirementId } }) },
    )
  if (noun === 'approval' || noun === 'gate' || noun === 'decision' || event.kind === 'feature.verified' || event.kind.startsWith('run.'))
    stale.push({ router: 'approval' })
  if (['release', 'rollout', 'deployment', 'feature', 'approval', 'environment'].includes(noun))
    stale.push({ router: 'release' }, { router: 'rollout' }, { router: 'service' })
  if (noun === 'member' || noun === 'role' || noun === 'session') stale.push({ router: 'me' }, { router: 'member' })
  if (noun === 'system' || noun === 'service') stale.push({ router: 'system' }, { router: 'service' })
  if (noun === 'network' || noun === 'system' || noun === 'service') stale.push({ router: 'network' })
  if (noun === 'view') stale.push({ router: 'view' })
  if (['run', 'release', 'rollout', 'deployment', 'environment', 'feature'].includes(noun)) stale.push({ router: 'condition' })
  if (noun === 'diagram' || noun === 'embed') stale.push({ router: 'diagram' }, { router: 'embed' })
  if (noun === 'network' || noun === 'deployment' || noun === 'rollout') stale.push({ router: 'diagram' }, { router: 'scorecard' })
  if (event.kind === 'requirement.analyzed') stale.push({ router: 'diagram', procedure: 'ofRun' })
  if (noun === 'plan' || event.runId) stale.push({ router: 'plan' })
  if (noun === 'task') stale.push(...(ofTask[String(event.data.kind)] ?? []).map((router) => ({ router })))
  return stale
}

/** tRPC's query keys: [[router, procedure], { input }]. */
export function isStale(key: readonly unknown[], stale: Stale): boolean {
  const [path, options] = key as [string[]?, { input?: Record<string, unknown> }?]
  if (!Array.isArray(path) || path[0] !== stale.router) return false
  if (stale.procedure && path[1] && path[1] !== stale.procedure) return false
  return Object.entries(stale.input ?? {}).every(([name, value]) => options?.input?.[name] === value)
}
