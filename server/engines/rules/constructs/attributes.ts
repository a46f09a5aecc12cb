import { call, old, field as path } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { readField } from '../language/fields.ts'
import type { FieldReading } from '../language/flag-reading.ts'
import { add } from '../language/flags.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { fieldOf } from '../language/resolve.ts'
import { inferType } from '../language/types.ts'
import { identifier } from '../language/words.ts'
import { safe } from '../names.ts'
import { addBound, claimFlags } from './attach.ts'
import { sentence } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

/** "The registration number is required and unique", "Copies must be at least 0", "Labour hours are between 0.25 and 100". */
export const attributes: Rule = {
  name: 'attributes of fields',
  apply(clause, reading) {
    const text = clause.text
    const match = /^(.+?) (?:(?:must|shall|should|will|may|can) )?(not )?(?:be|is|are|has|have|consists?|starts? with|defaults? to|ranges?|lies?) (.+)$/i.exec(
      text,
    )
    if (!match?.[1] || !match[3] || clause.leads.length > 0) return false
    const flag = `${match[2] ?? ''}${/\bdefaults? to\b/i.test(text) ? 'default ' : ''}${match[3]}`.replace(
      /^(?:also|always|a value|values?|a number|written|given) /i,
      '',
    )
    const names = splitList(match[1])
    const targets = names.map((name) =>
      /^(?:it|this|they|this field)$/i.test(name.trim()) ? spokenOf(clause, reading) : fieldNamed(name, reading, contextOf(clause, reading)?.entity),
    )
    const fresh: FieldReading = {
      required: false,
      optional: false,
      unique: false,
      immutable: false,
      automatic: false,
      type: null,
      limits: {},
      values: [],
      default: undefined,
      maximum: undefined,
      minimum: undefined,
      beside: [],
      uniqueWith: [],
      notes: [],
    }
    const parsed: FieldReading = { ...fresh, limits: {}, values: [] }
    if (!add(parsed, flag) && !add(parsed, flag.replace(/^(?:an?|the) /i, '')) && (clause.negative || !options(parsed, flag))) return false
    if (parsed.beside.length || parsed.uniqueWith.length) return false
    if (targets.some((target) => target === null)) {
      const context = contextOf(clause, reading)?.entity
      if (
        !context ||
        names.length > 1 ||
        !(parsed.limits.min !== undefined || parsed.limits.max !== undefined || parsed.limits.pattern || parsed.default !== undefined)
      )
        return false
      const read = readField(names[0] ?? '')
      if (!read || reading.draft.lexicon.system.has(read.id) || reading.draft.lexicon.find(names[0] ?? '')) return false
      if (context.fields.some((field) => field.id === safe(read.id))) return false // it is there, under a name that this one does not find
      const field: Field = {
        id: safe(read.id),
        label: read.label,
        type: read.type ?? { kind: 'text' },
        required: false,
        unique: false,
        immutable: false,
        source: 'client',
        statements: [clause.line.id],
      }
      context.fields.push(field)
      refine(context, field, parsed, clause, reading)
      return true
    }
    for (const target of targets) if (target) refine(target.entity, target.field, parsed, clause, reading)
    return true
  },
}

/** What "it" means: the last field of the sentence before, else the one spoken of last. */
function spokenOf(clause: Clause, reading: Reading): { entity: Entity; field: Field } | null {
  const before = clause.line.follows?.id
  const found = before
    ? [...reading.draft.entities.values()].flatMap((entity) =>
        entity.fields.filter((field) => field.statements.includes(before)).map((field) => ({ entity, field })),
      )
    : []
  return found.at(-1) ?? reading.lastField ?? null
}

function options(reading: FieldReading, text: string): boolean {
  if (/\b(?:states?|status(?:es)?)\b/i.test(text)) return false
  const list = /^(?:one of|either|any of|among)?:? ?(.+)$/i.exec(text)?.[1] ?? ''
  const values = splitList(list.replace(/^(?:the values? |the following(?: values)?:? )/i, ''))
  if (values.length < 2 || !(/ or /.test(list) || /^(?:one of|either)/i.test(text)) || values.some((value) => value.split(' ').length > 3)) return false
  reading.values = values.map((value) => value.replace(/^["']|["']$/g, '').toLowerCase())
  reading.type = { kind: 'enum', values: reading.values }
  return true
}

function refine(entity: Entity, field: Field, parsed: FieldReading, clause: Clause, reading: Reading) {
  const line = clause.line.id
  reading.lastField = { entity, field }
  if (!field.statements.includes(line)) field.statements.push(line)
  field.required ||= parsed.required
  if (parsed.optional) field.required = false
  claimFlags(reading.draft, entity, field.id, parsed, line)
  field.unique ||= parsed.unique
  field.immutable ||= parsed.immutable
  if (parsed.default !== undefined) field.default = parsed.default
  if (parsed.automatic) field.source = 'system'
  const limited =
    parsed.limits.min !== undefined ||
    parsed.limits.max !== undefined ||
    parsed.limits.pattern !== undefined ||
    parsed.limits.maxLength !== undefined ||
    parsed.limits.minLength !== undefined
  if (parsed.type?.kind === 'enum') field.type = parsed.type
  else if (parsed.type || limited || parsed.automatic) {
    const base = parsed.type && parsed.type.kind !== field.type.kind && !(parsed.type.kind === 'text' && field.type.kind !== 'text') ? parsed.type : field.type
    const fraction = base.kind === 'integer' && (!Number.isInteger(parsed.limits.min ?? 0) || !Number.isInteger(parsed.limits.max ?? 0))
    const typed = inferType(field.label, { ...parsed, type: fraction ? { kind: 'decimal', scale: 2 } : base })
    field.type = typed.kind === field.type.kind ? ({ ...field.type, ...typed } as Field['type']) : typed
  }
  if (parsed.maximum) addBound(entity, field, '<=', parsed.maximum, line)
  if (parsed.minimum) addBound(entity, field, '>=', field.type.kind === 'datetime' ? { kind: 'now' } : parsed.minimum, line)
  for (const operation of reading.draft.operations.values())
    if (operation.entity === entity.id)
      for (const input of operation.inputs)
        if (input.id === field.id) {
          input.type = field.type
          if (!input.statements.includes(line)) input.statements.push(line)
          if (parsed.default !== undefined) {
            input.default = parsed.default
            input.required = false
          }
        }
  remember(clause, reading, entity)
}

/** The field a phrase names: of the entity it mentions, of what is spoken of, else the only one of that name. */
export function fieldNamed(phrase: string, reading: Reading, context: Entity | undefined): { entity: Entity; field: Field } | null {
  const { draft } = reading
  const of = /^(?:the )?(.+?) (?:of|for) (?:an?|the|each|every|its)? ?(.+)$/i.exec(phrase)
  const possessive = /^(?:an?|the|each|every)? ?(.+?)(?:'s|s') (.+)$/i.exec(phrase)
  for (const [owner, name] of [
    [of?.[2], of?.[1]],
    [possessive?.[1], possessive?.[2]],
  ]) {
    const mention = owner ? draft.lexicon.find(owner) : null
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const field = entity && name ? fieldOf(entity, name) : undefined
    if (entity && field) return { entity, field }
  }
  const name = stripDeterminers(phrase.replace(/^(?:its|their) /i, ''))
  const own = context ? fieldOf(context, name) : undefined
  if (context && own) return { entity: context, field: own }
  for (const entity of draft.entities.values()) {
    const prefix = `${entity.name.toLowerCase()} `
    const field = name.toLowerCase().startsWith(prefix) ? fieldOf(entity, name.slice(prefix.length)) : undefined
    if (field) return { entity, field }
  }
  const exact = identifier(name)
  const found = [...draft.entities.values()].flatMap((entity) => {
    const field = entity.fields.find((candidate) => candidate.id === exact) ?? fieldOf(entity, name)
    return field ? [{ entity, field }] : []
  })
  const sure = found.filter((candidate) => candidate.field.id === exact)
  const one = sure.length === 1 ? (sure[0] ?? null) : found.length === 1 ? (found[0] ?? null) : null
  // Said of a withdrawal, "the amount" is not that of an order beside it.
  const far = one && context && one.entity !== context && draft.pathTo(context, one.entity.id) === null && draft.pathTo(one.entity, context.id) === null
  const line = one && context && (one.entity.parent?.entity === context.id || context.parent?.entity === one.entity.id)
  return far && !line ? null : one
}

/** "The ISBN cannot be changed once saved", "Mileage never decreases", "The price may not be negative". */
export const fixedFields: Rule = {
  name: 'fields that stay',
  apply(clause, reading) {
    if (!clause.negative) return false
    const context = contextOf(clause, reading)?.entity
    const verb = clause.verbs[0] ?? ''
    const direct =
      clause.passive || /^(?:change|decrease|increase|drop|fall|rise|shrink|go down)$/.test(verb) ? fieldNamed(clause.subject, reading, context) : null
    const whole = reading.draft.lexicon.find(clause.subject)
    if (!direct || (whole?.term.entity && whole.term.id !== direct.field.id && whole.term.id === direct.entity.id) || (whole?.before && whole.term.entity))
      return false
    if (clause.passive && /^(?:change|modify|edit|update|alter|amend)$/.test(verb)) {
      if (
        clause.leads.some(
          (lead) =>
            !/^(?:it (?:is|has been) )?(?:saved|stored|created|set|entered|recorded|registered|given|assigned|added|creation|it is created|the .+ (?:is|has been) (?:saved|created|registered|added|recorded))$/i.test(
              lead.text,
            ),
        ) ||
        /\bafter (?!creation|saving)/.test(clause.rest)
      )
        return false
      direct.field.immutable = true
    } else if (/^(?:decrease|drop|fall|shrink|go down|lower|reduce)$/.test(verb) || /^(?:increase|rise|raise)$/.test(verb)) {
      const rises = /^(?:increase|rise|raise)$/.test(verb)
      direct.entity.invariants.push({
        id: safe(`${direct.field.id}_never_${rises ? 'rises' : 'falls'}`),
        expression: call('or', call('is_null', old(direct.field.id)), call(rises ? '<=' : '>=', path(direct.field.id), old(direct.field.id))),
        message: sentence(clause),
        status: 422,
        statements: [clause.line.id],
      })
    } else return false
    if (!direct.field.statements.includes(clause.line.id)) direct.field.statements.push(clause.line.id)
    return true
  },
}
