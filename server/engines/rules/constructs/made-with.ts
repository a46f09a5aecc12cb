import { call, count, literal, outer, field as path } from '#model/expression.ts'
import { readFieldList } from '../language/fields.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { createVerbs } from '../language/vocabulary.ts'
import { stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { attachAll } from './definitions.ts'
import { require } from './guards.ts'
import { contextOf, type Rule, remember } from './rule.ts'

/** "A calibration job is created with the date received and the desired finish date": what it has, without who makes it. */
export const madeWith: Rule = {
  name: 'made with fields',
  apply(clause, reading) {
    const list = /^with (.+)$/i.exec(clause.rest)?.[1]
    if (!clause.passive || clause.agent || clause.negative || !list || !clause.verbs.every((verb) => createVerbs.has(stem(verb)))) return false
    const { draft } = reading
    const mention = draft.lexicon.find(clause.subject)
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const fields = entity ? readFieldList(list) : []
    if (!entity || fields.length === 0) return false
    attachAll(reading, clause, entity, fields)
    const operation = draft.operation(entity, 'create', 'create', verbLabel('create', entity), clause.line.id)
    remember(clause, reading, entity, operation.id)
    return true
  },
}

/** "At least one measurement must have been recorded": said of the act before, about the rows that belong to its record. */
export const enoughRows: Rule = {
  name: 'enough rows for an act',
  apply(clause, reading) {
    const match = new RegExp(
      `^at least (${numberPattern}|an?) (.+?) (?:must|shall|has to|have to|needs? to|should) (?:have been|be|exist)(?: [a-z]+)?$`,
      'i',
    ).exec(clause.text)
    const { draft } = reading
    const context = contextOf(clause, reading)
    const operation = context?.operation ? draft.operations.get(context.operation) : undefined
    const mention = match?.[2] ? draft.lexicon.find(match[2]) : null
    const rows = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const reference = rows?.fields.find((field) => field.type.kind === 'reference' && field.type.entity === operation?.entity)
    if (!match?.[1] || !operation || operation.kind === 'create' || !rows || !reference) return false
    require(operation, call('>=', count(rows.id, call('=', path(reference.id), outer('id'))), literal(number(match[1]) ?? 1)), clause)
    return true
  },
}
