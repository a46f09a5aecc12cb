import { call, type Expression, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { require } from './guards.ts'
import { sentence } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

/** "The book must have at least one copy left", "The end date must be after the start date", "Bookings of the same room must not overlap". */
export const demands: Rule = {
  name: 'what must hold',
  apply(clause, reading) {
    const { draft } = reading
    const context = contextOf(clause, reading)
    const mention = draft.lexicon.leading(clause.subject)
    const named = mention ? draft.entities.get(mention.term.id) : undefined
    const operation = context?.operation ? draft.operations.get(context.operation) : undefined
    const text = clause.text
      .replace(/ (?:must|shall|should|has to|have to) (?:always )?(not )?(?=\S)/i, (_, no: string | undefined) => ` ${no ?? ''}`)
      .replace(/ (not )?be /i, (_, no: string | undefined) => ` is ${no ?? ''}`)
      .replace(/ not is /i, ' is not ')
      .replace(/ have /i, ' has ')
      .replace(/ (?:is not) (after|before|later|earlier|more|less|greater|lower|higher|exceed)/i, ' is not $1')
      .replace(/ not exceed /i, ' does not exceed ')
    if (clause.modal !== 'must' && !/^(?:must|only)/i.test(clause.text) && !/\b(?:cannot|can not|may not|never)\b/i.test(clause.text)) return false
    for (const entity of [operation ? draft.entities.get(operation.entity) : undefined, context?.entity, named, ...draft.entities.values()]) {
      if (!entity) continue
      const test = condition(draft, text.replace(/ (?:cannot|can not|may not|can|may) (?=is )/i, ' '), entity)
      if (!test || (test.kind === 'call' && test.args.length === 2 && JSON.stringify(test.args[0]) === JSON.stringify(test.args[1]))) continue
      const guards = clause.leads.map((lead) => condition(draft, lead.text, entity))
      if (guards.some((guard) => guard === null)) return false
      return enforce(
        clause,
        reading,
        entity,
        test,
        guards.filter((guard) => guard !== null),
        operation?.entity === entity.id ? operation : undefined,
      )
    }
    return false
  },
}

function enforce(clause: Clause, reading: Reading, entity: Entity, test: Expression, guards: Expression[], operation: Operation | undefined): boolean {
  const guarded = guards.length ? call('or', ...guards.map((guard) => call('not', guard)), test) : test
  if (operation && !ownFieldsOnly(test)) {
    require(operation, guarded, clause)
    return true
  }
  if (ownFieldsOnly(test)) {
    const paths = pathsOf(test)
    const absent = paths.map((one) => call('is_null', path(one)))
    entity.invariants.push({
      id: `rule_${entity.invariants.length + 1}`,
      expression: absent.length && test.kind === 'call' && /^[<>]=?$/.test(test.fn) ? call('or', ...absent, test) : test,
      ...(guards[0] && { when: guards.length === 1 ? guards[0] : call('and', ...guards) }),
      message: sentence(clause),
      status: 422,
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  }
  const create = reading.draft.operations.get(`${entity.id}.create`)
  if (!create) return false
  require(create, guarded, clause)
  remember(clause, reading, entity)
  return true
}

const ownFieldsOnly = (test: Expression): boolean =>
  test.kind === 'field'
    ? !test.path.includes('.') && test.path !== 'status' && test.path !== 'state'
    : test.kind === 'call'
      ? test.args.every(ownFieldsOnly)
      : test.kind === 'literal' || test.kind === 'today' || test.kind === 'now'

const pathsOf = (test: Expression): string[] => (test.kind === 'field' ? [test.path] : test.kind === 'call' ? test.args.flatMap(pathsOf) : [])
