import { call, type Expression, literal, field as path } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { readField } from '../language/fields.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { fieldAt, fieldOf, fullPath } from '../language/resolve.ts'
import { value } from '../language/values.ts'
import { safe } from '../names.ts'
import { require } from './guards.ts'
import { sentence } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

const shapes: [RegExp, '<=' | '>=' | '<' | '>'][] = [
  [
    /^(.+?) (?:must|may|can|shall|should) (?:not (?:exceed|be (?:more|greater|higher|larger|later|bigger) than|be (?:after|above|over))|be (?:at most|less than or equal to|no (?:more|greater|higher|later) than)) (.+)$/i,
    '<=',
  ],
  [
    /^(.+?) (?:must|may|can|shall|should) (?:not be (?:less|lower|smaller|earlier|fewer) than|not be (?:before|below|under)|be (?:at least|no (?:less|lower|earlier) than)) (.+)$/i,
    '>=',
  ],
  [/^(.+?) (?:must|shall|should) be (?:less|lower|smaller|earlier|before|below) (?:than )?(.+)$/i, '<'],
  [/^(.+?) (?:must|shall|should) (?:be (?:more than|greater than|higher than|larger than|later than|after|above)|exceed) (.+)$/i, '>'],
]
const days = new RegExp(String.raw`^(${numberPattern}) (day|week|month|hour)s? (after|before|from) (.+)$`, 'i')

/** "The approved amount shall not exceed the estimated amount", "The number of attendees must not exceed the capacity of the room". */
export const bounds: Rule = {
  name: 'one value bounds another',
  apply(clause, reading) {
    if (clause.leads.length) return false
    for (const [pattern, fn] of shapes) {
      const match = pattern.exec(clause.text)
      if (match?.[1] && match[2] && compareValues(clause, reading, match[1], fn, match[2])) return true
    }
    return false
  },
}

function compareValues(clause: Parameters<Rule['apply']>[0], reading: Reading, left: string, fn: '<=' | '>=' | '<' | '>', right: string): boolean {
  const { draft } = reading
  const context = contextOf(clause, reading)?.entity
  // How many rows there are is no field, whatever is called alike.
  const rows = /^(?:the )?(?:total )?number of (.+)$/i.exec(left)?.[1]
  if (rows && draft.lexicon.find(rows.replace(/ (?:of|for|in|on|per) .*$/i, ''))?.term.entity) return false
  for (const entity of [context, ...draft.entities.values()]) {
    if (!entity) continue
    const bound = boundAt(reading, right, entity)
    if (!bound || bound.kind === 'literal') continue
    const place = fieldAt(draft, left.replace(/^(?:the )?number of /i, ''), entity) ?? fieldAt(draft, left, entity)
    const own =
      place?.field && !place.each && !place.children && !place.path ? place.field : entity === context ? counted(reading, left, entity, clause.line.id) : null
    if (!own || (bound.kind === 'field' && bound.path === own.id)) continue
    hold(clause, reading, entity, own, call(fn, path(own.id), bound))
    return true
  }
  return false
}

/** "14 days after the loan date", "the capacity of the room". */
function boundAt(reading: Reading, text: string, entity: Entity): Expression | null {
  const shifted = days.exec(text)
  const amount = shifted?.[1] ? number(shifted[1]) : undefined
  const from = shifted?.[4] ? fieldAt(reading.draft, shifted[4], entity) : null
  if (shifted && amount !== undefined && from?.field && !from.each && !from.children) {
    const sign = /before/i.test(shifted[3] ?? '') ? -1 : 1
    const unit = shifted[2] ?? 'day'
    const at = path(fullPath(from))
    return /month/i.test(unit)
      ? call('add_months', at, literal(sign * amount))
      : /hour/i.test(unit)
        ? call('add_hours', at, literal(sign * amount))
        : call('add_days', at, literal(sign * amount * (/week/i.test(unit) ? 7 : 1)))
  }
  for (const phrase of [text, text.replace(/^(?:the )?number of /i, '')]) {
    const place = fieldAt(reading.draft, phrase, entity)
    if (place?.field && !place.each && !place.children) return path(fullPath(place))
  }
  const found = value(reading.draft, text, entity)
  return found && found.kind === 'call' ? found : null
}

/** "The number of attendees" of what the story books: a number that nothing else in the document explains. */
function counted(reading: Reading, phrase: string, entity: Entity, statement: string): Field | null {
  const match = /^(?:the )?number of ([a-z]+(?: [a-z]+)?)$/i.exec(phrase)
  const read = match?.[1] && !reading.draft.lexicon.find(match[1])?.term.entity ? readField(phrase) : null
  if (!read || fieldOf(entity, read.label)) return null
  return reading.draft.addField(entity, {
    id: safe(read.id),
    label: read.label,
    type: { kind: 'integer', min: 0 },
    required: true,
    unique: false,
    immutable: false,
    source: 'client',
    statements: [statement],
  })
}

/** Within the record it is kept at all times; beside another record it is checked when somebody writes. */
function hold(clause: Parameters<Rule['apply']>[0], reading: Reading, entity: Entity, field: Field, test: Expression) {
  const { draft } = reading
  const other = test.kind === 'call' ? JSON.stringify(test.args[1]).match(/"path":"[^"]*\./) !== null : false
  const giving = [...draft.operations.values()].filter(
    (operation) =>
      operation.entity === entity.id && (operation.kind === 'create' || operation.kind === 'update' || operation.inputs.some((input) => input.id === field.id)),
  )
  const asking = field.source === 'system' ? giving.filter((operation) => operation.inputs.some((input) => input.id === field.id)) : []
  if (asking.length) for (const operation of asking) require(operation, test, clause)
  else if (other && giving.length) for (const operation of giving) require(operation, test, clause)
  else {
    const paths = test.kind === 'call' ? test.args.flatMap((arg) => firstPaths(arg)) : []
    entity.invariants.push({
      id: safe(`bound_${field.id}_${entity.invariants.length + 1}`),
      expression: call('or', ...paths.map((one) => call('is_null', path(one))), test),
      message: sentence(clause),
      status: 422,
      statements: [clause.line.id],
    })
  }
  if (!field.statements.includes(clause.line.id)) field.statements.push(clause.line.id)
  remember(clause, reading, entity)
}

const firstPaths = (expression: Expression): string[] =>
  expression.kind === 'field' ? [expression.path] : expression.kind === 'call' ? expression.args.flatMap(firstPaths) : []
