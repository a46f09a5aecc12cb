import type { Schema } from './schemas.ts'

const problem = (status: string, title: string, detail: string, description: string): [string, Schema] => [
  status,
  {
    description,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: { problem: { value: { type: 'about:blank', title, status: Number(status), detail, instance: '/api' } } },
      },
    },
  },
]

/** Every way an operation may refuse, by status. */
const all = Object.fromEntries([
  problem('400', 'Unreadable body', 'The body is not valid JSON.', 'The request cannot be read.'),
  problem('401', 'Sign in first', 'The token is not valid or has expired.', 'No token, or one that does not hold.'),
  problem('403', 'Not permitted', 'The role "customer" may not do this.', "The role may not do this, or the record is somebody else's."),
  problem('404', 'Not found', 'There is no record with this id.', 'There is no such record.'),
  problem('409', 'Conflict', 'This record already exists.', 'A state, a limit, uniqueness or another rule stands against it; statements name the rule.'),
  problem('412', 'Changed meanwhile', 'Someone else changed this record since you read it.', 'If-Match names another version than the current one.'),
  problem('413', 'Unreadable body', 'The body is larger than 1 MB.', 'The body is too large.'),
  problem('422', 'Invalid input', 'Title is required.', 'Some input is not valid; errors say which and why.'),
  problem('429', 'Too many requests', 'Slow down and try again.', 'Answered by the edge in front of the service when a client sends too much.'),
  problem('500', 'Internal error', 'Something went wrong here.', 'Something went wrong here. It was logged.'),
  problem('503', 'Unavailable', 'The database cannot be reached. Try again.', 'The service cannot work at the moment.'),
])
export const responses: Record<string, Schema> = Object.fromEntries(Object.entries(all).map(([status, response]) => [`Problem${status}`, response]))
export const refusals = (...statuses: string[]): Schema =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]))

export const problemSchema: Schema = {
  type: 'object',
  title: 'Problem details (RFC 9457)',
  required: ['type', 'title', 'status', 'detail'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', maxLength: 200 },
    title: { type: 'string', maxLength: 200 },
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599 },
    detail: { type: 'string', maxLength: 20_000 },
    instance: { type: 'string', maxLength: 4_000 },
    errors: {
      type: 'array',
      maxItems: 1_000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'message'],
        properties: { path: { type: 'string', maxLength: 500 }, message: { type: 'string', maxLength: 2_000 } },
      },
    },
    statements: {
      type: 'array',
      maxItems: 100,
      description: "Ids of the requirement's statements that the refusal comes from",
      items: { type: 'string', maxLength: 40 },
    },
  },
}

export const page = (item: Schema): Schema => ({
  type: 'object',
  required: ['items', 'page', 'pageSize', 'total'],
  additionalProperties: false,
  properties: {
    items: { type: 'array', maxItems: 500, items: item },
    page: { type: 'integer', format: 'int32', minimum: 1, maximum: 100_000 },
    pageSize: { type: 'integer', format: 'int32', minimum: 1, maximum: 500 },
    total: { type: 'integer', format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
})

export const pagingParameters = (preset: number): Schema[] => [
  { name: 'page', in: 'query', description: 'Which page, from 1', schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 100_000, default: 1 } },
  { name: 'pageSize', in: 'query', description: 'Records per page', schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 500, default: preset } },
]
