import type { Plan } from '#model/plan.ts'
import { effort } from '#model/plan-knowledge/figures.ts'
import { budgetOf, strictest } from '../ground.ts'
import { foreignDocuments } from '../reading/english.ts'
import { rpoOf } from './inconsistencies.ts'
import type { Situation } from './situation.ts'

type Question = Plan['questions'][number]
const ask = (text: string, why: string, proposed: string, owner: string, statements: string[] = []): Question => ({ text, why, proposed, owner, statements })

function aboutMoney(facts: Situation['ground']['facts'], total: number): Question[] {
  if (budgetOf(facts)) return []
  const estimate = `${Math.ceil(total / 500) * 500} EUR a month`
  const other = facts.budgets[0]
  if (!other) return [ask('What may the infrastructure cost a month?', 'No budget is stated.', `${estimate}, from the estimate`, 'product owner')]
  const why = 'One is stated, but not in EUR by month or year; the estimate cannot be compared with it.'
  return [ask('What is the infrastructure budget in EUR a month?', why, estimate, 'product owner', [other.statement])]
}

/** What the inputs do not say and the plan had to assume. */
export function questionsOf({ ground, services, sized }: Situation): Question[] {
  const { facts, targets, input } = ground
  const out: Question[] = foreignDocuments(input.documents).map((name) =>
    ask(
      `Is there an English version of ${name}?`,
      'It does not seem to be written in English; its sentences were not understood.',
      'It is left out until there is one',
      'product owner',
    ),
  )
  for (const id of ground.homeless.slice(0, 10)) {
    const s = input.sentences.find((x) => x.id === id)
    out.push(
      ask(
        `Which service does “${s?.text ?? id}” belong to?`,
        'It names none, and its words point to none.',
        'It is left out until somebody says',
        'product owner',
        [id],
      ),
    )
  }
  for (const s of input.sentences.filter((x) => x.kind === 'wish').slice(0, 5))
    out.push(ask(`How is “${s.text}” measured?`, 'It has no number, so nobody can say when it holds.', 'It is not planned for', 'product owner', [s.id]))
  if (!ground.load.requests && !ground.load.messages)
    out.push(
      ask(
        'How many requests a second, or people at once, at the peak?',
        'No load is stated, so two instances a service are planned.',
        'Up to 100 requests a second',
        'product owner',
      ),
    )
  if (!strictest(targets, 'availability'))
    out.push(ask('Which availability is needed?', 'None is stated; it decides between one place and several zones.', '99.5 % a month', 'product owner'))
  if (!strictest(targets, 'recovery_time')) out.push(ask('How long may recovery take after a failure?', 'None is stated.', '4 hours', 'product owner'))
  if (!rpoOf(ground) && services.some((s) => s.traits.some((t) => t.trait === 'money' || t.trait === 'stock')))
    out.push(
      ask(
        'How much data may be lost when a database fails?',
        'Money or stock is kept, and no recovery point is stated.',
        'None of what was acknowledged: synchronous standby',
        'product owner',
      ),
    )
  out.push(...aboutMoney(facts, sized.total))
  if (!facts.developers)
    out.push(
      ask('Who builds it: how many developers, in how many teams?', 'The roadmap rests on it.', `${effort.developersAssumed} developers`, 'product owner'),
    )
  if (facts.skills.length === 0) out.push(ask('Which languages does the team know?', 'Nothing is said, so skills did not count.', 'TypeScript', 'tech lead'))
  if (facts.regions.length === 0 && ground.holds.has('personal'))
    out.push(ask('Where may personal data be kept?', 'Personal data is handled, and no place is stated.', 'In the European Union', 'security engineer'))
  for (const s of services.filter((x) => x.responsibility.endsWith('nothing is said beyond the name')))
    out.push(
      ask(`What must ${s.name} do?`, 'Only its name is known; nothing can be delivered from that.', 'It is delivered last', 'product owner', s.statements),
    )
  return out
}
