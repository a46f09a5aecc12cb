import { call, type Expression, literal, field as path } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { condition } from '../language/conditions.ts'
import { readField } from '../language/fields.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { number } from '../language/numbers.ts'
import { fieldOf } from '../language/resolve.ts'
import { value } from '../language/values.ts'
import { capitalise, identifier } from '../language/words.ts'
import { safe } from '../names.ts'
import { contextOf, type Rule, remember } from './rule.ts'

/** "The total of an order is the sum of …", "The due date is the loan date + 21 days". */
export const derived: Rule = {
  name: 'calculated values',
  apply(clause, reading) {
    if (clause.negative || clause.modal === 'can') return false
    const match =
      /^(.+?) (?:is|are|equals?|shall be|must be|should be|will be)(?: (?:calculated|computed|derived|determined|worked out|obtained)(?: (?:as|from|by|using))?)? (?:(?:equal to|the result of) )?(.+)$/i.exec(
        clause.text,
      ) ??
      /^(?:the )?(?:system|application|service) (?:shall |must |should |will )?(?:calculate|compute|determine|derive)s? (.+?) (?:as|from|by) (.+)$/i.exec(
        clause.text,
      ) ??
      /^(.+?) = (.+)$/.exec(clause.text)
    const context = contextOf(clause, reading)
    if (!match?.[1] || !match[2]) return false
    const target = ownerOf(reading, match[1], context?.entity, match[2])
    if (!target) return false
    const expression = value(reading.draft, match[2], target.entity)
    if (expression?.kind === 'field' && /\b(?:calculated|computed|derived|determined|worked out) (?:from|by|using) /i.test(clause.text)) {
      // It says what the value depends on, not how: another sentence has to.
      const known = JSON.stringify([target.field?.default, target.field?.derived])
      if (target.field && known.includes(`"path":"${expression.path}"`)) target.field.statements.push(clause.line.id)
      else clause.left.push(`how the ${target.name} is calculated`)
      return true
    }
    if (
      !expression ||
      JSON.stringify(expression).includes(`"path":"${target.field?.id ?? ''}"`) ||
      expression.kind === 'literal' ||
      (expression.kind === 'field' && !target.field)
    )
      return false
    if (clause.leads.length && !conditional(clause, reading, target.entity)) return false
    const guard = clause.leads.map((lead) => condition(reading.draft, lead.text, target.entity)).filter((one) => one !== null)
    setDerived(
      reading.draft,
      target.entity,
      target.name,
      guard.length
        ? call('if', guard.length === 1 && guard[0] ? guard[0] : call('and', ...guard), expression, literal(isDate(expression) ? null : 0))
        : expression,
      clause.line.id,
    )
    remember(clause, reading, target.entity)
    return true
  },
}

function conditional(clause: Parameters<Rule['apply']>[0], reading: Parameters<Rule['apply']>[1], entity: Entity): boolean {
  return clause.leads.every((lead) => condition(reading.draft, lead.text, entity) !== null)
}

/** Which entity's value a phrase such as "the total of an order" or "the due date" names; new values belong to what is spoken of. */
function ownerOf(
  reading: Parameters<Rule['apply']>[1],
  phrase: string,
  context: Entity | undefined,
  right: string,
): { entity: Entity; name: string; field: Field | undefined } | null {
  const { draft } = reading
  const of =
    /^(?:the )?(.+?) (?:of|for|on) (?:an?|the|each|every|its|one|all)? ?(.+)$/i.exec(phrase) ??
    swap(/^(?:an?|the|each|every)? ?(.+?)(?:'s|s') (.+)$/i.exec(phrase))
  // "The number of days of a request": of the request, not of days.
  const counted = /^(?:the )?((?:total )?(?:number|amount|count) of [a-z]+(?: [a-z]+)?) (?:of|for) (?:an?|the|each|every)? ?(.+)$/i.exec(phrase)
  for (const found of [counted, of])
    if (found?.[1] && found[2]) {
      const mention = draft.lexicon.find(found[2])
      const entity = mention ? draft.entities.get(mention.term.id) : undefined
      if (entity && found[1].split(' ').length <= 4) return { entity, name: stripDeterminers(found[1]), field: fieldOf(entity, found[1]) }
    }
  const name = stripDeterminers(phrase.replace(/^(?:its|their) /i, ''))
  if (!name || name.split(' ').length > 4 || /\b(?:it|that|which|there|who|system)\b/i.test(name)) return null
  const term = draft.lexicon.find(name)
  if (term && term.before === '' && term.term.id === identifier(name)) return null
  for (const entity of [context, ...draft.entities.values()]) {
    const field = entity ? fieldOf(entity, name) : undefined
    if (entity && field) return { entity, name, field }
  }
  for (const entity of draft.entities.values()) {
    const prefix = `${entity.name.toLowerCase()} `
    if (name.toLowerCase().startsWith(prefix)) return { entity, name: name.slice(prefix.length), field: undefined }
  }
  const able = [...draft.entities.values()].filter((entity) => {
    const found = value(draft, right, entity)
    return found !== null && found.kind !== 'literal'
  })
  if (context && (able.includes(context) || able.length === 0)) return { entity: context, name, field: undefined }
  return able.length === 1 && able[0] ? { entity: able[0], name, field: undefined } : context ? { entity: context, name, field: undefined } : null
}

const swap = (match: RegExpExecArray | null) => (match ? [match[0], match[2], match[1]] : null)

const isDate = (expression: Expression) =>
  expression.kind === 'today' || expression.kind === 'now' || (expression.kind === 'call' && /^add_/.test(expression.fn))

export function setDerived(draft: Parameters<Rule['apply']>[1]['draft'], entity: Entity, name: string, expression: Expression, statement: string) {
  const known = fieldOf(entity, name)
  const read = readField(name)
  const type = isDate(expression)
    ? { kind: known?.type.kind === 'datetime' || (expression.kind === 'call' && expression.fn === 'add_hours') ? ('datetime' as const) : ('date' as const) }
    : (known?.type ?? (read?.type?.kind === 'text' ? { kind: 'decimal' as const, scale: 2 } : read?.type) ?? { kind: 'decimal' as const, scale: 2 })
  const field: Field =
    known ??
    draft.addField(entity, {
      id: safe(identifier(stripDeterminers(name))),
      label: capitalise(stripDeterminers(name)),
      type,
      required: false,
      unique: false,
      immutable: false,
      source: 'derived',
      statements: [statement],
    })
  field.type = type.kind === 'integer' && /"\/"|"round"/.test(JSON.stringify(expression)) ? { kind: 'decimal', scale: 2 } : type
  field.required = false
  draft.claim(`value:${entity.id}.${field.id}`, expression, statement)
  if (!field.statements.includes(statement)) field.statements.push(statement)
  if (isDate(expression)) {
    field.source = 'system'
    field.default = expression
    delete field.derived
  } else {
    field.source = 'derived'
    field.derived = expression
    delete field.default
  }
}

/** "If the return date is after the due date, the loan is marked as late and a fine of 0.50 per day is due." */
export const charges: Rule = {
  name: 'conditional marks and charges',
  apply(clause, reading) {
    const { draft } = reading
    const entity = contextOf(clause, reading)?.entity ?? leadEntity(clause, reading)
    if (!entity || clause.leads.length === 0) return false
    const tests = clause.leads.map((lead) => condition(draft, lead.text, entity))
    if (tests.some((test) => test === null)) return false
    const all = tests.filter((test) => test !== null)
    const test = all.length === 1 && all[0] ? all[0] : call('and', ...all)
    const mark =
      /^(.+?) (?:is|are|shall be|must be|counts|will be) (?:then )?(?:marked|flagged|regarded|considered|treated|counted|shown)?(?: as)? ?([a-z-]+(?: [a-z-]+)?)$/i.exec(
        clause.text,
      )
    const marked = mark?.[1] ? draft.lexicon.find(mark[1]) : null
    if (mark?.[2] && (marked?.term.id === entity.id || /^(?:it|this)$/i.test(mark[1] ?? '')) && !draft.state(entity, mark[2]) && compares(test)) {
      const id = safe(identifier(mark[2]))
      draft.addField(entity, {
        id,
        label: capitalise(mark[2]),
        type: { kind: 'boolean' },
        required: false,
        unique: false,
        immutable: false,
        source: 'derived',
        derived: guarded(test),
        statements: [clause.line.id],
      })
      draft.meanings.push({ word: mark[2], entity: entity.id, expression: guarded(test), statements: [clause.line.id] })
      return true
    }
    return charge(clause, reading, entity, test)
  },
}

function leadEntity(clause: Parameters<Rule['apply']>[0], reading: Parameters<Rule['apply']>[1]): Entity | undefined {
  for (const entity of reading.draft.entities.values()) if (clause.leads.every((lead) => condition(reading.draft, lead.text, entity) !== null)) return entity
  return undefined
}

const compares = (test: Expression) => test.kind === 'call' && /^(?:>|<|>=|<=|and|or|not|not_null|is_null|=)$/.test(test.fn)

/** Absent dates make a comparison false, never unknown. */
export function guarded(test: Expression): Expression {
  if (test.kind !== 'call') return test
  const paths = test.args.flatMap((arg) => (arg.kind === 'field' ? [arg.path] : []))
  return paths.length && /^[<>]=?$/.test(test.fn) ? call('and', ...paths.slice(0, 1).map((one) => call('not_null', path(one))), test) : test
}

/** "a fine of 0.50 per day is due", "a late fee of 2 EUR per day is charged", "a discount of 10 % is applied". */
function charge(clause: Parameters<Rule['apply']>[0], reading: Parameters<Rule['apply']>[1], entity: Entity, test: Expression): boolean {
  const match =
    /^(?:(?:the system|\w+) (?:shall |must |will )?(?:charge|add|apply|calculate)s? )?(?:an?|the) ([a-z -]{2,30}?) of (?:€ ?|\$ ?|£ ?|eur ?|usd ?)?([\d.,]+)(?: ?(?:€|\$|£|eur|usd|gbp|euros?|dollars?|pounds?))?(?: (?:per|for each|for every|a|each) (?:started |late |overdue |full )?(day|hour|week|night))?(?: (?:late|overdue|of delay))?(?: (?:is|are|shall be|must be|will be) (?:then )?(?:due|charged|added|payable|applied|owed|to be paid|calculated|incurred))?$/i.exec(
      clause.text,
    )
  if (!match?.[1] || !match[2]) return false
  const figure = number(match[2])
  if (figure === undefined) return false
  const dates = datesOf(test)
  const units = match[3] ? (dates.length > 1 ? call(/hour/i.test(match[3]) ? 'hours_between' : 'days_between', ...ordered(test)) : null) : literal(1)
  if (!units) return false
  const amount = match[3] ? call('*', literal(figure), /week/i.test(match[3]) ? call('ceil', call('/', units, literal(7))) : units) : literal(figure)
  const name = stripDeterminers(match[1])
  draft(reading, entity, name, call('if', guarded(test), amount, literal(0)), clause.line.id)
  return true
}

export function draft(reading: Parameters<Rule['apply']>[1], entity: Entity, name: string, expression: Expression, statement: string) {
  setDerived(reading.draft, entity, name, expression, statement)
  const field = fieldOf(entity, name)
  if (field && field.type.kind !== 'money') field.type = { kind: 'money' }
}

const datesOf = (test: Expression): string[] => (test.kind === 'call' ? test.args.flatMap((arg) => (arg.kind === 'field' ? [arg.path] : datesOf(arg))) : [])

/** The earlier date first. */
function ordered(test: Expression): [Expression, Expression] {
  const [a = '', b = ''] = datesOf(test)
  return test.kind === 'call' && /^>/.test(test.fn) ? [path(b), path(a)] : [path(a), path(b)]
}
