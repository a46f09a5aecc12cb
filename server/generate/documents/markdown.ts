/**
 * Writing Markdown from names and sentences that come from outside: whatever they contain is shown as it was typed and
 * never becomes markup, a link, a table's end or a section's marker.
 */
const controls = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g
/** One line, without control and direction characters. */
export const plain = (value: string): string => value.replace(controls, ' ').replace(/\s+/g, ' ').trim()

/** As text in a paragraph, a list or a table's cell. Only what could be markup is escaped: people read these files as they are, too. */
export const text = (value: string): string =>
  plain(value)
    .replace(/[\\`*{}[\]|~$]/g, '\\$&')
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/^([#+=:>-])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/(https?|ftp|mailto|xmpp)(?=:)/gi, '$1\\')
    .replace(/\bwww(?=\.)/gi, '$&\\')
    .replace(/(?<=\S)@(?=\S)/g, '\\@')
    .replace(/!(?=\\\[)/g, '\\!')

/** As code: the fence is longer than any run of backticks within. */
export function code(value: string): string {
  const line = plain(value).replaceAll('|', '¦')
  if (!line) return '–'
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return line.startsWith('`') || line.endsWith('`') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

/** `to` is a relative path of ours or an address that was checked to be one. */
export const link = (label: string, to: string): string =>
  `[${text(label)}](${to.replace(/[()<>\s\\]/g, (c) => encodeURIComponent(c).replace(/[()]/g, (p) => `%${p.charCodeAt(0).toString(16)}`))})`

/** Web addresses only: an owner's contact may be anything. */
export const webAddress = (value: string | null | undefined): string | null => {
  if (!value || !/^https?:\/\/\S+$/i.test(value)) return null
  return URL.canParse(value) ? new URL(value).href : null
}

/** A heading's text: no trailing punctuation that would be part of it, no links. */
export const heading = (level: number, value: string): string => `${'#'.repeat(level)} ${text(value).replace(/[.,;:!。,;:!]+$/, '') || 'Without a name'}`

const width = 80
/** At most 80 columns where words allow it. What would begin a list or a heading at a line's start stays with the word before. */
export function wrap(paragraph: string, indent = ''): string {
  const words: string[] = []
  for (const word of paragraph.split(/ +/).filter(Boolean)) {
    const last = words.length - 1
    if (last >= 0 && (/^([-+*=#>|~:]+|\d+[.)]|<.*)$/.test(word) || insideCode(words[last] as string))) words[last] += ` ${word}`
    else words.push(word)
  }
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line && `${line} ${word}`.length > width - indent.length) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].map((each, i) => (i === 0 ? each : indent + each)).join('\n')
}
const insideCode = (words: string): boolean => ((words.match(/(?<!\\)`+/g) ?? []).length & 1) === 1

export const list = (items: readonly string[]): string => items.map((item) => `- ${wrap(item, '  ')}`).join('\n')
export const steps = (items: readonly string[]): string => items.map((item, i) => `${i + 1}. ${wrap(item, ' '.repeat(String(i + 1).length + 2))}`).join('\n')

/** Cells are Markdown already; an empty one says so by a dash. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('\n', ' ') || '–').join(' | ')} |`).join('\n')

/** A fenced block whose fence is longer than any within. */
export function block(language: string, body: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...body.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)))
  return `${fence}${language}\n${body.replace(/\n+$/, '')}\n${fence}`
}

/** Paragraphs and blocks, one blank line between them. */
export const blocks = (...parts: (string | null | undefined | false)[]): string => parts.filter((part): part is string => Boolean(part)).join('\n\n')

const joined = (items: readonly string[], word: string): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
export const and = (items: readonly string[]): string => joined(items, 'and')
export const or = (items: readonly string[]): string => joined(items, 'or')
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
export const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 2 })
