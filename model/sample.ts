import type { ContractOperation, JsonSchema } from './contract.ts'

/** Values that a schema allows, for smoke tests and seeds; `n` makes them differ. undefined: it needs something we cannot invent (a reference to another record). */
const day = 86_400_000
const isoDate = (time: number): string => new Date(time).toISOString().slice(0, 10)
const typeOf = (schema: JsonSchema): string => {
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== 'null') : schema.type
  return typeof type === 'string' ? type : schema.properties ? 'object' : ''
}

function text(schema: JsonSchema, n: number): string | undefined {
  switch (schema.format) {
    case 'uuid':
      return undefined
    case 'date':
      return isoDate(Date.now() + day)
    case 'date-time':
      return new Date(Date.now() + day).toISOString()
    case 'email':
      return `smoke.${n}@example.com`
    case 'uri':
    case 'url':
      return `https://example.com/${n}`
    case 'phone':
      return `+4930${String(1_000_000 + n)}`
  }
  if (typeof schema.pattern === 'string') return undefined
  const longest = Number(schema.maxLength ?? 200)
  const base = `Smoke ${n}`.slice(0, longest)
  return base.padEnd(Number(schema.minLength ?? 0), 'x')
}

function numeric(schema: JsonSchema): number {
  const lowest = Number(schema.minimum ?? (schema.exclusiveMinimum !== undefined ? Number(schema.exclusiveMinimum) + 1 : 1))
  const highest = Number(schema.maximum ?? (schema.exclusiveMaximum !== undefined ? Number(schema.exclusiveMaximum) - 1 : lowest + 10))
  return Math.max(lowest, Math.min(highest, 5))
}

export function sample(schema: JsonSchema, resolve: (value: unknown) => JsonSchema, n: number): unknown {
  const given = schema.example ?? schema.default ?? schema.const ?? (Array.isArray(schema.enum) ? schema.enum.find((v) => v !== null) : undefined)
  if (given !== undefined) return given
  const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf
  if (Array.isArray(choice)) return choice.map((c) => sample(resolve(c), resolve, n)).find((v) => v !== undefined && v !== null)
  switch (typeOf(schema)) {
    case 'string':
      return text(schema, n)
    case 'integer':
    case 'number':
      return numeric(schema)
    case 'boolean':
      return false
    case 'array':
      return Number(schema.minItems ?? 0) > 0 ? several(sample(resolve(schema.items), resolve, n), Number(schema.minItems)) : []
    case 'object':
      return object(schema, resolve, n)
    default:
      return undefined
  }
}

const several = (value: unknown, count: number): unknown[] | undefined => (value === undefined ? undefined : Array.from({ length: count }, () => value))

function object(schema: JsonSchema, resolve: (value: unknown) => JsonSchema, n: number): Record<string, unknown> | undefined {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const result: Record<string, unknown> = {}
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, unknown>)) {
    if (!required.includes(name)) continue
    const value = sample(resolve(property), resolve, n)
    if (value === undefined) return undefined
    result[name] = value
  }
  return result
}

/** The path with the query parameters that it cannot do without: a period is the last 30 days. */
export function pathWithQuery(operation: ContractOperation, resolve: (value: unknown) => JsonSchema): string | undefined {
  const query = new URLSearchParams()
  for (const parameter of operation.query.filter((p) => p.required)) {
    const date = parameter.schema.format === 'date' || parameter.schema.format === 'date-time'
    const at = /^(from|start|since)/i.test(parameter.name) ? Date.now() - 30 * day : Date.now()
    const value =
      parameter.example ?? (date ? (parameter.schema.format === 'date' ? isoDate(at) : new Date(at).toISOString()) : sample(parameter.schema, resolve, 1))
    if (value === undefined) return undefined
    query.set(parameter.name, String(value))
  }
  return query.size > 0 ? `${operation.path}?${query}` : operation.path
}
