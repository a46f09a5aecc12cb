import { budgetOf } from '../ground.ts'
import { foreignDocuments } from '../reading/english.ts'
import { figure } from '../reading/numbers.ts'
import { type Risk, risk, type Situation } from './situation.ts'

function unread({ ground }: Situation): (Risk | null)[] {
  const foreign = foreignDocuments(ground.input.documents)
  const title = `${foreign.join(', ')} ${foreign.length === 1 ? 'does' : 'do'} not seem to be English: what it asks for is not in this plan`
  return foreign.length > 0 ? [risk(['language', 'Project', 'product owner'], [3, 3], title, 'Submit a translation as a new revision')] : []
}

/** Money, time, people and what the inputs leave open. */
export function projectRisks(at: Situation): (Risk | null)[] {
  const { ground, sized, weeks, services } = at
  const budget = budgetOf(ground.facts)
  const { deadline } = ground.facts
  const known = new Set(ground.facts.skills.map((s) => s.value))
  const strange = known.size === 0 ? [] : services.filter((s) => !at.choices.services.get(s.slug)?.language.option.tags.some((t) => known.has(t)))
  return [
    ...unread(at),
    budget && sized.total > budget.perMonth
      ? risk(
          ['budget', 'Project', 'product owner'],
          [3, sized.total > budget.perMonth * 1.25 ? 3 : 2],
          `Running costs of about ${figure(sized.total)} EUR a month exceed the budget of ${figure(budget.perMonth)}`,
          'Lower the load to build for, start with fewer instances, or raise the budget',
          [budget.statement],
        )
      : null,
    deadline && weeks.calendar > deadline.value
      ? risk(
          ['deadline', 'Project', 'product owner'],
          [3, weeks.calendar > deadline.value * 1.25 ? 3 : 2],
          `The roadmap takes ${weeks.calendar} weeks, ${Math.max(0, deadline.value)} are left`,
          'Release the first phase alone, add people before the first phase, or move the date',
          [deadline.statement],
        )
      : null,
    strange.length > 0
      ? risk(
          ['skills', 'Project', 'architect'],
          [2, 2],
          `Nobody is said to know what ${strange.map((s) => s.name).join(', ')} is written in`,
          'Train or hire before the phase that builds it',
          ground.facts.skills.map((s) => s.statement),
        )
      : null,
    ground.homeless.length > 0
      ? risk(
          ['homeless', 'Project', 'product owner'],
          [2, 2],
          `${ground.homeless.length} ${ground.homeless.length === 1 ? 'statement belongs' : 'statements belong'} to no service`,
          'Say which service each belongs to, and revise the plan',
          ground.homeless,
        )
      : null,
    ground.targets.every((t) => !t.measure)
      ? risk(
          ['targets', 'Project', 'product owner'],
          [3, 2],
          'No quality target can be measured: nobody can say when it is good enough',
          'State response time, load, availability and recovery with numbers',
        )
      : null,
    risk(['defect', 'Project', 'operator'], [1, 3], 'A defect reaches people in spite of the gates', 'Canary with automatic rollback; the old release is kept'),
  ]
}
