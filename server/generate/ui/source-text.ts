/**
 * Text of a specification comes from outside and is written into sources of several languages. Whatever it holds, it
 * must stay text: every string goes through one of these.
 */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  // "</script" must not end an inline script, and the two separators end a line in older readers of JavaScript.
  return `'${escaped
    .replace(/<(?=[/!]|script)/gi, '\\x3c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')}'`
}

export const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** One line inside a block or line comment. */
export const comment = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('*/', '* /').replaceAll('<', '‹').trim().slice(0, 160)

/** A value as a TypeScript literal: short ones on one line, long ones indented. undefined members are left out. */
export function printed(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return String(value)
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => printed(item, inner))
    : Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .map(([name, v]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${printed(v, inner)}`)
  const [open, close, space] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' ']
  if (parts.length === 0) return open + close
  const line = open + space + parts.join(', ') + space + close
  if (line.length + indent.length <= 140 && !line.includes('\n')) return line
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`
}
