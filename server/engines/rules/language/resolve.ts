import type { Entity, Field } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { isAdjective, stripDeterminers } from './nouns.ts'
import { singular } from './plurals.ts'
import { identifier } from './words.ts'

/**
 * Where a noun phrase leads, seen from a record: to the record itself or one it refers to (`path`), to its line items
 * and what they refer to (`each`), or to rows that refer to it (`children`).
 */
export interface Place {
  path: string // '' = the record (or the line, or the child) itself
  entity: Entity
  field?: Field
  each?: { collection: string; entity: Entity }
  children?: { entity: Entity; field: string }
  before: string // adjectives that stood before the noun
}

/** The dotted path of a place's field ("book.copies"), or of its record's id. */
export const fullPath = (place: Place): string => [place.path, place.field?.id].filter(Boolean).join('.') || 'id'

/** The field by which one entity refers to another. */
export const referenceTo = (from: Entity, target: string): Field | undefined =>
  from.fields.find((field) => field.type.kind === 'reference' && field.type.entity === target)

/** The field of an entity that a phrase names: "stock" → stock_quantity, "quantity ordered" → quantity. */
export function fieldOf(entity: Entity, phrase: string, strict = false): Field | undefined {
  const words = wordsOf(phrase)
  const trimmed = words.filter((word, i) => !(i > 0 && i === words.length - 1 && isAdjective(word)))
  for (const attempt of [words, trimmed]) {
    if (attempt.length === 0) continue
    const id = attempt.join('_')
    const one = [...attempt.slice(0, -1), singular(attempt.at(-1) ?? '')].join('_')
    const exact = entity.fields.find((field) => field.id === id || field.id === one || singularId(field.id) === one)
    if (exact) return exact
    const [idEnd, oneEnd, idStart, oneStart] = [`_${id}`, `_${one}`, `${id}_`, `${one}_`]
    const isUnit = /^(?:night|day|hour|month|week|year|unit|person)$/.test(one)
    const ends = strict || isUnit ? [] : entity.fields.filter((field) => field.id.endsWith(idEnd) || field.id.endsWith(oneEnd))
    if (ends.length === 1) return ends[0]
    // "ticket" is the ticket itself, not its ticket price.
    const starts = one === entity.id ? [] : entity.fields.filter((field) => field.id.startsWith(idStart) || field.id.startsWith(oneStart))
    if (starts.length === 1) return starts[0]
  }
  // "the quantity in stock" is that of the thing, "the quantity handed out" that of the record of the act, which refers to it.
  const refers = entity.fields.some((field) => field.type.kind === 'reference')
  const outer = (refers ? /^(.+?)_(?:handed_out|given_out|taken_out|checked_out|paid_out)$/ : /^(.+?)_(?:in_stock|on_hand|left)$/).exec(words.join('_'))?.[1]
  const inner = outer ? entity.fields.find((field) => field.id === outer) : undefined
  if (inner) return inner
  if (/^expir(?:y|ation)_date$/.test(words.join('_'))) {
    const last = entity.fields.find((field) => field.type.kind === 'date' && /best_before|use_by|valid_(?:until|to)/.test(field.id))
    if (last) return last
  }
  const rest = words.slice(1).join('_')
  return words.length > 1 &&
    ((isAdjective(words[0] ?? '') && !/^(?:due|late|unpaid|overdue|open|first|last|next)$/.test(words[0] ?? '')) || words[0] === entity.id)
    ? entity.fields.find((field) => field.id === rest)
    : undefined
}

/** Asked of every entity in turn with the same phrase. */
let last = { phrase: '', words: [] as readonly string[] }
function wordsOf(phrase: string): readonly string[] {
  if (last.phrase === phrase) return last.words
  const id = identifier(stripDeterminers(phrase).replace(/\b(?:number|amount|value|level|count) of /gi, ''))
  last = { phrase, words: id.split('_').filter(Boolean) }
  return last.words
}

const singularIds = new Map<string, string>()
function singularId(id: string): string {
  const before = singularIds.get(id)
  if (before !== undefined) return before
  const made = id.replace(/[^_]+$/, (word) => singular(word))
  if (singularIds.size < 50_000) singularIds.set(id, made)
  return made
}

/** A record that a noun phrase names, seen from a record of `from`: "the book", "its vehicle", "each ordered product". */
export function recordAt(draft: Draft, phrase: string, from: Entity): Place | null {
  const text = phrase.trim()
  if (/^(?:it|they|them|itself|this|the record|that|one)$/i.test(text)) return { path: '', entity: from, before: '' }
  // "the paid tickets of the event" are tickets.
  const owned = /^(.+?) of (?:the|its|their|an?|that|this|each|every) .+$/i.exec(text)?.[1]
  const left = owned ? draft.lexicon.find(owned) : null
  const mention = left && draft.entities.has(left.term.id) ? left : draft.lexicon.find(text)
  const named = mention ? draft.entities.get(mention.term.id) : undefined
  if (!mention || !named) {
    const field = from.fields.find((candidate) => candidate.type.kind === 'reference' && identifier(stripDeterminers(text)) === candidate.id)
    const target = field?.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
    return field && target ? { path: field.id, entity: target, before: '' } : null
  }
  return placeOfEntity(draft, named, from, mention.before)
}

export function placeOfEntity(draft: Draft, named: Entity, from: Entity, before = ''): Place | null {
  const path = draft.pathTo(from, named.id)
  if (path !== null) return { path, entity: named, before }
  for (const line of draft.linesOf(from)) {
    const collection = line.parent?.collection ?? 'lines'
    if (line.id === named.id) return { path: '', entity: named, each: { collection, entity: line }, before }
    const inner = draft.pathTo(line, named.id)
    if (inner) return { path: inner, entity: named, each: { collection, entity: line }, before }
  }
  const child = referenceTo(named, from.id)
  if (child) return { path: '', entity: named, children: { entity: named, field: child.id }, before }
  for (const field of from.fields) {
    const owner = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
    const sibling = owner && named !== from ? referenceTo(named, owner.id) : undefined
    if (sibling) return { path: '', entity: named, children: { entity: named, field: `${sibling.id}<${field.id}` }, before }
  }
  return null
}

/** A field that a phrase names, seen from a record: "the stock of each ordered product", "copies", "the vehicle's mileage". */
export function fieldAt(draft: Draft, phrase: string, from: Entity): Place | null {
  const text = phrase.trim().replace(/[.,;]$/, '')
  const possessive = /^(.+?)(?:'s|s') (.+)$/.exec(text)
  const of = /^(.+?) (?:of|on|for|in) (?:(?:its|the|an?|each|every|all|their|that|this|any|said)\b ?)?(.+)$/i.exec(text)
  const direct = fieldOf(from, text)
  if (direct && !possessive) return { path: '', entity: from, field: direct, before: '' }
  for (const [owner, name] of [
    [possessive?.[1], possessive?.[2]],
    [of?.[2], of?.[1]],
  ]) {
    if (!owner || !name) continue
    const record = recordAt(draft, owner, from)
    const field = record ? fieldOf(record.entity, name) : undefined
    if (record && field) return { ...record, field }
    if (record) {
      const inner = nearby(draft, name, record.entity)
      if (inner && !inner.each) return { ...inner, path: [record.path, inner.path].filter(Boolean).join('.'), ...(record.each && { each: record.each }) }
    }
  }
  const its = text.replace(/^(?:its|their|his|her|the) /i, '')
  return nearby(draft, its, from) ?? withEntityName(draft, its, from)
}

/** In the record, in what it refers to, in its lines, in what those refer to. */
function nearby(draft: Draft, name: string, from: Entity): Place | null {
  const own = fieldOf(from, name)
  if (own) return { path: '', entity: from, field: own, before: '' }
  const found: Place[] = []
  for (const line of draft.linesOf(from)) {
    const each = { collection: line.parent?.collection ?? 'lines', entity: line }
    const inLine = fieldOf(line, name)
    if (inLine) found.push({ path: '', entity: line, field: inLine, each, before: '' })
    for (const reference of references(draft, line)) {
      const inner = reference.entity.id === from.id ? undefined : fieldOf(reference.entity, name)
      if (inner && !inLine) found.push({ path: reference.path, entity: reference.entity, field: inner, each, before: '' })
    }
  }
  const direct = references(draft, from)
    .map((reference) => ({ reference, inner: fieldOf(reference.entity, name) }))
    .filter((candidate) => candidate.inner !== undefined)
  const exact = direct.find((candidate) => candidate.inner?.id === identifier(stripDeterminers(name)))
  const chosen = exact ?? direct[0]
  if (chosen?.inner) return { path: chosen.reference.path, entity: chosen.reference.entity, field: chosen.inner, before: '' }
  return found[0] ?? null
}

/** "product price", "order total": the entity's name before the field's. */
function withEntityName(draft: Draft, name: string, from: Entity): Place | null {
  const words = stripDeterminers(name).split(' ')
  for (let cut = words.length - 1; cut > 0; cut--) {
    const record = recordAt(draft, words.slice(0, cut).join(' '), from)
    const field = record && !record.before ? fieldOf(record.entity, words.slice(cut).join(' '), true) : undefined
    if (record && field) return { ...record, field }
  }
  return null
}

function references(draft: Draft, entity: Entity): { path: string; entity: Entity }[] {
  return entity.fields.flatMap((field) => {
    const target = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
    return target ? [{ path: field.id, entity: target }] : []
  })
}
