import type { Contract } from './contract.ts'

type Json = Record<string, unknown>
const methods = ['get', 'post', 'patch', 'delete']
const cell = (text: unknown): string =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')

function typeOf(schema: Json): string {
  const type = Array.isArray(schema.type)
    ? schema.type.filter((t) => t !== 'null').join(' or ')
    : String(
        schema.type ??
          String(schema.$ref ?? '')
            .split('/')
            .at(-1),
      )
  if (Array.isArray(schema.enum)) return schema.enum.filter((v) => v !== null).join(', ')
  return schema.type === 'array'
    ? `list of ${typeOf(schema.items as Json)}`
    : schema.format && schema.format !== 'int64' && schema.format !== 'int32'
      ? `${type} (${String(schema.format)})`
      : type
}

function table(schema: Json): string[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
  if (properties.length === 0) return ['No fields.', '']
  const required = new Set((schema.required ?? []) as string[])
  return [
    '| Field | Type | Required | Meaning |',
    '|---|---|---|---|',
    ...properties.map(([name, s]) => `| ${name} | ${cell(typeOf(s))} | ${required.has(name) ? 'yes' : ''} | ${cell(s.description)} |`),
    '',
  ]
}

function operation(method: string, path: string, item: Json): string[] {
  const parameters = (item.parameters ?? []) as Json[]
  const content = ((item.requestBody as Json | undefined)?.content as Record<string, Json> | undefined)?.['application/json']
  const example = (content?.examples as Record<string, Json> | undefined)?.example?.value
  return [
    `### ${method.toUpperCase()} ${path}`,
    '',
    `**${String(item.summary)}**`,
    '',
    String(item.description),
    '',
    ...(parameters.length
      ? [
          '| Parameter | In | Type | Meaning |',
          '|---|---|---|---|',
          ...parameters.map((p) => `| ${String(p.name)} | ${String(p.in)} | ${cell(typeOf(p.schema as Json))} | ${cell(p.description)} |`),
          '',
        ]
      : []),
    ...(content ? ['Body:', '', ...table(content.schema as Json), '```json', JSON.stringify(example, null, 2), '```', ''] : []),
    `Answers: ${Object.keys(item.responses as Json).join(', ')}.`,
    '',
  ]
}

/** The contract as a page to read. */
export function reference(contract: Contract): string {
  const sections = Object.entries(contract.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? operation(method, path, item[method] as Json) : [])),
  )
  const schemas = Object.entries((contract.components.schemas ?? {}) as Record<string, Json>).flatMap(([name, schema]) => [`### ${name}`, '', ...table(schema)])
  return `${[
    `# ${String(contract.info.title)}: API reference`,
    '',
    'Every address answers JSON and needs a bearer token unless it says "without signing in". Refusals are problem details (RFC 9457): 401 no valid token, 403 not permitted or not yours, 404 unknown id, 409 a state, limit or other rule stands against it, 412 changed meanwhile (If-Match), 422 invalid input with `errors`.',
    '',
    'Lists take `q`, filters, `page`, `pageSize` and `sort`, and answer `{items, page, pageSize, total}`. Creates take an `Idempotency-Key`; answers carry an `ETag` that `If-Match` compares.',
    '',
    '## Operations',
    '',
    ...sections,
    '## Records',
    '',
    ...schemas,
  ]
    .join('\n')
    .trimEnd()}\n`
}
