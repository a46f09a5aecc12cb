import type { PlanState } from '#model/plan-view.ts'

export const stateWords: Record<PlanState, string> = {
  draft: 'Draft',
  planned: 'Planned',
  in_review: 'In review',
  approved: 'Approved',
  changes_requested: 'Changes requested',
}
/** Its name among the states that the one status component knows. */
export const stateOf = (state: PlanState): string => `plan_${state}`
