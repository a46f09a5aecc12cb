import type { Allowance } from '#model/list.ts'
import { mayIn, type Person } from '#model/person.ts'
import { descendants, type Pipeline } from '#model/pipeline.ts'
import { type RunState, runEnded, type StageState } from '#model/states.ts'

/** What the buttons of a run need to know. The same rules as the transitions, which decide again under lock. */
export interface RunFacts {
  status: RunState
  createdBy: string
  systemId: string
  releasing: boolean
  pipeline: Pipeline
  stages: ReadonlyMap<string, StageState>
}

const yes: Allowance = { allowed: true, why: '' }
const no = (why: string): Allowance => ({ allowed: false, why })

/** Owners operate their own runs, operators any. */
export function mayOperate(person: Person, run: { createdBy: string; systemId: string }): Allowance {
  if (mayIn(person, 'run.operate', run.systemId)) return yes
  if (run.createdBy === person.id && mayIn(person, 'run.cancel_own', run.systemId)) return yes
  return no('Only who started this run, an operator or an admin may do this.')
}

export function mayCancel(person: Person, run: RunFacts): Allowance {
  const operate = mayOperate(person, run)
  if (!operate.allowed) return operate
  if (run.status === 'canceling') return no('It is being canceled.')
  if (runEnded(run.status)) return no(`This run has already ended: it is ${run.status}.`)
  return run.releasing ? no('This release is in production or on its way there. Roll it back instead.') : yes
}

export const mayRerun = (person: Person, run: RunFacts): Allowance => mayOperate(person, run)

export function mayRetry(person: Person, run: RunFacts, stage: string): Allowance {
  const operate = mayOperate(person, run)
  if (!operate.allowed) return operate
  const definition = run.pipeline.stages.find((s) => s.id === stage)
  const state = run.stages.get(stage)
  if (!definition || !state) return no('This stage is no longer part of the pipeline.')
  if (['canceling', 'superseded', 'succeeded', 'queued'].includes(run.status)) return no(`The run is ${run.status}, so its stages cannot be tried again.`)
  if (!['failed', 'errored', 'canceled'].includes(state)) return no('Only a stage that failed, errored or was canceled can be tried again.')
  if (definition.waits === 'observation') return no('This stage only watches a release. Retry the release itself.')
  const before = run.pipeline.stages.find((s) => descendants(run.pipeline, s.id).has(stage) && run.stages.get(s.id) !== 'succeeded')
  return before ? no(`It builds on ${before.label}, which did not succeed. Retry ${before.label} first.`) : yes
}
