import type { Expression } from '#model/expression.ts'
import type { Entity, Field, Operation, Specification, View } from '#model/specification.ts'
import { readDocuments } from '../read.ts'

/** A specification as short sentences, so that a test reads like the document it tests. */
export function facts(specification: Specification): string[] {
  return [
    ...specification.roles.map((role) => `role ${role.id}${role.entity ? ` = ${role.entity}` : ''}`),
    ...specification.entities.flatMap(entityFacts),
    ...specification.operations.flatMap(operationFacts),
    ...specification.views.map(viewFact),
    ...specification.deadlines.map(
      (deadline) => `${deadline.id}: when ${words(deadline.when)} then ${values(deadline.values)}${deadline.notify ? ` and notify ${deadline.notify}` : ''}`,
    ),
    ...specification.qualities.map((quality) =>
      `${quality.metric} ${quality.comparator} ${quality.value ?? '?'} ${quality.unit}${quality.percentile ? ` p${quality.percentile}` : ''}`.trim(),
    ),
  ]
}

export const read = (text: string): Specification => readDocuments([{ name: 'requirements.md', role: 'requirements', text }])

/** The facts that a sentence adds to a document: in the second reading and not in the first. */
export function added(context: string, sentence: string): { facts: string[]; status: string; note: string } {
  const before = new Set(facts(read(context)))
  const after = read(`${context}\n\n${sentence}`)
  const own = after.statements.filter((statement) => statement.start >= context.length)
  const worst = own.find((statement) => statement.status !== 'understood') ?? own[0]
  return { facts: facts(after).filter((fact) => !before.has(fact)), status: worst?.status ?? 'none', note: worst?.note ?? '' }
}

function entityFacts(entity: Entity): string[] {
  const states = entity.states
  return [
    `entity ${entity.id}${entity.parent ? ` in ${entity.parent.entity}.${entity.parent.collection} from ${entity.parent.min}` : ''}${entity.appendOnly ? ', append only' : ''}`,
    ...entity.fields.map((field) => `${entity.id}.${field.id}: ${fieldFact(field)}`),
    ...(states ? [`${entity.id} is ${states.values.map((value) => value.id).join(', ')}`, `${entity.id} begins ${states.initial}`] : []),
    ...entity.invariants.map((rule) => `${entity.id} keeps ${words(rule.expression)}${rule.when ? ` when ${words(rule.when)}` : ''}`),
    ...entity.frozen.map((rule) => `${entity.id} frozen when ${words(rule.when)}`),
    ...entity.uniques.map((rule) => `${entity.id} unique ${rule.fields.join(' + ')}`),
  ]
}

export function fieldFact(field: Field): string {
  const { kind, ...rest } = field.type
  const details = Object.entries(rest)
    .filter(([key, value]) => value !== undefined && key !== 'patternText' && !(key === 'scale' && value === 2))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('|') : String(value)}`)
  const flags = [
    field.required && 'required',
    field.unique && 'unique',
    field.immutable && 'immutable',
    field.source === 'system' && 'system',
    field.default && `default ${words(field.default)}`,
    field.derived && `= ${words(field.derived)}`,
  ].filter(Boolean)
  return [kind, ...details, ...flags].join(' ')
}

function operationFacts(operation: Operation): string[] {
  const who = [
    ...(operation.public ? ['anyone'] : []),
    ...operation.permissions.map((permission) => `${permission.role}${permission.own ? ` (own ${permission.own})` : ''}`),
  ]
  return [
    ...who.map((one) => `${operation.id} by ${one}`),
    ...(operation.from.length || operation.to ? [`${operation.id} ${operation.from.join('|') || 'any'} → ${operation.to ?? 'same'}`] : []),
    ...operation.inputs.map((input) => `${operation.id} takes ${input.id}${input.required ? '' : '?'}`),
    ...operation.conditions.map(
      (condition) =>
        `${operation.id} needs ${words(condition.expression)}${condition.roles.length ? ` for ${condition.roles.join(', ')}` : ''}${condition.status === 409 ? '' : ` or ${condition.status}`}`,
    ),
    ...operation.effects.map((effect) => `${operation.id} does ${effectFact(effect)}`),
  ]
}

function effectFact(effect: Operation['effects'][number]): string {
  const when = effect.when ? ` when ${words(effect.when)}` : ''
  if (effect.kind === 'notify') return `${effect.channel} to ${effect.to}${when}`
  if (effect.kind === 'call') return `call ${effect.external}${when}`
  const each = 'each' in effect && effect.each ? `each ${effect.each}: ` : ''
  const select =
    'select' in effect && effect.select ? `${effect.select.limit === 1 ? 'first ' : 'all '}${effect.select.entity} where ${words(effect.select.where)}: ` : ''
  if (effect.kind === 'delete') return `delete ${select}${when}`
  const target = effect.kind === 'create' ? `create ${effect.entity} ` : effect.target === 'self' ? '' : `${effect.target}.`
  return `${each}${select}${target}${values(effect.values)}${when}`
}

function viewFact(view: View): string {
  const who = [...(view.public ? ['anyone'] : []), ...view.permissions.map((permission) => permission.role)].join(', ')
  if (!view.report)
    return `search ${view.entity} by ${[...view.search, ...view.filters.map((filter) => `=${filter}`)].join(', ')}${view.sort.map((sort) => ` sorted ${sort.path} ${sort.direction}`).join('')} ${view.pageSize} a page for ${who}`
  const { groupBy, period, bucket, measures, limit } = view.report
  return `report ${view.entity}${view.where ? ` where ${words(view.where)}` : ''}${measures.map((measure) => ` ${measure.fn}(${measure.value ? words(measure.value) : ''})`).join('')}${groupBy.length || bucket ? ` per ${[...groupBy, ...(bucket ? [bucket] : [])].join(', ')}` : ''}${period ? ` over ${period}` : ''}${limit ? ` top ${limit}` : ''} for ${who}`
}

const values = (found: Record<string, Expression>) =>
  Object.entries(found)
    .map(([id, value]) => `${id} := ${words(value)}`)
    .join(', ')

/** `^` = of the record the rule is about, `old.` = before, `$` = an input. */
export function words(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value)
    case 'field':
      return expression.path
    case 'outer':
      return `^${expression.path}`
    case 'old':
      return `old.${expression.path}`
    case 'input':
      return `$${expression.name}`
    case 'aggregate':
      return `${expression.fn}(${expression.entity}${expression.value ? ` ${words(expression.value)}` : ''}${expression.where ? ` where ${words(expression.where)}` : ''})`
    case 'call': {
      const args = expression.args.map(words)
      return /^(?:\W+|and|or)$/.test(expression.fn) ? `(${args.join(` ${expression.fn} `)})` : `${expression.fn}(${args.join(', ')})`
    }
    default:
      return expression.kind
  }
}
