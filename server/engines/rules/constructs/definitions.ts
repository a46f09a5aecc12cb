import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { type ReadField, readField, readFieldList } from '../language/fields.ts'
import { nominals } from '../language/nominals.ts'
import { createVerbs, manageVerbs, weakCreateVerbs } from '../language/vocabulary.ts'
import { identifier, stem } from '../language/words.ts'
import type { Line } from '../text/lines.ts'
import { attachField, attachLines } from './attach.ts'
import { boundBeside, uniqueBeside } from './beside.ts'
import { dictionaryField } from './dictionary-rows.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const definingVerbs = new Set(['have', 'contain', 'include', 'comprise', 'store', 'record', 'carry', 'consist', 'compris', 'need'].map((verb) => stem(verb)))

/** Entities that people create for themselves, so that "several defects" links to them instead of owning them. */
const independent = new WeakMap<Reading['clauses'], Set<string>>()

export function independentEntities(reading: Reading): Set<string> {
  const known = independent.get(reading.clauses)
  if (known) return known
  const found = new Set<string>()
  independent.set(reading.clauses, found)
  for (const clauses of reading.clauses.values())
    for (const clause of clauses) {
      for (const verb of clause.verbs) for (const noun of nominals(verb)) found.add(identifier(noun))
      if (
        clause.passive ||
        !clause.verbs.some((verb) => createVerbs.has(stem(verb)) || weakCreateVerbs.has(stem(verb)) || manageVerbs.has(stem(verb)) || stem(verb) === 'hold')
      )
        continue
      if (/^(?:have|contain|include)$/.test(clause.verbs[0] ?? '')) continue
      const mention = reading.draft.lexicon.leading(clause.rest)
      if (mention && mention.before.split(' ').length < 3) found.add(mention.term.id)
    }
  return found
}

/** Entities that are the object of a verb of creation somewhere. */
export function createdEntities(reading: Reading): Set<string> {
  const found = new Set<string>()
  for (const clauses of reading.clauses.values())
    for (const clause of clauses) {
      if (
        clause.negative ||
        !clause.verbs.some(
          (verb) => createVerbs.has(stem(verb)) || (weakCreateVerbs.has(stem(verb)) && !/^(?:start|begin)$/.test(verb)) || manageVerbs.has(stem(verb)),
        )
      )
        continue
      const mention = reading.draft.lexicon.leading(clause.passive ? clause.subject : clause.rest)
      if (mention) found.add(mention.term.id)
    }
  return found
}

export function attachAll(reading: Reading, clause: Clause, entity: Entity, fields: ReadField[], options: { required?: boolean } = {}): string[] {
  const independent = independentEntities(reading)
  const ids: string[] = []
  for (const field of fields) {
    const id = attachField(reading.draft, entity, field, clause.line.id, { ...options, independent })
    ids.push(id)
    const made = entity.fields.find((candidate) => candidate.id === id)
    for (const other of field.uniqueWith) reading.later.push(() => uniqueBeside(reading, clause, entity, id, other))
    for (const other of field.beside) reading.later.push(() => boundBeside(clause, entity, id, other))
    if (made) reading.lastField = { entity, field: made }
    clause.left.push(...field.left)
  }
  return ids.filter(Boolean)
}

/** "A product has a SKU (unique, required), a name …", "An order consists of one or more lines". */
export const has: Rule = {
  name: 'has fields',
  apply(clause, reading) {
    if (clause.negative || clause.passive || !clause.verbs.some((verb) => definingVerbs.has(stem(verb))) || clause.verbs.length !== 1) return false
    const described = /^(?:of )?(.+)$/i.exec(clause.rest)?.[1] ?? ''
    const mention = reading.draft.lexicon.find(clause.subject)
    const entity = mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
    if (mention?.term.role && /^(?:record|store|carry|include)$/.test(clause.verbs[0] ?? '')) return false
    if (
      !entity ||
      !described ||
      /^(?:only|at most|no more|not more|more than|fewer than|up to|access to)\b/i.test(described) ||
      (!described.includes(',') && /\b(?:left|more than|fewer than|access to|overdue|remaining|available)\b/i.test(described.replace(/\([^)]*\)/g, '')))
    )
      return false
    if (/^(?:one of the )?(?:following )?(?:states?|status(?:es)?)\b/i.test(described) || /^(?:no|not|its? own)\b/i.test(described)) return false
    remember(clause, reading, entity)
    const list = described.replace(/^(?:the )?following(?: \w+)?:?$/i, '')
    if (clause.verbs[0] === 'need' && (mention?.term.role || !/,| and /.test(list))) return false
    if (list) attachAll(reading, clause, entity, readFieldList(list), { required: clause.verbs[0] === 'need' })
    return true
  },
}

/** "For each loan the teacher, the equipment and the loan date are stored", "A name is kept for every supplier". */
export const storedFor: Rule = {
  name: 'stored for each',
  apply(clause, reading) {
    const text = clause.line.text.replace(/[.;]$/, '')
    const kept = String.raw`(?:is|are|must be|shall be|have to be|has to be) (?:stored|recorded|kept|saved|captured|held|known|noted|maintained)`
    const front = new RegExp(`^for (?:each|every|all) (.+?) ${kept}$`, 'i').exec(text)
    const back = new RegExp(`^(.+?) ${kept} (?:for|of) (?:each|every|all) (.+)$`, 'i').exec(text)
    const mention = front?.[1] ? reading.draft.lexicon.leading(front[1]) : back?.[2] ? reading.draft.lexicon.find(back[2]) : null
    const entity = mention?.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
    const list = front ? mention?.after.replace(/^,\s*/, '') : back?.[1]
    if (!entity || !list) return false
    remember(clause, reading, entity)
    attachAll(reading, clause, entity, readFieldList(list))
    return true
  },
}

/** "The system shall hold courses with a code (unique), a title …"; "… manages books, members and loans". */
export const holds: Rule = {
  name: 'system holds',
  apply(clause, reading) {
    if (
      !/^(?:hold|store|manage|maintain|keep|record|track|register|administer|support|know|contain|handle)$/.test(clause.verbs[0] ?? '') ||
      clause.negative ||
      clause.passive
    )
      return false
    if (
      !/^(?:the )?(?:[\w-]+ ){0,3}?(?:system|application|app|software|platform|service|portal|tool|solution)$/i.test(clause.subject) &&
      !(/^the \w+$/i.test(clause.subject) && reading.draft.lexicon.find(clause.subject) === null)
    )
      return false
    const parts = /^(.+?)(?: (?:with|including|consisting of|containing|described by|identified by|having|:)\s?(.+))?$/i.exec(clause.rest)
    const names = (parts?.[1] ?? '')
      .split(/, | and /)
      .map((name) => name.trim())
      .filter(Boolean)
    const entities = names.map((name) => {
      const mention = reading.draft.lexicon.find(name.replace(/^(?:an? )?(?:list|record|register|catalogue|catalog)s? of /i, ''))
      return mention ? reading.draft.entities.get(mention.term.id) : undefined
    })
    if (entities.length === 0 || entities.some((entity) => entity === undefined)) return false
    for (const entity of entities)
      if (entity) {
        remember(clause, reading, entity)
        if (!entity.statements.includes(clause.line.id)) entity.statements.push(clause.line.id)
        if (parts?.[2]) attachAll(reading, clause, entity, readFieldList(parts[2]))
      }
    return true
  },
}

/** "A work order belongs to a vehicle and may fix several defects". */
export const relations: Rule = {
  name: 'relations',
  apply(clause, reading) {
    const { draft } = reading
    const subject = draft.lexicon.find(clause.subject)
    const entity = subject && subject.before === '' && !(subject.term.role && !subject.term.entity) ? draft.entities.get(subject.term.id) : undefined
    if (!entity || clause.negative) return false
    const belongs =
      /^(?:belong|relate|refer)$/.test(clause.verbs[0] ?? '') ||
      (clause.passive &&
        /^(?:assigned|linked|related|attached|connected|associated|allocated|issued|made|booked|placed|raised|created|recorded|reported)$/.test(
          clause.participle,
        ) &&
        /^(?:to|with|for|against|on)\b/.test(clause.rest)) ||
      (clause.verbs[0] === 'be' && /^(?:for|part of|made for)\b/.test(clause.rest)) ||
      clause.verbs[0] === 'concern'
    const object = draft.lexicon.find(clause.rest.replace(/^(?:to|with|for|against|on|part of|made for)\s+/i, '').replace(/^(?:exactly|at most|only) /i, ''))
    const target = object && object.before === '' ? draft.entities.get(object.term.id) : undefined
    if (belongs && target && target !== entity) {
      draft.addReference(entity, target.id, clause.line.id, undefined, clause.modal !== 'can' && !/at most/i.test(clause.rest))
      remember(clause, reading, entity)
      return true
    }
    const several = /^(?:(?:one or more|at least one|several|multiple|many|any number of|zero or more|up to (\w+)|at most (\w+)) )(.+)$/i.exec(clause.rest)
    const things = several?.[3] ? draft.lexicon.find(several[3]) : null
    const other = things ? draft.entities.get(things.term.id) : undefined
    if (!several || !things || !other || clause.passive || subject?.term.role) return false
    if ((several[1] || several[2]) && (things.before || independentEntities(reading).has(other.id))) return false
    attachLines(
      draft,
      entity,
      things.term.name,
      { min: clause.modal === 'can' || /zero/.test(clause.rest) ? 0 : 1 },
      clause.line.id,
      independentEntities(reading),
    )
    remember(clause, reading, entity)
    return true
  },
}

/** A bullet or table row that describes one field: "ISBN (mandatory, unique, 13 digits)" under "… add a book with:". */
export function fieldLine(line: Line, clause: Clause, reading: Reading, entity: Entity): boolean {
  const table = Object.keys(line.cells).length ? dictionaryField(line.cells) : null
  if (table) {
    table.left = table.left.filter((piece) => !(piece === `reference to ${table.noun}` && reading.draft.lexicon.find(table.noun)))
    attachAll(reading, clause, entity, [table])
    return true
  }
  const text = line.label ? `${line.label} (${line.text})` : line.text.replace(/[.;]$/, '')
  if (/\b(?:must|shall|cannot|can not|should|may|will)\b/i.test(text.replace(/\(.*\)/, '')) || text.split(' ').length > 24) return false
  const fields = line.label ? [readField(text)].filter((field) => field !== null) : readFieldList(text)
  if (fields.length === 0) return false
  attachAll(reading, clause, entity, fields)
  return true
}
