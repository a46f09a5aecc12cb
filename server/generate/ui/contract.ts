/** What the user interface asks of the OpenAPI document: which operations exist and which parameters their lists take. */
type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)
const child = (value: unknown, key: string): unknown => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined)

export interface Parameter {
  name: string
  schema: Json
}
export interface Contract {
  has(method: string, path: string): boolean
  parameters(path: string): Parameter[] | null
}

/** null = there is no contract to ask; then the specification alone decides. */
export function readContract(openapi: unknown): Contract | null {
  const paths = child(openapi, 'paths')
  if (!isObject(paths)) return null
  const resolve = (value: unknown, depth = 0): unknown => {
    const reference = child(value, '$ref')
    if (typeof reference !== 'string' || !reference.startsWith('#/') || depth > 8) return value
    return resolve(
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => child(at, part.replaceAll('~1', '/').replaceAll('~0', '~')), openapi),
      depth + 1,
    )
  }
  const operation = (method: string, path: string): unknown => child(child(paths, path), method.toLowerCase())
  return {
    has: (method, path) => operation(method, path) !== undefined,
    parameters(path) {
      const get = operation('get', path)
      if (get === undefined) return null
      const lists = [child(child(paths, path), 'parameters'), child(get, 'parameters')].filter(Array.isArray)
      return lists
        .flat()
        .map((p) => resolve(p))
        .flatMap((p) => {
          const name = child(p, 'name')
          const schema = resolve(child(p, 'schema'))
          return child(p, 'in') === 'query' && typeof name === 'string' ? [{ name, schema: isObject(schema) ? schema : {} }] : []
        })
    },
  }
}
