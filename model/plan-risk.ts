import { type Plan, type PlanRisk, stoppingScore } from './plan.ts'
import type { PlanAnswer } from './plan-view.ts'

/** A risk with what people said to it: lowered ones count with their new score, accepted ones do not stop any more. */
export function answered(risk: PlanRisk, answers: readonly Pick<PlanAnswer, 'kind' | 'key' | 'value'>[]): PlanRisk & { accepted: boolean } {
  const value = answers.find((a) => a.kind === 'risk' && a.key === risk.id)?.value
  if (value && 'probability' in value)
    return { ...risk, probability: value.probability, impact: value.impact, score: value.probability * value.impact, accepted: false }
  return { ...risk, accepted: value !== undefined && 'accepted' in value }
}

/** Risks that stop the plan until somebody accepts or lowers them. */
export const stopping = (plan: Plan, answers: readonly Pick<PlanAnswer, 'kind' | 'key' | 'value'>[]): PlanRisk[] =>
  plan.risks.map((r) => answered(r, answers)).filter((r) => r.score >= stoppingScore && !r.accepted)
