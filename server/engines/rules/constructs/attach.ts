import { call, type Expression, literal, now, field as path, subject, today } from '#model/expression.ts'
import type { Entity, Field, FieldType } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { ReadField } from '../language/fields.ts'
import { isAdjective } from '../language/nouns.ts'
import { plural } from '../language/plurals.ts'
import { fieldOf } from '../language/resolve.ts'
import { capitalise, identifier } from '../language/words.ts'
import { safe } from '../names.ts'

/** Turns an attribute as read into a field, a reference, states or line items of the entity; returns the field's id ('' when it became something else). */
export function attachField(
  draft: Draft,
  entity: Entity,
  read: ReadField,
  statement: string,
  options: { required?: boolean; independent?: Set<string> } = {},
): string {
  const mention = draft.lexicon.find(read.noun)
  const term = mention && (mention.before === '' || isReferenceAdjective(mention.before) || mention.term.entity) ? mention.term : null
  if (read.many && term && term.id !== entity.id) {
    attachLines(draft, entity, term.name, read.many, statement, options.independent ?? new Set())
    return ''
  }
  if (read.many && !term) {
    attachLines(draft, entity, read.noun, read.many, statement, new Set())
    return ''
  }
  if (/^(?:status|state)$/.test(read.id) && read.type?.kind === 'enum') {
    attachStates(draft, entity, read, statement)
    return ''
  }
  if (/^(?:status|state)$/.test(read.id) && entity.states) return ''
  const target = term && (term.entity || draft.entities.has(term.id)) ? draft.entities.get(term.id) : undefined
  if (target && read.type?.kind !== 'enum') {
    const label = mention?.before ? `${mention.before} ${term?.name}` : (term?.name ?? read.label)
    if (target === entity && !mention?.before && !read.named) return ''
    const made = draft.addReference(
      entity,
      target.id,
      statement,
      read.named ? read.label : mention?.before ? capitalise(label) : undefined,
      read.required || options.required,
    )
    made.unique ||= read.unique
    return made.id
  }
  if (term?.role && !term.entity && mention?.before === '') {
    const made = draft.addSubject(entity, term.id, statement)
    made.source = read.automatic ? 'system' : 'client'
    if (read.automatic) made.default ??= subject
    made.required ||= read.required && !read.automatic
    return made.id
  }
  const made = draft.addField(entity, toField(draft, entity, read, statement, options.required ?? false))
  claimFlags(draft, entity, made.id, read, statement)
  return made.id
}

/** What is said of a field in so many words; said differently elsewhere it is a contradiction. */
export function claimFlags(draft: Draft, entity: Entity, id: string, read: Pick<ReadField, 'required' | 'optional' | 'limits' | 'default'>, statement: string) {
  const key = `${entity.id}.${id}`
  if (read.required || read.optional) draft.claim(`required:${key}`, read.required && !read.optional, statement)
  for (const [limit, value] of Object.entries(read.limits)) if (value !== undefined && limit !== 'patternText') draft.claim(`${limit}:${key}`, value, statement)
  if (read.default !== undefined) draft.claim(`default:${key}`, read.default, statement)
}

const isReferenceAdjective = (words: string) =>
  words
    .split(' ')
    .every(
      (word) =>
        isAdjective(word) ||
        /^(?:parent|main|primary|secondary|assigned|responsible|delivery|billing|home|source|target|from|to|alternative|preferred|related|origin|destination|current|previous)$/i.test(
          word,
        ),
    )

function toField(draft: Draft, entity: Entity, read: ReadField, statement: string, required: boolean): Field {
  const type = read.type ?? { kind: 'text' as const }
  const made: Field = {
    id: safe(read.id),
    label: read.label,
    type: named(type, entity, read),
    required: (read.required || required) && !read.optional,
    unique: read.unique,
    immutable: read.immutable,
    source: 'client',
    statements: [statement],
  }
  if (type.kind === 'sequence') {
    made.source = 'system'
    made.unique = true
    made.required = false
  } else if (read.automatic) {
    made.source = 'system'
    made.required = false
    if (type.kind === 'date') made.default = today
    if (type.kind === 'datetime') made.default = now
  }
  if (read.default !== undefined) made.default = fitDefault(read.default, type)
  if (read.atTimeOf) {
    const origin = copied(draft, entity, read)
    if (origin) {
      made.default = origin
      made.source = 'system'
      made.required = false
    }
  }
  if (read.maximum) addBound(entity, made, '<=', made.type.kind === 'datetime' && read.maximum.kind === 'today' ? now : read.maximum, statement)
  if (read.minimum) addBound(entity, made, '>=', made.type.kind === 'datetime' ? now : read.minimum, statement)
  return made
}

function named(type: FieldType, entity: Entity, read: ReadField): FieldType {
  return type.kind === 'sequence' ? { ...type, prefix: /\bnumber|no|code\b/i.test(read.label) ? `${entity.id.slice(0, 1).toUpperCase()}-` : '' } : type
}

/** A default is compared with how the type writes it: "Normal" → the enumerated "normal". */
function fitDefault(value: Expression, type: FieldType): Expression {
  if (type.kind === 'enum' && value.kind === 'literal') {
    const match = type.values.find((option) => option.toLowerCase() === String(value.value).toLowerCase())
    return match ? literal(match) : value
  }
  if (type.kind === 'boolean' && value.kind === 'literal' && typeof value.value === 'string') {
    if (/^(?:y|j|checked|ticked|set|active|enabled)$/i.test(value.value)) return literal(true)
    if (/^(?:n|unchecked|unticked|not set|inactive|disabled)$/i.test(value.value)) return literal(false)
  }
  if (type.kind === 'datetime' && value.kind === 'today') return now
  if (type.kind === 'date' && value.kind === 'now') return today
  return value
}

/** "the unit price at the time of the order" comes from the product's price. */
function copied(draft: Draft, entity: Entity, read: ReadField): Expression | null {
  for (const reference of entity.fields) {
    const target = reference.type.kind === 'reference' ? draft.entities.get(reference.type.entity) : undefined
    if (!target || target.id === entity.parent?.entity) continue
    const origin = fieldOf(target, read.label) ?? target.fields.find((other) => other.id === read.id.split('_').at(-1))
    if (origin) return path(`${reference.id}.${origin.id}`)
  }
  return null
}

const daysAhead = (bound: Expression) => {
  const days = bound.kind === 'call' && bound.args[1]?.kind === 'literal' ? Number(bound.args[1].value) : 1
  return days === 1 ? 'tomorrow' : `${days} days from today`
}

export function addBound(entity: Entity, made: Field, fn: '<=' | '>=', bound: Expression, statement: string) {
  const id = safe(`${made.id}_${fn === '<=' ? 'max' : 'min'}`)
  if (entity.invariants.some((invariant) => invariant.id === id)) return
  const what =
    bound.kind === 'today' ? 'today' : bound.kind === 'now' ? 'now' : bound.kind === 'call' && bound.fn === 'year' ? 'the current year' : daysAhead(bound)
  // Only when the value changes: a date that was in the future when it was entered becomes past by itself.
  const changed =
    fn === '>=' ? call('or', call('is_null', { kind: 'old', path: made.id }), call('!=', { kind: 'old', path: made.id }, path(made.id))) : undefined
  entity.invariants.push({
    id,
    expression: call('or', call('is_null', path(made.id)), call(fn, path(made.id), bound)),
    ...(changed && { when: changed }),
    message: `${made.label} must ${fn === '<=' ? 'not be after' : 'not be before'} ${what}.`,
    status: 422,
    statements: [statement],
  })
}

export function attachStates(draft: Draft, entity: Entity, read: ReadField, statement: string) {
  if (read.type?.kind !== 'enum') return
  entity.states ??= {
    field: read.id === 'state' ? 'state' : 'status',
    values: [],
    initial: safe(identifier(read.type.values[0] ?? '')),
    final: [],
    statements: [statement],
  }
  for (const option of read.type.values) draft.addState(entity, option, statement)
  draft.ordered.set(
    entity.id,
    entity.states.values.map((value) => value.id),
  )
  if (read.default?.kind === 'literal') entity.states.initial = draft.state(entity, String(read.default.value)) ?? entity.states.initial
}

/** "one or more order lines": rows inside the parent; things that exist on their own are linked by such rows. */
export function attachLines(draft: Draft, entity: Entity, name: string, many: { min: number; max?: number }, statement: string, independent: Set<string>) {
  const id = identifier(name)
  const known = draft.entities.get(id)
  if (known?.parent?.entity === entity.id) {
    known.parent.min = Math.max(known.parent.min, many.min)
    if (many.max) known.parent.max = many.max
    return
  }
  if (known && (independent.has(id) || (known.parent !== null && known.parent.entity !== entity.id))) {
    const link = draft.addEntity(`${entity.name.toLowerCase()} ${known.name.toLowerCase()}`, statement)
    if (link.parent) return
    const back = draft.addReference(link, entity.id, statement, undefined, true)
    back.source = 'system'
    draft.addReference(link, known.id, statement, undefined, true)
    link.parent = { entity: entity.id, field: back.id, collection: identifier(known.plural), min: many.min, ...(many.max !== undefined && { max: many.max }) }
    return
  }
  const line = draft.addEntity(name, statement)
  const back = draft.addReference(line, entity.id, statement, undefined, true)
  back.source = 'system'
  const short = id.startsWith(`${entity.id}_`) ? id.slice(entity.id.length + 1) : id
  line.parent = {
    entity: entity.id,
    field: back.id,
    collection: safe(identifier(short.replace(/[^_]+$/, (word) => plural(word)))),
    min: many.min,
    ...(many.max !== undefined && { max: many.max }),
  }
}
