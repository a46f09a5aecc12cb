import type { Entity, Field, Operation } from '#model/specification.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { camel, key } from '#server/generate/naming.ts'
import { matching } from './pattern.ts'
import { createFields, createFieldsAlone, updateFields } from './representation.ts'

export const exampleId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'

/** A number inside its limits, and one that people would write. */
function number(min: number | undefined, max: number | undefined, exclusive: boolean | undefined, usual: number): number {
  if (min !== undefined && usual <= min) return exclusive ? Math.min(min + 1, max ?? min + 1) : max === undefined ? min + 1 : Math.min(min + 1, max)
  if (max !== undefined && usual > max) return max
  return usual
}

/** A value a field accepts. `n` makes different ones where a field is unique. */
export function exampleOf(field: Field, n = 0): string | number | boolean {
  const type = field.type
  switch (type.kind) {
    case 'text': {
      if (type.pattern) return matching(type.pattern, n) ?? 'example'
      const text = n === 0 ? field.label : `${field.label} ${n}`
      const most = type.max ?? 500
      const whole = text.length > most ? (n === 0 ? text.slice(0, most) : String(n).padStart(Math.min(most, 6), 'x').slice(-most)) : text
      return whole.padEnd(type.min ?? 0, 'x')
    }
    case 'integer':
      return Math.round(number(type.min, type.max, false, 5)) + 0
    case 'decimal':
    case 'money':
      return number(type.min, type.max, type.exclusiveMin, 12.5)
    case 'boolean':
      return true
    case 'date':
      return '2026-03-31'
    case 'datetime':
      return '2026-03-31T12:00:00Z'
    case 'email':
      return `person${n || ''}@example.org`
    case 'phone':
      return '+44 20 7946 0958'
    case 'url':
      return 'https://example.org/'
    case 'enum':
      return type.values[0] ?? ''
    case 'reference':
      return exampleId
    case 'sequence':
      return `${type.prefix}${'1'.padStart(type.digits, '0')}`
  }
}

const body = (fields: Field[]): Record<string, unknown> => Object.fromEntries(fields.map((f) => [key(f), exampleOf(f)]))

export function exampleBody(model: Model, entity: Entity, operation: Operation): Record<string, unknown> {
  if (operation.kind === 'action') return body(operation.inputs)
  if (operation.kind === 'update')
    return body(
      updateFields(model, entity, operation)
        .filter((f) => !f.immutable)
        .slice(0, 2),
    )
  const lines = Object.fromEntries(model.children(entity).map((child) => [camel(child.parent?.collection ?? ''), [body(createFields(model, child))]]))
  return { ...body(createFieldsAlone(model, entity)), ...lines }
}
