import type { Specification } from '#model/specification.ts'
import { Model } from '#server/generate/expression/model.ts'
import { pascal } from '#server/generate/naming.ts'
import { paths } from './paths.ts'
import { problemSchema, responses } from './responses.ts'
import { lineInput, lineSchema, recordSchema, type Schema } from './schemas.ts'

export interface Contract {
  openapi: string
  info: Schema
  servers: Schema[]
  tags: Schema[]
  security: Schema[]
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: Schema
}

const notification: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'at', 'channel', 'subject', 'operation', 'entity', 'recordId', 'sentAt'],
  properties: {
    id: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    at: { type: 'string', format: 'date-time', maxLength: 40 },
    channel: { type: 'string', maxLength: 40 },
    subject: { type: 'string', maxLength: 2_000 },
    operation: { type: 'string', maxLength: 130 },
    entity: { type: 'string', maxLength: 63 },
    recordId: { type: ['string', 'null'], format: 'uuid', maxLength: 36 },
    sentAt: { type: ['string', 'null'], format: 'date-time', maxLength: 40 },
  },
}

/** The service's OpenAPI 3.1 document. Security is stated for every operation; each names the statements it comes from. */
export function contract(specification: Specification): Contract {
  const model = new Model(specification)
  const used = model.entities.filter(
    (e) => model.operations(e).length > 0 || e.parent || specification.views.some((v) => v.kind === 'report' && v.entity === e.id),
  )
  const children = model.entities.filter((e) => e.parent)
  const schemas = {
    Problem: problemSchema,
    Notification: notification,
    ...Object.fromEntries(
      used
        .filter((e) => model.operations(e).length > 0 || specification.views.some((v) => v.kind === 'report' && v.entity === e.id))
        .map((e) => [pascal(e.id), recordSchema(model, e)]),
    ),
    ...Object.fromEntries(
      children.flatMap((e) => [
        [`${pascal(e.id)}Line`, lineSchema(model, e)],
        [`${pascal(e.id)}Input`, lineInput(model, e)],
      ]),
    ),
  }
  const tags = [
    ...model.entities.filter((e) => model.operations(e).length > 0).map((e) => ({ name: e.name, description: e.plural })),
    { name: 'Reports', description: 'Lists and figures' },
    { name: 'Notifications', description: 'What was sent to whom' },
  ]
  return {
    openapi: '3.1.0',
    info: {
      title: specification.title,
      version: '1.0.0',
      description: specification.summary || `The service built from "${specification.title}".`,
      contact: { name: 'Owner of the service', url: 'https://example.org/' },
      license: { name: 'Proprietary', url: 'https://example.org/' },
    },
    servers: [{ url: '/', description: 'The environment this document was read from (staging and production serve their own copy)', 'x-internal': false }],
    tags,
    security: [{ bearer: [] }],
    paths: paths(model) as Contract['paths'],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'ES256 token of the environment (RFC7519, following RFC8725): claims sub, role, iss, aud, exp.',
        },
      },
      schemas,
      responses,
    },
  }
}

export const contractText = (specification: Specification): string => `${JSON.stringify(contract(specification), null, 2)}\n`
