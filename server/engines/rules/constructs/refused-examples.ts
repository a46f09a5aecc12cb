import type { Expression } from '#model/expression.ts'
import { condition } from '../language/conditions.ts'
import { operationsIn } from './events.ts'
import { isRefusal } from './examples.ts'
import { forbid } from './forbid.ts'
import { type Reading, type Rule, remember } from './rule.ts'
import { soMany } from './so-many.ts'

/** "a resident with 2 approved permits" as something to test. */
const having = (given: string): string =>
  given
    .replace(
      /^(an?|the) (.+?) (?:with|who (?:already )?has|that (?:already )?has) (?:already )?(\d+|two|three|four|five|six|seven|eight|nine|ten) (.+)$/i,
      'the $2 has at least $3 $4',
    )
    .replace(/^(?:an?|the) (.+?) (?:already )?has (\d+|two|three|four|five|six|seven|eight|nine|ten) (.+)$/i, 'the $1 has at least $2 $3')
    .replace(/^(an?|the) (.+?) (?:with|who (?:already )?has|that (?:already )?has) (an?|no) (.+)$/i, 'the $2 has $3 $4')
    .replace(/ already\b/i, '')

/** "… submits a request with an end date before the start date", "with a quantity of 0": what is wrong with what is given. */
function wrong(when: string): { act: string; tests: string[] } {
  const match =
    /^(.+?) with (?:an?|the|its) ([a-z][\w ]*?) ((?:of|in the|before|after|above|below|greater than|less than|more than|later than|earlier than|under|over)\b.*)$/i.exec(
      when,
    )
  if (!match?.[1]) return { act: when, tests: [] }
  const words = (match[3] ?? '').replace(/^of /i, '')
  return { act: match[1], tests: [`the ${match[2]} is ${words}`] }
}

/** Given/When/Then that ends in a refusal: what was given forbids the act. */
export const refusedExamples: Rule = {
  name: 'an example that is refused',
  apply(clause, reading) {
    const text = clause.line.text.replace(/\.$/, '')
    const parts = /^(?:given (.+?), )?when (.+?), then (.+)$/i.exec(text)
    const refusal = isRefusal(/^given/i.test(text) ? text : `given it, ${text}`)
    if (!parts?.[2] || !refusal || / without /i.test(parts[2]) || /\b(?:another|different|other) [a-z]+\b.*,? when/i.test(text)) return false
    const { draft } = reading
    const { act, tests: said } = wrong(parts[2])
    const given = [...(parts[1] ?? '').split(/ and (?=(?:an?|the|it|they|no|their|its) )/i).filter(Boolean), ...said]
    const first = (parts[1] ?? '').replace(/^(?:an?|the) /i, '')
    const thing = draft.lexicon.find(first)?.term
    const done = act.replace(/\b(?:it|them)\b/i, thing?.entity ? `the ${thing.name}` : 'it').replace(/\b(?:another|a second|a further|one more) /i, 'a ')
    const named = operationsIn(draft, done, clause, reading)
    const made = named.length
      ? null
      : /^.{2,40}? (?:submits|applies for|requests|files|creates|makes|places|registers|adds|enters|books|orders) (.+)$/i.exec(done)?.[1]
    const created = made ? draft.operations.get(`${draft.lexicon.find(made)?.term.id}.create`) : undefined
    const operations = created ? [created] : named
    const on = draft.entities.get(operations[0]?.entity ?? '')
    if (!on || given.length === 0) return false
    const tests: Expression[] = []
    for (const fact of given) {
      const test = condition(draft, having(fact), on) ?? soMany(reading, fact, on, clause.line.id)
      if (test) tests.push(test)
      else if (!bare(reading, fact)) return false
    }
    if (tests.length === 0) return false
    for (const operation of operations) forbid(on, operation, tests, clause)
    for (const other of reading.clauses.get(clause.line.id) ?? []) {
      other.read = true
      other.left.length = 0
    }
    remember(clause, reading, on)
    return true
  },
}

/** "a customer": somebody or something that is there and of which nothing is said. */
const bare = (reading: Reading, fact: string): boolean => {
  const mention = /^(?:an?|the) [\w ]+$/i.test(fact) ? reading.draft.lexicon.find(fact) : null
  return mention?.before === ''
}
