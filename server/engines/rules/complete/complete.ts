import { literal } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { completePermissions } from './access.ts'
import { contextless } from './context.ts'
import { completeLifecycles } from './lifecycles.ts'
import { completeValues } from './values.ts'

/** Adds what the conventions (docs/decisions/0020) say a service needs beside what the document states; each addition stands as an assumption. */
export function completeReading(reading: Reading) {
  for (const entity of reading.draft.entities.values()) completeEntity(reading, entity)
  dropLineOperations(reading)
  completeLifecycles(reading)
  completeValues(reading)
  completePermissions(reading)
  for (const entity of reading.draft.entities.values()) entity.display = displayOf(entity)
  contextless(reading)
}

function completeEntity(reading: Reading, entity: Entity) {
  const { draft } = reading
  if (entity.states) {
    // A field and the state must not share a name: the state is kept by the life of the record.
    entity.fields = entity.fields.filter((field) => field.id !== entity.states?.field)
  }
  const own = entity.fields.filter((field) => !(entity.parent && field.id === entity.parent.field))
  if (own.length === 0 && draft.linesOf(entity).length === 0) {
    const statement = entity.statements.slice(0, 1)
    entity.fields.push({
      id: 'name',
      label: 'Name',
      type: { kind: 'text' },
      required: false,
      unique: false,
      immutable: false,
      source: 'client',
      statements: statement,
    })
    draft.assume(`${entity.id}_name`, `A ${entity.name.toLowerCase()} has a name, since nothing else is said about it.`, statement)
  }
  if (entity.parent)
    for (const field of own) {
      if (
        field.source === 'client' &&
        (field.type.kind === 'reference' || usedInRules(reading, entity, field.id)) &&
        field.default === undefined &&
        !field.required
      ) {
        field.required = true
        draft.assume(
          `${entity.id}_${field.id}_required`,
          `Every ${entity.name.toLowerCase()} has a ${field.label.toLowerCase()}, since rules depend on it.`,
          field.statements,
        )
      }
    }
  else
    for (const field of own)
      if (
        field.source === 'client' &&
        ['integer', 'decimal', 'money'].includes(field.type.kind) &&
        field.default === undefined &&
        !field.required &&
        changedByEffects(reading, entity, field.id)
      ) {
        const least = 'min' in field.type && typeof field.type.min === 'number' ? field.type.min : 0
        field.default = literal(Math.max(0, least))
        draft.assume(
          `${entity.id}_${field.id}_default`,
          `The ${field.label.toLowerCase()} of a ${entity.name.toLowerCase()} is ${Math.max(0, least)} when it is not given.`,
          field.statements,
        )
      }
}

/** Does an expression anywhere read this field of this entity? Names are compared on the JSON of the rules: a cheap over-approximation. */
function usedInRules(reading: Reading, entity: Entity, field: string): boolean {
  const rules = JSON.stringify([
    [...reading.draft.operations.values()].map((operation) => [operation.conditions, operation.effects]),
    [...reading.draft.entities.values()].map((other) => other.fields.map((candidate) => [candidate.derived, candidate.default])),
  ])
  return rules.includes(`"path":"${field}"`) && rules.includes(`"${entity.parent?.collection ?? entity.id}"`)
}

function changedByEffects(reading: Reading, entity: Entity, field: string): boolean {
  return [...reading.draft.operations.values()].some((operation) =>
    operation.effects.some(
      (effect) =>
        effect.kind === 'set' &&
        field in effect.values &&
        JSON.stringify(effect.values[field]).includes(`${field}"`) &&
        (effect.target.split('.').at(-1) === entity.id || operation.entity === entity.id || effect.target !== 'self'),
    ),
  )
}

/** Line items live inside their parent: what a document lets people do with them happens there, unless they have acts of their own. */
function dropLineOperations(reading: Reading) {
  const { draft } = reading
  for (const entity of draft.entities.values()) {
    if (!entity.parent) continue
    const operations = [...draft.operations.values()].filter((operation) => operation.entity === entity.id)
    if (operations.some((operation) => operation.kind === 'action')) {
      const back = entity.fields.find((field) => field.id === entity.parent?.field)
      if (back) back.source = 'client'
      entity.parent = null
      continue
    }
    for (const operation of operations) {
      const above = draft.operations.get(`${entity.parent.entity}.${operation.kind === 'create' || operation.kind === 'delete' ? 'update' : operation.kind}`)
      if (above) for (const permission of operation.permissions) draft.permit(above, permission.role, permission.statements[0] ?? null)
      draft.operations.delete(operation.id)
    }
  }
}

function displayOf(entity: Entity): string | null {
  const order = ['name', 'full_name', 'title', 'label', 'subject', 'number', 'code', 'registration_number', 'sku', 'username', 'email']
  for (const id of order) if (entity.fields.some((field) => field.id === id)) return id
  const text =
    entity.fields.find((field) => /(?:name|title|number|code)$/.test(field.id) && (field.type.kind === 'text' || field.type.kind === 'sequence')) ??
    entity.fields.find((field) => field.type.kind === 'text' && !field.type.long && !field.type.subject)
  return text?.id ?? null
}
