import type { Allowance } from '#model/list.ts'
import { mayIn, type Person } from '#model/person.ts'
import type { RolloutState } from '#model/states.ts'

export type RolloutCommand = 'rollback' | 'resume' | 'stop'
/** In which states a command makes sense. A completed rollout can be rolled back while the old release is kept. */
const states: Record<RolloutCommand, readonly RolloutState[]> = {
  rollback: ['progressing', 'held', 'completed', 'rollback_failed'],
  resume: ['held'],
  stop: ['pending', 'progressing'],
}
const why: Record<RolloutCommand, string> = {
  rollback: 'There is nothing to roll back',
  resume: 'Only a rollout that is held can be resumed',
  stop: 'Only a rollout on its way can be stopped',
}

export function mayCommand(
  person: Person,
  rollout: { status: RolloutState; systemId: string; command: string | null; keepUntil: Date | null; now: Date },
  command: RolloutCommand,
): Allowance {
  if (!mayIn(person, 'rollout.operate', rollout.systemId)) return { allowed: false, why: 'Only operators and admins steer rollouts.' }
  if (rollout.command !== null) return { allowed: false, why: `"${rollout.command}" was asked for and is being done.` }
  if (!states[command].includes(rollout.status)) return { allowed: false, why: `${why[command]}; this one is ${rollout.status.replace('_', ' ')}.` }
  if (command === 'rollback' && rollout.status === 'completed' && (rollout.keepUntil === null || rollout.keepUntil <= rollout.now))
    return { allowed: false, why: 'The release it replaced is no longer kept. Rerun the older run to release it again.' }
  return { allowed: true, why: '' }
}
