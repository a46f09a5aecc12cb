import { call, type Expression, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { qualities, quality } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { safe } from '../names.ts'
import { require } from './guards.ts'
import { sentence } from './operation-parts.ts'
import { type Reading, type Rule, remember } from './rule.ts'

/** "with dangerous goods", "that are urgent": a yes/no field or a state of the records. */
function kind(reading: Reading, entity: Entity, words: string): Expression | null {
  const plain = stripDeterminers(words)
  const flag = fieldOf(entity, plain)
  if (flag?.type.kind === 'boolean') return call('=', path(flag.id), { kind: 'literal', value: true })
  const made = quality(reading.draft, entity, '', plain)
  if (made) return made
  // "of type residual", "with the priority high"
  const valued = /^(?:the )?(.+?) (\S+)$/i.exec(plain.replace(/^(?:of|with) /i, ''))
  const named = valued?.[1] ? fieldOf(entity, valued[1]) : undefined
  const option = named?.type.kind === 'enum' ? named.type.values.find((value) => value.toLowerCase() === valued?.[2]?.toLowerCase()) : undefined
  return named && option ? call('=', path(named.id), { kind: 'literal', value: option }) : null
}

/** "Shipments with dangerous goods require a remark", "An urgent order must have a phone number": a value that some records need. */
export const conditionalFields: Rule = {
  name: 'values that some records need',
  apply(clause, reading) {
    if (clause.leads.length || clause.negative) return false
    const match =
      /^(?:an?|all|each|every|any)? ?(.+?) (?:requires?|needs?|must (?:have|include|contain|state|carry)|shall (?:have|include|contain|state|carry)) ((?:an?|the) .+)$/i.exec(
        clause.text,
      )
    const qualified = match?.[1] ? /^(.+?) (?:with|of|that (?:is|are|has|have)|which (?:is|are|has|have)|for) (.+)$/i.exec(match[1]) : null
    const mention = match?.[1] ? reading.draft.lexicon.find(qualified?.[1] ?? match[1]) : null
    const entity = mention ? reading.draft.entities.get(mention.term.id) : undefined
    if (!match?.[2] || !mention || !entity || (!qualified && !mention.before)) return false
    const before = mention.before ? qualities(reading.draft, entity, '', mention.before) : []
    const about = qualified?.[2] ? kind(reading, entity, qualified[2]) : null
    if (before === null || (qualified && !about)) return false
    const fields = splitList(match[2]).map((name) => fieldOf(entity, name))
    const when = [...before, ...(about ? [about] : [])]
    if (fields.some((found) => found === undefined) || when.length === 0) return false
    for (const found of fields)
      if (found)
        entity.invariants.push({
          id: safe(`${found.id}_needed_${entity.invariants.length + 1}`),
          expression: call('not_null', path(found.id)),
          when: when.length === 1 && when[0] ? when[0] : call('and', ...when),
          message: sentence(clause),
          status: 422,
          statements: [clause.line.id],
        })
    remember(clause, reading, entity)
    return true
  },
}

/** "A blocked carrier cannot be assigned to a shipment": who chooses one is refused. */
export const notAssignable: Rule = {
  name: 'what cannot be chosen',
  apply(clause, reading) {
    const match =
      /^(?:an?|the|any)? ?(.+?) (?:can|may|must|shall|should) not be (?:assigned|allocated|linked|added|attached|used|chosen|selected|given|issued|booked|put) (?:to|for|in|on|as part of) (?:an?|any|the) (.+)$/i.exec(
        clause.text,
      )
    const { draft } = reading
    const chosen = match?.[1] ? draft.lexicon.find(match[1]) : null
    const thing = chosen ? draft.entities.get(chosen.term.id) : undefined
    const holder = match?.[2] ? draft.lexicon.find(match[2]) : null
    const entity = holder?.before === '' ? draft.entities.get(holder.term.id) : undefined
    const reference = entity?.fields.find((field) => field.type.kind === 'reference' && field.type.entity === thing?.id)
    if (!chosen?.before || !thing || !entity || !reference || clause.leads.length) return false
    const tests = qualities(draft, thing, reference.id, chosen.before)
    const choosing = [...draft.operations.values()].filter(
      (operation) =>
        operation.entity === entity.id &&
        (operation.kind === 'create' || operation.kind === 'update' || operation.inputs.some((input) => input.id === reference.id)),
    )
    if (!tests?.length || choosing.length === 0) return false
    const bad = tests.length === 1 && tests[0] ? tests[0] : call('and', ...tests)
    for (const operation of choosing) {
      const given = operation.inputs.some((input) => input.id === reference.id)
      require(operation, call('or', call('is_null', given ? { kind: 'input', name: reference.id } : path(reference.id)), call('not', bad)), clause)
    }
    remember(clause, reading, entity)
    return true
  },
}
