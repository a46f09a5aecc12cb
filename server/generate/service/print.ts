/** TypeScript text from values: the generated files are read by people, so objects are laid out and SQL stands in template literals. */
export class Raw {
  readonly code: string
  constructor(code: string) {
    this.code = code
  }
}
export const raw = (code: string): Raw => new Raw(code)

export type Printable = string | number | boolean | null | undefined | Raw | Printable[] | { [key: string]: Printable }

const quoted = (value: string): string =>
  /[\n`]|'.*select|^(select|insert|update|delete) /i.test(value) || value.includes("'")
    ? `\`${value.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``
    : `'${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}'`
export const string = (value: string): string => quoted(value.replaceAll('\r', ''))
const property = (name: string): string => (/^[A-Za-z_][\w]*$/.test(name) ? name : string(name))

export function print(value: Printable, indent = ''): string {
  if (value instanceof Raw) return value.code
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return string(value)
  if (typeof value !== 'object') return String(value)
  const deeper = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => print(item, deeper))
    : Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .map(([name, v]) => `${property(name)}: ${print(v, deeper)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return `${open}${close}`
  const line = Array.isArray(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`
  if (line.length + indent.length <= 140 && !line.includes('\n')) return line
  return `${open}\n${parts.map((part) => `${deeper}${part},\n`).join('')}${indent}${close}`
}

/** A doc comment that names the statements a piece was read from, with their sentences. */
export function comment(statements: readonly string[], sentences: Map<string, string>, first = ''): string {
  // Messages and sentences are other people's words: none may end the comment or begin a line of code.
  const lines = [first, ...statements.map((id) => `[${id}] ${sentences.get(id) ?? ''}`)]
    .map((line) =>
      line
        .replaceAll('*/', '* /')
        .replace(/[\s\u2028\u2029]+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
  if (lines.length === 0) return ''
  return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((l) => ` * ${l}\n`).join('')} */\n`
}
