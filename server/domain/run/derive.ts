import { type Pipeline, pipelines, predecessors } from '#model/pipeline.ts'
import { type RunState, runEnded, type StageState } from '#model/states.ts'

/** Pure: what a run is, and what may start, follows from its stages alone. */
export type StageStates = ReadonlyMap<string, StageState>

export function pipelineOf(id: string): Pipeline {
  const pipeline = pipelines[id]
  if (!pipeline) throw new Error(`There is no pipeline "${id}".`)
  return pipeline
}

const some = (stages: StageStates, ...states: StageState[]): boolean => [...stages.values()].some((state) => states.includes(state))
const broken = (stages: StageStates): boolean => some(stages, 'failed', 'errored', 'canceled')

/** Pending stages whose needs are met. Nothing new starts once a branch broke: its siblings finish, the run ends. */
export function startable(pipeline: Pipeline, stages: StageStates): string[] {
  if (broken(stages)) return []
  const before = predecessors(pipeline)
  return pipeline.stages.map((s) => s.id).filter((id) => stages.get(id) === 'pending' && (before.get(id) ?? []).every((p) => stages.get(p) === 'succeeded'))
}

/** True when nothing runs any more and nothing will: what is still pending is skipped then. */
export const settled = (stages: StageStates): boolean => broken(stages) && !some(stages, 'queued', 'running', 'waiting')

/** The status that the stages amount to. `ending` names the kind of end when it is none of the stages' own (superseded, timed out). */
export function deriveRun(pipeline: Pipeline, status: RunState, stages: StageStates, started: boolean, ending?: RunState): RunState {
  if (status === 'canceling') return some(stages, 'running') ? 'canceling' : 'canceled'
  if (some(stages, 'queued', 'running')) return started ? 'running' : 'queued'
  const waiting = pipeline.stages.filter((s) => stages.get(s.id) === 'waiting')
  if (waiting.length > 0) return waiting.some((s) => s.waits !== 'people') ? 'running' : 'awaiting_approval'
  if (runEnded(status)) return status
  if (ending) return ending
  if (some(stages, 'failed')) return 'failed'
  if (some(stages, 'errored')) return 'errored'
  if (some(stages, 'canceled')) return 'canceled'
  return [...stages.values()].every((state) => state === 'succeeded') ? 'succeeded' : status
}
