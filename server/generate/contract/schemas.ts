import type { Entity, Field, Operation } from '#model/specification.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { camel, key, pascal } from '#server/generate/naming.ts'
import { exampleOf } from './examples.ts'
import { createFields, createFieldsAlone, isRequired, representation, updateFields } from './representation.ts'

export type Schema = Record<string, unknown>
const integerMost = 2_147_483_647
const dateTime = { type: 'string', format: 'date-time', maxLength: 40 }
export const uuid = { type: 'string', format: 'uuid', maxLength: 36 }

/** The JSON Schema of a field's values; the same limits that the service's zod schemas and the database's checks have. */
export function valueSchema(field: Field): Schema {
  const type = field.type
  switch (type.kind) {
    case 'text':
      return {
        type: 'string',
        minLength: type.min ?? (field.required ? 1 : 0),
        maxLength: type.max ?? (type.long ? 20_000 : 500),
        ...(type.pattern && { pattern: type.pattern }),
      }
    case 'integer':
      return { type: 'integer', format: 'int64', minimum: type.min ?? -integerMost, maximum: type.max ?? integerMost }
    case 'decimal':
      return {
        type: 'number',
        ...(type.exclusiveMin ? { exclusiveMinimum: type.min ?? 0 } : { minimum: type.min ?? -1_000_000_000_000 }),
        maximum: type.max ?? 1_000_000_000_000,
      }
    case 'money':
      return {
        type: 'number',
        ...(type.exclusiveMin ? { exclusiveMinimum: type.min ?? 0 } : { minimum: type.min ?? -999_999_999_999 }),
        maximum: type.max ?? 999_999_999_999,
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date', maxLength: 10 }
    case 'datetime':
      return dateTime
    case 'email':
      return { type: 'string', format: 'email', maxLength: 254 }
    case 'phone':
      return { type: 'string', pattern: '^\\+?[0-9][0-9 ()./-]{2,29}$', maxLength: 30 }
    case 'url':
      return { type: 'string', format: 'uri', maxLength: 2000 }
    case 'enum':
      return { type: 'string', enum: type.values }
    case 'reference':
      return uuid
    case 'sequence':
      return { type: 'string', maxLength: 100 }
  }
}

const marks = (field: Field): string => (field.statements.length ? ` [${field.statements.join(', ')}]` : '')
const meaning = (field: Field): string =>
  `${field.label}${field.type.kind === 'text' && field.type.patternText ? `: ${field.type.patternText}` : ''}${field.unique ? ', unique' : ''}${field.immutable ? ', cannot be changed once saved' : ''}${marks(field)}`

const nullable = (schema: Schema): Schema =>
  'enum' in schema ? { ...schema, type: [schema.type, 'null'], enum: [...(schema.enum as unknown[]), null] } : { ...schema, type: [schema.type, 'null'] }
/** What is stored may be looser than what may be written (rows from before a rule): answers promise types and lengths, not limits. */
function answered(field: Field): Schema {
  const schema = valueSchema(field)
  if (field.type.kind === 'integer') return { ...schema, minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
  if (field.type.kind === 'decimal' || field.type.kind === 'money') return { type: 'number' }
  const { minLength: _, pattern: __, ...loose } = schema
  return field.source === 'derived' && field.type.kind === 'text' ? { type: 'string', maxLength: 20_000 } : loose
}

const object = (properties: Record<string, Schema>, required: string[], more: Schema = {}): Schema => ({
  type: 'object',
  ...more,
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
})

/** A record as the service answers it. */
export function recordSchema(model: Model, entity: Entity): Schema {
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  for (const p of representation(model, entity)) {
    required.push(p.property)
    if (p.kind === 'id') properties.id = { ...uuid, readOnly: true }
    else if (p.kind === 'state')
      properties[p.property] = {
        type: 'string',
        enum: entity.states?.values.map((v) => v.id),
        readOnly: true,
        description: `State; changed by actions only${entity.states?.statements.length ? ` [${entity.states.statements.join(', ')}]` : ''}`,
      }
    else if (p.kind === 'created' || p.kind === 'updated') properties[p.property] = { ...dateTime, readOnly: true }
    else if (p.kind === 'label')
      properties[p.property] = { type: ['string', 'null'], maxLength: 20_000, readOnly: true, description: `How ${p.field.label.toLowerCase()} is recognised` }
    else if (p.kind === 'lines') properties[p.property] = { type: 'array', maxItems: 10_000, items: { $ref: `#/components/schemas/${pascal(p.child.id)}Line` } }
    else
      properties[p.property] = {
        ...nullable(answered(p.field)),
        description: meaning(p.field),
        ...(p.field.source !== 'client' && { readOnly: true }),
        ...(p.field.immutable && { 'x-immutable': true }),
      }
  }
  return object(properties, required, {
    title: entity.name,
    description: entity.external ? `${entity.name}: kept in another system; these records are a stub of it.` : entity.name,
  })
}

/** A line inside its parent's representation: without the reference back. */
export function lineSchema(model: Model, child: Entity): Schema {
  const whole = recordSchema(model, child)
  const parent = model.fields(child).find((f) => f.id === child.parent?.field)
  const gone = new Set(parent ? [key(parent), `${camel(parent.id)}Label`] : [])
  const keep = (name: string): boolean => !gone.has(name)
  return {
    ...whole,
    title: `${child.name} of its ${child.parent?.entity ?? 'parent'}`,
    properties: Object.fromEntries(Object.entries(whole.properties as Record<string, Schema>).filter(([name]) => keep(name))),
    required: (whole.required as string[]).filter(keep),
  }
}

const inputOf = (field: Field, needed: boolean): Schema => ({
  ...(needed ? valueSchema(field) : nullable(valueSchema(field))),
  description: meaning(field),
  ...(field.default?.kind === 'literal' && field.default.value !== null && { default: field.default.value }),
  examples: [exampleOf(field)],
})

export function lineInput(model: Model, child: Entity): Schema {
  const fields = createFields(model, child)
  return object(
    Object.fromEntries(fields.map((f) => [key(f), inputOf(f, f.required && !f.default)])),
    fields.filter((f) => f.required && !f.default).map(key),
    { title: child.name },
  )
}

function collections(model: Model, entity: Entity): Record<string, Schema> {
  return Object.fromEntries(
    model.children(entity).map((child) => [
      camel(child.parent?.collection ?? ''),
      {
        type: 'array',
        minItems: child.parent?.min ?? 0,
        maxItems: child.parent?.max ?? 500,
        items: { $ref: `#/components/schemas/${pascal(child.id)}Input` },
      },
    ]),
  )
}

/** What an operation takes as its body. */
export function bodySchema(model: Model, entity: Entity, operation: Operation): Schema {
  if (operation.kind === 'create') {
    const fields = createFieldsAlone(model, entity)
    const lines = model
      .children(entity)
      .filter((c) => (c.parent?.min ?? 0) > 0)
      .map((c) => camel(c.parent?.collection ?? ''))
    return object(
      { ...Object.fromEntries(fields.map((f) => [key(f), inputOf(f, isRequired(model, entity, operation, f))])), ...collections(model, entity) },
      [...fields.filter((f) => isRequired(model, entity, operation, f)).map(key), ...lines],
      { title: operation.label },
    )
  }
  if (operation.kind === 'update') {
    const fields = updateFields(model, entity, operation)
    return object(
      {
        ...Object.fromEntries(fields.map((f) => [key(f), inputOf(f, f.required || f.default !== undefined)])),
        ...(operation.fields === null ? collections(model, entity) : {}),
      },
      [],
      { title: operation.label, minProperties: 0 },
    )
  }
  return object(
    Object.fromEntries(operation.inputs.map((f) => [key(f), inputOf(f, f.required && !f.default)])),
    operation.inputs.filter((f) => f.required && !f.default).map(key),
    { title: operation.label },
  )
}
