import { call, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { fieldOf } from '../language/resolve.ts'
import { safe } from '../names.ts'
import { sentence } from './operation-parts.ts'
import type { Reading } from './rule.ts'

/** "End date: after the start date": a bound that is known when all fields are. */
export function boundBeside(clause: Clause, entity: Entity, id: string, other: { fn: '<' | '<=' | '>' | '>='; name: string }) {
  const bound = fieldOf(entity, other.name)
  const field = entity.fields.find((candidate) => candidate.id === id)
  if (bound && field && bound !== field)
    entity.invariants.push({
      id: safe(`${id}_beside_${bound.id}`),
      expression: call('or', call('is_null', path(id)), call('is_null', path(bound.id)), call(other.fn, path(id), path(bound.id))),
      message: sentence(clause),
      status: 422,
      statements: [clause.line.id],
    })
  else clause.left.push(`${other.fn} ${other.name}`)
}

/** "Serial number (unique per customer)": unique together with what the record refers to. */
export function uniqueBeside(reading: Reading, clause: Clause, entity: Entity, id: string, name: string) {
  const target = reading.draft.lexicon.find(name)
  const other =
    entity.fields.find((field) => target && ((field.type.kind === 'reference' && field.type.entity === target.term.id) || field.id === target.term.id)) ??
    fieldOf(entity, name)
  if (other && other.id !== id) entity.uniques.push({ fields: [id, other.id], message: sentence(clause), statements: [clause.line.id] })
  else clause.left.push(`unique per ${name}`)
}
