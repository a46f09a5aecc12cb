import type { Plan, PlanRisk, PlanService } from '#model/plan.ts'
import type { Ground } from '../ground.ts'
import type { Sized } from './capacity.ts'
import type { Choices } from './choices.ts'

export type Risk = Omit<PlanRisk, 'score' | 'statements'> & { statements: readonly (string | undefined)[] }
export interface Situation {
  ground: Ground
  choices: Choices
  services: readonly PlanService[]
  sized: Sized
  weeks: { total: number; calendar: number }
  /** What cannot hold together; `inconsistencies` adds what costs too much or takes too long. */
  contradictions: Plan['inconsistencies']
  inconsistencies: Plan['inconsistencies']
}

export const risk = (
  [id, group, owner]: [string, string, string],
  [probability, impact]: [number, number],
  title: string,
  mitigation: string,
  statements: Risk['statements'] = [],
): Risk => ({
  id,
  group,
  owner,
  title,
  mitigation,
  statements,
  probability,
  impact,
})
export const holds = (at: Situation, ...names: Parameters<Ground['holds']['get']>): string[] => names.flatMap((n) => at.ground.holds.get(n) ?? [])
export const tagged = (at: Situation, topic: string, tag: string): boolean => at.choices.platform.get(topic)?.option.tags.includes(tag) ?? false
