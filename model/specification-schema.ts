import { z } from 'zod'
import { entity, field, fieldType, invariant, states } from './entity.ts'
import { expression } from './expression.ts'
import { condition, deadline, effect, operation, permission, view } from './operation.ts'
import { finding, quality, question, role, specification, statement } from './specification.ts'

/** The parts that have a name of their own, in the order in which people read them. */
const parts = [
  ['statement', statement, 'One sentence of the documents.'],
  ['role', role, 'Somebody who uses the service.'],
  ['entity', entity, 'Something the service keeps records of.'],
  ['field', field, 'What a record of an entity holds, or what an action asks for.'],
  ['fieldType', fieldType, 'What values a field takes.'],
  ['states', states, 'The life of a record.'],
  ['invariant', invariant, 'A rule that every stored record keeps.'],
  ['operation', operation, 'Everything the service can be asked to do. What nobody is permitted is not built.'],
  ['permission', permission, 'Who may do an operation.'],
  ['condition', condition, 'What must hold for an operation to go on.'],
  ['effect', effect, 'What an operation does beside its own record, in the same transaction.'],
  ['view', view, 'A search or a report.'],
  ['deadline', deadline, 'Something that becomes true by time alone; looked at on every read and once a minute.'],
  ['quality', quality, 'A quality target with its figure.'],
  ['question', question, 'What was unclear, and what is taken for it.'],
  ['finding', finding, 'What is wrong with the documents.'],
  [
    'expression',
    expression,
    'A rule as data: literals, dotted paths that start at the record the rule is about (`book.copies` goes through a reference), and functions over them. Nothing of it is ever executed as text.',
  ],
] as const

export interface JsonSchema {
  $id?: string
  $ref?: string
  title?: string
  description?: string
  type?: string
  const?: unknown
  default?: unknown
  enum?: unknown[]
  pattern?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  $defs?: Record<string, JsonSchema>
}

/** Stays the same wherever it is served; a format that old readers cannot take gets another number. */
export const schemaId = 'urn:gantry:specification:1'

/** The published schema, made from the one that everything here is checked by. Parts with a default may be left out. */
export function specificationSchema(): JsonSchema {
  const names = z.registry<{ id: string; title: string; description: string }>()
  for (const [id, schema, description] of parts) names.add(schema, { id, title: id, description })
  const made = z.toJSONSchema(specification, {
    io: 'input',
    metadata: names,
    // Descriptions of single properties stand beside them, in zod's own registry.
    override: ({ zodSchema, jsonSchema }) => {
      const said = z.globalRegistry.get(zodSchema)?.description
      if (said && !jsonSchema.$ref) jsonSchema.description ??= said
    },
  })
  return {
    ...(made as JsonSchema),
    $id: schemaId,
    title: 'Gantry specification',
    description: 'The structured reading of a requirement: what whoever reads hands to whoever builds. Each part names the statements it was read from.',
  } as JsonSchema
}
