import { z } from 'zod'

/** What smoke test, load measurement and rollouts' synthetic requests read of an OpenAPI document. */
export interface ContractOperation {
  id: string
  method: string // GET, POST …
  path: string
  roles: string[]
  public: boolean
  query: { name: string; required: boolean; schema: JsonSchema; example?: unknown }[]
  body: { schema: JsonSchema; example?: unknown } | null
}
export interface JsonSchema {
  [key: string]: unknown
}

const json = z.record(z.string(), z.unknown())
/** Who may call an operation: role ids, or with the note that they reach their own records only. */
const permitted = z.array(z.union([z.string().transform((role) => ({ role, own: false })), z.object({ role: z.string(), own: z.boolean().default(false) })]))
/** Those who reach every record first: they need none of their own. */
export const roleIds = (value: unknown): string[] => {
  const roles = permitted.catch([]).parse(value ?? [])
  return [...new Set([...roles.filter((r) => !r.own), ...roles.filter((r) => r.own)].map((r) => r.role))]
}
const operation = z.looseObject({
  operationId: z.string().optional(),
  'x-gantry-roles': z.unknown().optional(),
  security: z.array(z.unknown()).optional(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
})
const methods = ['get', 'post', 'put', 'patch', 'delete']

/** Follows $ref within the document; depth-limited, because a schema may contain itself. */
export function resolver(document: unknown): (value: unknown) => JsonSchema {
  const follow = (value: unknown, depth: number): JsonSchema => {
    const parsed = json.safeParse(value)
    if (!parsed.success) return {}
    const reference = parsed.data.$ref
    if (typeof reference !== 'string' || !reference.startsWith('#/') || depth > 10) return parsed.data
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => json.safeParse(at).data?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)
    return follow(target, depth + 1)
  }
  return (value) => follow(value, 0)
}

function bodyOf(requestBody: unknown, resolve: (value: unknown) => JsonSchema): ContractOperation['body'] {
  const media = json.safeParse(json.safeParse(resolve(requestBody).content).data?.['application/json']).data
  if (!media) return null
  const examples = Object.values(json.safeParse(media.examples).data ?? {}).map((e) => json.safeParse(e).data?.value)
  const schema = resolve(media.schema)
  return { schema, example: media.example ?? examples[0] ?? schema.example }
}

export function operationsOf(document: unknown): ContractOperation[] {
  const resolve = resolver(document)
  const root = z
    .looseObject({ paths: z.record(z.string(), json).catch({}), security: z.array(z.unknown()).optional() })
    .catch({ paths: {} })
    .parse(document)
  return Object.entries(root.paths).flatMap(([path, item]) =>
    methods.flatMap((method): ContractOperation[] => {
      const parsed = operation.safeParse(item[method])
      if (!parsed.success) return []
      const common = z.array(z.unknown()).catch([]).parse(item.parameters)
      const query = [...common, ...parsed.data.parameters]
        .map(resolve)
        .filter((p) => p.in === 'query')
        .map((p) => ({ name: String(p.name), required: p.required === true, schema: resolve(p.schema), example: p.example }))
      const security = parsed.data.security ?? root.security
      const open = security === undefined || security.length === 0 || security.some((s) => Object.keys(json.safeParse(s).data ?? {}).length === 0)
      return [
        {
          id: parsed.data.operationId ?? `${method} ${path}`,
          method: method.toUpperCase(),
          path,
          roles: roleIds(parsed.data['x-gantry-roles']),
          public: open,
          query,
          body: bodyOf(parsed.data.requestBody, resolve),
        },
      ]
    }),
  )
}

/** GET without parameters in its path: safe to ask at any time. */
export const lists = (operations: readonly ContractOperation[]): ContractOperation[] =>
  operations.filter((o) => o.method === 'GET' && !o.path.includes('{') && o.path.startsWith('/api'))
