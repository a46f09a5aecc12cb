import type { Entity, Operation, Specification, View } from '#model/specification.ts'
import type { Model, ValueType } from '#server/generate/expression/model.ts'
import { actionPath, camel, collectionPath, itemPath, pascal, reportPath } from '#server/generate/naming.ts'
import { who } from '#server/generate/service/operations.ts'
import { reportColumns, reportFilters } from '#server/generate/service/reports.ts'
import { exampleBody } from './examples.ts'
import { type Filter, listQuery } from './representation.ts'
import { page, pagingParameters, refusals } from './responses.ts'
import { bodySchema, type Schema, uuid } from './schemas.ts'

const typeSchema: Record<ValueType, Schema> = {
  text: { type: 'string', maxLength: 500 },
  integer: { type: 'integer', format: 'int64', minimum: -2_147_483_647, maximum: 2_147_483_647 },
  decimal: { type: 'number' },
  boolean: { type: 'string', enum: ['true', 'false'] },
  date: { type: 'string', format: 'date', maxLength: 10 },
  datetime: { type: 'string', format: 'date-time', maxLength: 40 },
  id: uuid,
  unknown: { type: 'string', maxLength: 500 },
}
const filterParameter = (filter: Filter): Schema => ({
  name: filter.name,
  in: 'query',
  description: `Only records whose ${filter.path.replaceAll(/[._]/g, ' ')} is ${{ '=': 'this', '>=': 'this or later', '<=': 'this or earlier' }[filter.operator]}`,
  schema: filter.values ? { type: 'string', enum: filter.values } : typeSchema[filter.type],
})

/** Rules of an operation in words, for its description. */
function rulesInWords(model: Model, specification: Specification, entity: Entity, operation: Operation): string {
  const label = (id: string): string => (entity.states?.values.find((v) => v.id === id)?.label ?? id).toLowerCase()
  const marked = (text: string, statements: readonly string[]): string => `- ${text}${statements.length ? ` [${statements.join(', ')}]` : ''}`
  const sentences = operation.statements.flatMap((id) => specification.statements.filter((s) => s.id === id).map((s) => s.text.replace(/\s+/g, ' ').trim()))
  return [
    `Who: ${who(model, operation)}.`,
    ...(operation.from.length ? [`Possible while ${operation.from.map(label).join(' or ')}.`] : []),
    ...(operation.to && entity.states ? [`Afterwards ${label(operation.to)}.`] : []),
    ...(operation.conditions.length ? ['', 'Rules:', ...operation.conditions.map((c) => marked(c.message, c.statements))] : []),
    ...(sentences.length ? ['', `From the requirement: ${sentences.join(' ')} [${operation.statements.join(', ')}]`] : []),
  ].join('\n')
}

const security = (item: { public: boolean }): Schema[] => (item.public ? [] : [{ bearer: [] }])
const reference = (entity: Entity): Schema => ({ $ref: `#/components/schemas/${pascal(entity.id)}` })
const json = (schema: Schema, examples?: unknown): Schema => ({
  'application/json': { schema, ...(examples !== undefined && { examples: { example: { value: examples } } }) },
})
const etag = { ETag: { description: 'The version of the record; send it back as If-Match.', schema: { type: 'string', maxLength: 20 } } }
const ifMatch = { name: 'If-Match', in: 'header', description: 'Change only this version of the record', schema: { type: 'string', maxLength: 64 } }
const idempotency = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A repeated request with the same key is done once',
  schema: { type: 'string', maxLength: 128 },
}
const idParameter = { name: 'id', in: 'path', required: true, description: 'Id of the record', schema: uuid }

function general(model: Model, entity: Entity, operation: Operation): Schema {
  return {
    operationId: `${camel(operation.name)}${pascal(entity.id)}`,
    summary: operation.label,
    tags: [entity.name],
    description: rulesInWords(model, model.specification, entity, operation),
    security: security(operation),
    'x-gantry-roles': operation.permissions.map((p) => ({ role: p.role, own: p.own !== null })),
    'x-gantry-operation': operation.id,
    'x-gantry-statements': operation.statements,
    ...(operation.from.length || operation.to ? { 'x-gantry-transition': { from: operation.from, to: operation.to } } : {}),
  }
}

function ofOperation(model: Model, entity: Entity, operation: Operation): Schema {
  const base = general(model, entity, operation)
  const record = { description: entity.name, headers: etag, content: json(reference(entity)) }
  const requestBody = (): Schema => ({
    required: operation.kind !== 'action' || operation.inputs.some((i) => i.required),
    description: operation.label,
    content: json(bodySchema(model, entity, operation), exampleBody(model, entity, operation)),
  })
  switch (operation.kind) {
    case 'list': {
      const query = listQuery(model, entity)
      const q = query.search.length
        ? [
            {
              name: 'q',
              in: 'query',
              description: `Text to search for in ${query.search.map((s) => s.replaceAll(/[._]/g, ' ')).join(', ')}`,
              schema: { type: 'string', maxLength: 200 },
            },
          ]
        : []
      const sort = {
        name: 'sort',
        in: 'query',
        description: `Order by ${query.sorts.map((s) => s.name).join(', ')}; several with commas, - in front for the other direction`,
        schema: { type: 'string', maxLength: 200 },
      }
      return {
        ...base,
        parameters: [...q, ...query.filters.map(filterParameter), ...pagingParameters(query.pageSize), sort],
        responses: {
          200: { description: `A page of ${entity.plural.toLowerCase()}`, content: json(page(reference(entity))) },
          ...refusals('401', '403', '422', '429', '500', '503'),
        },
      }
    }
    case 'read':
      return { ...base, responses: { 200: record, ...refusals('400', '401', '403', '404', '429', '500', '503') } }
    case 'create':
      return {
        ...base,
        parameters: [idempotency],
        requestBody: requestBody(),
        responses: {
          201: { ...record, headers: { ...etag, Location: { description: 'Address of the record', schema: { type: 'string', maxLength: 200 } } } },
          ...refusals('400', '401', '403', '409', '413', '422', '429', '500', '503'),
        },
      }
    case 'update':
    case 'action':
      return {
        ...base,
        parameters: [ifMatch],
        requestBody: requestBody(),
        responses: { 200: record, ...refusals('400', '401', '403', '404', '409', '412', '413', '422', '429', '500', '503') },
      }
    case 'delete':
      return {
        ...base,
        parameters: [ifMatch],
        responses: { 204: { description: 'Deleted' }, ...refusals('401', '403', '404', '409', '412', '429', '500', '503') },
      }
  }
}

const methods: Record<Operation['kind'], string> = { list: 'get', read: 'get', create: 'post', update: 'patch', delete: 'delete', action: 'post' }
export const pathOf = (entity: Entity, operation: Operation): string =>
  operation.kind === 'list' || operation.kind === 'create'
    ? collectionPath(entity)
    : operation.kind === 'action'
      ? actionPath(entity, operation)
      : itemPath(entity)
export const methodOf = (operation: Operation): string => methods[operation.kind]

function rowSchema(model: Model, view: View): Schema {
  const entity = model.entity(view.entity)
  if (!view.report || view.report.measures.length === 0) return reference(entity)
  const columns = reportColumns(model, view)
  const nullable = (schema: Schema): Schema => ({
    ...schema,
    ...(schema.type === 'integer' ? { minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } : {}),
    type: [schema.type, 'null'],
    ...('enum' in schema ? { enum: undefined } : {}),
  })
  return {
    type: 'object',
    additionalProperties: false,
    required: columns.map((c) => c.name),
    properties: Object.fromEntries(
      columns.map((c) => {
        const type: ValueType = c.type in typeSchema ? (c.type as ValueType) : 'unknown'
        return [
          c.name,
          c.kind === 'measure'
            ? { type: ['number', 'string', 'null'], maxLength: 500, description: c.label }
            : {
                ...(type === 'boolean' ? { type: ['boolean', 'null'] } : nullable({ ...typeSchema[type], ...(type === 'text' && { maxLength: 20_000 }) })),
                description: c.label,
              },
        ]
      }),
    ),
  }
}

function ofReport(model: Model, view: View): Schema {
  const filters = reportFilters(model, view).map(filterParameter)
  const day = (name: string, what: string): Schema => ({ name, in: 'query', description: what, schema: { type: 'string', format: 'date', maxLength: 10 } })
  const period = view.report?.period ? [day('from', 'First day of the period'), day('to', 'Last day of the period')] : []
  return {
    operationId: `${camel(view.id)}Report`,
    summary: view.label,
    tags: ['Reports'],
    description: `Who: ${who(model, view)}.${view.statements.length ? ` [${view.statements.join(', ')}]` : ''}`,
    security: security(view),
    'x-gantry-roles': view.permissions.map((p) => ({ role: p.role, own: p.own !== null })),
    'x-gantry-view': view.id,
    'x-gantry-statements': view.statements,
    parameters: [...period, ...filters, ...pagingParameters(view.pageSize)],
    responses: { 200: { description: view.label, content: json(page(rowSchema(model, view))) }, ...refusals('401', '403', '422', '429', '500', '503') },
  }
}

const notifications: Schema = {
  operationId: 'listNotifications',
  summary: 'My notifications',
  tags: ['Notifications'],
  description: 'Who: every role. What was sent to the caller, or to their role, newest first.',
  security: [{ bearer: [] }],
  'x-gantry-roles': [],
  parameters: pagingParameters(25),
  responses: {
    200: { description: 'A page of notifications', content: json(page({ $ref: '#/components/schemas/Notification' })) },
    ...refusals('401', '403', '422', '429', '500', '503'),
  },
}

export function paths(model: Model): Schema {
  const made: Record<string, Record<string, unknown>> = {}
  for (const entity of model.entities)
    for (const operation of model.operations(entity)) {
      const path = pathOf(entity, operation)
      made[path] = { ...made[path], ...(path.includes('{id}') && { parameters: [idParameter] }), [methodOf(operation)]: ofOperation(model, entity, operation) }
    }
  for (const view of model.specification.views)
    if (view.kind === 'report' && view.report && (view.public || view.permissions.length > 0)) made[reportPath(view)] = { get: ofReport(model, view) }
  made['/api/notifications'] = { get: notifications }
  return made
}
