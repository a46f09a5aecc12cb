import { call, type Expression, literal, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { not } from '../language/negation.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { actorsOf } from './actors.ts'
import { readObjects } from './objects.ts'
import { permitAll, sentence } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

const compares = /\b(?:more|greater|higher|larger|above|over|exceeds?|exceeding|less|lower|below|under|at least|at most)\b/i

/** "If the total is more than 1,000 EUR, only a director shall approve it": is a sentence of this kind, to be read after the acts. */
export const needsAnother = (clause: Clause): boolean =>
  clause.modal !== '' &&
  (clause.only || clause.modal === 'must') &&
  clause.leads.some((lead) => /^(?:if|when|where)$/.test(lead.kind) && !lead.trailing && compares.test(lead.text))

/** Who else must decide above an amount: the others may then no longer. */
export const approvers: Rule = {
  name: 'another approver under a condition',
  apply(clause, reading) {
    if (!needsAnother(clause) || clause.negative) return false
    const { draft } = reading
    const actors = actorsOf(clause.passive ? clause.agent : clause.subject, reading)
    if (!actors?.roles.length) return false
    const it = contextOf(clause, reading)?.entity ?? null
    const object = readObjects(clause.passive ? clause.subject : clause.rest, reading, it).objects[0]?.entity ?? it
    for (const entity of [object, ...draft.entities.values()]) {
      if (!entity) continue
      const operation = clause.verbs.map((verb) => draft.findOperation(verb, entity.id)).find((found) => found !== null)
      const tests = clause.leads.map((lead) => condition(draft, lead.text, entity))
      if (operation?.entity !== entity.id || operation.kind === 'create' || tests.some((test) => test === null)) continue
      const all = tests.filter((test) => test !== null)
      capped(reading, operation, actors.roles, not(all.length === 1 && all[0] ? all[0] : call('and', ...all)), clause)
      remember(clause, reading, entity, operation.id)
      return true
    }
    return false
  },
}

/** Everybody else who may do it so far keeps it only where the test holds. */
function capped(reading: Reading, operation: Operation, roles: string[], test: Expression, clause: Clause) {
  const others = operation.permissions.map((permission) => permission.role).filter((role) => !roles.includes(role))
  permitAll(reading.draft, operation, { roles, everyone: false, anonymous: false, before: '' }, clause.line.id)
  if (others.length) operation.conditions.push({ expression: test, message: sentence(clause), status: 403, roles: others, statements: [clause.line.id] })
}

const upTo = new RegExp(
  String.raw`^(.+?) (?:up to|below|under|not exceeding|of up to|of at most|with an? (?:total|amount|value|sum) (?:of )?(?:up to|at most|below|under)) (?:an? |the )?(?:(total|amount|value|sum|limit|price|cost)(?: value| amount)? of )?(${numberPattern})(?: ?(?:eur|usd|gbp|€|\$|£|euros?|dollars?|pounds?))?$`,
  'i',
)

/** "Team leads can approve submitted requisitions up to a total of 1,000 EUR": the act as usual, and a cap for these people. */
export function capOf(clause: Clause): { rest: string; name: string; bound: number } | null {
  const match = clause.modal === 'must' || clause.passive || clause.negative ? null : upTo.exec(clause.rest)
  const bound = match?.[3] ? number(match[3]) : undefined
  if (
    !match?.[1] ||
    bound === undefined ||
    !/^(?:approve|accept|confirm|authori[sz]e|sign|release|grant|decide|pay|refund|reject)$/.test(clause.verbs[0] ?? '')
  )
    return null
  return { rest: match[1], name: match[2] ?? '', bound }
}

export function putCap(reading: Reading, clause: Clause, operation: Operation, roles: string[], cap: { name: string; bound: number }) {
  const entity = reading.draft.entities.get(operation.entity)
  const amount = entity ? amountOf(entity, cap.name) : undefined
  if (!amount) {
    clause.left.push(`up to ${cap.bound}`)
    return
  }
  operation.conditions.push({
    expression: call('<=', path(amount), literal(cap.bound)),
    message: sentence(clause),
    status: 403,
    roles,
    statements: [clause.line.id],
  })
}

export const amountOf = (entity: Entity, name = ''): string | undefined => {
  const numeric = entity.fields.filter((field) => field.type.kind === 'money' || field.type.kind === 'decimal')
  return (
    (name ? numeric.find((field) => field.id.split('_').includes(name)) : undefined) ??
    numeric.find((field) => /total|amount|sum|value|price|cost/.test(field.id)) ??
    numeric.find((field) => field.type.kind === 'money')
  )?.id
}

/** "Above that, the head of department has to approve": who acts where the cap of the sentence before ends. */
export const aboveThat: Rule = {
  name: 'above that',
  apply(clause, reading) {
    const match =
      /^(?:above|over|beyond) (?:that|this)(?: (?:amount|limit|sum|value))?,? (.+?) (?:has to|have to|must|shall|needs? to|can|may|should|will) (?:additionally )?(\w+)(?: (?:it|them))?$/i.exec(
        clause.line.text.replace(/\.$/, ''),
      )
    const before = clause.line.follows ?? null
    const actors = match?.[1] ? actorsOf(match[1], reading) : null
    if (!match?.[2] || !actors?.roles.length || !before) return false
    const operation = [...reading.draft.operations.values()].find((candidate) =>
      candidate.conditions.some((one) => one.statements.includes(before.id) && one.roles.length > 0),
    )
    if (!operation || reading.draft.findOperation(match[2], operation.entity) !== operation) return false
    permitAll(reading.draft, operation, actors, clause.line.id)
    return true
  },
}
