import type { Allowance } from '#model/list.ts'
import { mayIn, type Person } from '#model/person.ts'
import type { PlanState } from '#model/plan-view.ts'

export interface PlanFacts {
  systemId: string
  status: PlanState
  createdBy: string
  submittedBy: string | null
  planned: boolean
  stops: number
  delivering: boolean
}
const yes: Allowance = { allowed: true, why: '' }
const no = (why: string): Allowance => ({ allowed: false, why })
const permitted = (person: Person, systemId: string, permission: 'plan.submit' | 'plan.review', what: string): Allowance =>
  mayIn(person, permission, systemId)
    ? yes
    : no(permission === 'plan.submit' ? `Only architects ${what}.` : `Only architects, QA, product owners and operators ${what}.`)

export const maySubmitPlan = (person: Person, systemId: string): Allowance => permitted(person, systemId, 'plan.submit', 'submit and revise plans')

export function mayRequestReview(person: Person, plan: PlanFacts): Allowance {
  const may = permitted(person, plan.systemId, 'plan.submit', 'ask for the review of a plan')
  if (!may.allowed) return may
  if (plan.status === 'in_review') return no('It is being reviewed already.')
  if (plan.status === 'approved') return no('It has been approved. Revise it to have it reviewed again.')
  if (!plan.planned || plan.status === 'draft') return no('It is not planned yet.')
  return plan.stops > 0
    ? no(`${plan.stops} ${plan.stops === 1 ? 'risk' : 'risks'} of score 9: accept or lower ${plan.stops === 1 ? 'it' : 'them'} first.`)
    : yes
}

/** Nobody decides on what they wrote or submitted. */
export function mayReview(person: Person, plan: PlanFacts): Allowance {
  const may = permitted(person, plan.systemId, 'plan.review', 'review plans')
  if (!may.allowed) return may
  if (plan.status !== 'in_review') return no('It is not in review.')
  if (plan.createdBy === person.id || plan.submittedBy === person.id) return no('You submitted this plan; somebody else has to decide on it.')
  return yes
}

export function mayAnswer(person: Person, plan: PlanFacts): Allowance {
  const may = permitted(person, plan.systemId, 'plan.review', 'answer for risks and checklists')
  if (!may.allowed) return may
  if (!plan.planned) return no('It is not planned yet.')
  return plan.status === 'approved' ? no('It has been approved with these answers. Revise it to change them.') : yes
}

export const mayComment = (person: Person, plan: PlanFacts): Allowance => permitted(person, plan.systemId, 'plan.review', 'comment on plans')

export function mayDeliver(person: Person, plan: PlanFacts): Allowance {
  const may = mayIn(person, 'requirement.submit', plan.systemId)
    ? permitted(person, plan.systemId, 'plan.submit', 'start the delivery of a plan')
    : no('Only architects start the delivery of a plan.')
  if (!may.allowed) return may
  if (plan.status !== 'approved') return no('Only an approved plan is delivered.')
  return plan.delivering ? no('Its delivery has been started.') : yes
}
