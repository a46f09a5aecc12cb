import { type ReadField, readField } from '../language/fields.ts'
import { inferType } from '../language/types.ts'
import { capitalise, identifier } from '../language/words.ts'
import { normalise } from '../text/normalise.ts'

const columns = {
  name: /^(?:(?:data )?(?:field|attribute|property|column|data item|data element|element|item)s?(?: name)?|name|data)$/,
  type: /^(?:(?:data ?|field )?types?|format|data format|type ?\/ ?(?:format|length|size)|type and length|kind)$/,
  required:
    /^(?:required|mandatory|compulsory|man\.?|mand\.?|req\.?|m\/o|o\/m|m ?\/ ?o ?\/ ?c|obligatory|must|req'd|required\?|mandatory\?|mandatory \(.*\)|required \(.*\))$/,
  optional: /^(?:optional|nullable|null|nullable\?|optional\?|null\?)$/,
  unique: /^(?:unique|unique\?|uniqueness)$/,
  length: /^(?:length|max(?:imum|\.)? ?length|size|max(?:imum|\.)? ?size|len\.?|max\.? chars?|characters)$/,
  initial: /^(?:default|default value|initial value|preset)$/,
  values:
    /^(?:values|allowed values|possible values|value list|enumeration|options|domain|code list|value range|valid values|permitted values|list of values)$/,
  key: /^(?:key|pk|pk\/fk|keys)$/,
  unit: /^(?:unit|units|unit of measure|uom)$/,
  least: /^(?:min\.?|minimum|from)$/,
  most: /^(?:max\.?|maximum|to)$/,
  fixed: /^(?:immutable|read-?only|fixed|not changeable)$/,
  changeable: /^(?:editable|changeable|can be changed|modifiable)\??$/,
  ignored:
    /^(?:entity|object|table|record|business object|example|examples|sample|sample value|source|owner|id|#|no\.?|nr\.?|label|db column|db name|technical name|column name|priority|pos\.?|group|section)$/,
  prose: /^(?:descriptions?|meaning|definition|purpose|explanation|remarks?|notes?|comments?|business meaning|usage|details?)$/,
}
const yes = /^(?:yes|y|x|✓|✔|✅|true|required|mandatory|m|unique|optional|o|1|j|pk)$/i
const no = /^(?:|no|n|false|optional|o|-|–|—|✗|✘|0|not required|not mandatory|none|n\/a)$/i
/** In a description these words state a rule; without them it only explains. */
const ruling =
  /\d|\b(?:must|only|cannot|can not|may|unique|max|min|maximum|minimum|at least|at most|between|default|defaults|automatic|automatically|generated|calculated|computed|derived|system|set by|assigned|not in the|in the future|in the past|positive|negative|optional|mandatory|required|one of|read-?only|immutable|never|if|when|unless|before|after|today|now|characters|digits|letters|format|changed|per)\b|[<>≥≤=]/i

/** A row of a data dictionary: | Field | Type | Mandatory | Length | Default | Description |. Every cell is read or left over. */
export function dictionaryField(cells: Record<string, string>): ReadField | null {
  const heads = Object.keys(cells).map((head) => ({ head, plain: head.replace(/\s*\(.*\)$/, '').trim() }))
  const nameHead = heads.find(({ plain }) => columns.name.test(plain) && plain !== 'name') ?? heads.find(({ plain }) => columns.name.test(plain))
  const written = nameHead
    ? normalise(cells[nameHead.head] ?? '')
        .replace(/[*†]+$/, '')
        .trim()
    : ''
  const name = written.replace(/ no\.?$/i, ' number')
  if (!nameHead || !name || name.split(' ').length > 6) return null
  const told: string[] = []
  const later: ((field: ReadField) => void)[] = []
  for (const { head, plain } of heads) {
    const cell = normalise((cells[head] ?? '').replace(/`/g, ''))
    if (head === nameHead.head || !cell || /^[-–—]$/.test(cell) || columns.ignored.test(plain)) continue
    const flag = (set: (field: ReadField) => void, unset: (field: ReadField) => void = () => undefined) =>
      later.push(
        yes.test(cell) && !(columns.required.test(plain) && /^o$|^optional$/i.test(cell))
          ? set
          : no.test(cell)
            ? unset
            : (field) => field.left.push(`${head}: ${cell}`),
      )
    if (columns.required.test(plain))
      flag(
        (field) => (field.required = true),
        (field) => (field.optional ||= !field.required),
      )
    else if (columns.optional.test(plain))
      flag(
        (field) => (field.optional = true),
        (field) => (field.required = true),
      )
    else if (columns.unique.test(plain)) flag((field) => (field.unique = true))
    else if (columns.fixed.test(plain)) flag((field) => (field.immutable = true))
    else if (columns.changeable.test(plain))
      flag(
        () => undefined,
        (field) => (field.immutable = true),
      )
    else if (columns.key.test(plain)) {
      if (/^(?:pk|primary|primary key|x|yes)$/i.test(cell)) told.push('unique', 'required')
      else if (!/^(?:fk|foreign key)$/i.test(cell)) later.push((field) => field.left.push(cell))
    } else if (columns.type.test(plain)) told.push(...typeWords(cell))
    else if (columns.length.test(plain)) told.push(...lengthWords(cell, Object.values(cells).join(' ')))
    else if (columns.initial.test(plain)) told.push(`default ${cell.replace(/[()]/g, '')}`)
    else if (columns.values.test(plain)) told.push(...valueWords(cell))
    else if (columns.unit.test(plain)) told.push(`in ${cell}`)
    else if (columns.least.test(plain)) told.push(`at least ${cell}`)
    else if (columns.most.test(plain)) told.push(`at most ${cell}`)
    else told.push(...descriptionWords(cell, columns.prose.test(plain)))
  }
  const field = combine(name, told)
  for (const apply of field ? later : []) if (field) apply(field)
  return field
}

/** The name keeps all its words ("Consent to reminders"); what the other cells say is read as flags. */
function combine(name: string, told: string[]): ReadField | null {
  const plain = name.replace(/\s*\([^)]*\)/g, '')
  const inside = /\(([^)]*)\)/.exec(name)?.[1]
  const head = plain
    .replace(/^(.{3,}?) (?:to|with|from|for|in|at|on|by|as|of|until) .*$/i, '$1')
    .replace(/ (?:until|from|to|at|on|by|for|of|in)$/i, '')
    .replace(/[^\w\s'-]/g, ' ')
    .trim()
  const flags = [...(inside ? [inside] : []), ...told].map((flag) => `(${flag.replace(/[()]/g, ' ').trim()})`).join(' ')
  const field = readField(`${plain} ${flags}`)
  const short = field && field.left.length === 0 ? field : readField(`${head} ${flags}`)
  if (!short) return null
  if (plain !== head && !field?.type) short.type = inferType(plain, short)
  if (!short.named) {
    short.id = identifier(plain)
    short.label = capitalise(plain)
  }
  const reference = told.map((flag) => /^reference to (.+)$/i.exec(flag)?.[1]).find(Boolean)
  if (reference) {
    short.left = [...short.left.filter((piece) => !/^reference to /i.test(piece)), `reference to ${reference}`]
    short.noun = reference
    short.named = identifier(reference) !== short.id
  }
  return short
}

const types: [RegExp, (match: RegExpExecArray) => string[]][] = [
  [
    /^(?:text|string|varchar2?|n?varchar|char|character|alphanumeric|alphanum|an|a|free text|short text|plain text)[ ,:]*\(?(?:max\.? |up to )?(\d{1,3}(?:,\d{3})+|\d+)\)?(?: ?(?:characters|chars?))?$/i,
    ([, most]) => [`max ${most} characters`],
  ],
  [
    /^(?:text|string|free text|short text|plain text|varchar|char|character|alphanumeric|alphanum|text field|single line text|single-line text)$/i,
    () => ['text'],
  ],
  [/^(?:long ?text|multi-?line(?: text)?|memo|clob|rich text|text area|textarea|text \(?multi-?line\)?|long string)$/i, () => ['long text']],
  [
    /^(?:enum|enumeration|list|selection|select|drop-?down(?: list)?|choice|code list|pick ?list|look-?up list|single choice|radio(?: button)?s?|code|status|option)$/i,
    () => [],
  ],
  [/^(?:enum|enumeration|list|selection|select|drop-?down|choice|pick ?list)[ :]*\(?(.+?)\)?$/i, ([, values = '']) => valueWords(values)],
  [/^(?:decimal|number|numeric|dec|n)[ ]*\(?(\d+)[,.](\d)\)?$/i, ([, , scale]) => ['decimal', `${scale} decimals`]],
  [/^(?:integer|int|number|numeric|num|n)[ ]*\(?(\d{1,2})\)?$/i, ([, digits]) => ['integer', `at most ${10 ** Math.min(9, Number(digits)) - 1}`]],
  [/^(?:int|integer|whole number|bigint|smallint|long|count|counter|int4|int8|natural number)$/i, () => ['integer']],
  [/^(?:number|numeric|decimal|float|double|real|decimal number)$/i, () => ['number']],
  [
    /^(?:amount|currency|money|price|monetary|monetary amount|amount of money)(?: \(?(?:in )?([A-Z]{3}|€|\$|£)\)?)?(?:,? \(?\d+[,.]\d\)?)?$/i,
    ([, currency]) => (currency ? ['amount', `in ${currency}`] : ['amount']),
  ],
  [/^(?:in )?(EUR|USD|GBP|CHF|€|\$|£)$/i, ([, currency]) => [`in ${currency}`]],
  [/^[Dd]ate ?\(?(?:DD|MM|YYYY|TT|dd|mm|yyyy)[^)]*\)?$/, () => ['date']],
  [/^(?:date ?(?:\/|and|\+|&) ?time|date-?time|timestamp|datetime2?|date with time)(?: \(.*\)| with time ?zone)?$/i, () => ['date and time']],
  [/^date$/i, () => ['date']],
  [/^(?:time|time of day|time \(?hh:mm\)?|hh:mm)$/i, () => ['time of day']],
  [/^(?:boolean|bool|yes ?\/ ?no|y ?\/ ?n|j ?\/ ?n|checkbox|check box|flag|bit|true ?\/ ?false|logical|toggle|switch)$/i, () => ['boolean']],
  [
    /^(?:auto-?number|auto ?number|auto-?increment(?:ed)?(?: integer)?|sequence|serial|identity|uuid|guid|auto|counter \(auto\)|running number|generated(?: number)?|automatic(?: number)?|auto id)$/i,
    () => ['automatic'],
  ],
  [
    /^(?:reference|ref\.?|fk|foreign key|look-?up|link|relation(?:ship)?|association|relationship)(?: ?(?:to|→|->|:|on)?)? \(?(?:an? |the |→ ?|-> ?|to )?([a-z][\w ]*?)\)?(?: \(.*\))?$/i,
    ([, thing]) => [`reference to ${thing}`],
  ],
  [/^(?:→|->) ?([a-z][\w ]*)$/i, ([, thing]) => [`reference to ${thing}`]],
  [/^(?:reference|ref\.?|fk|foreign key|look-?up|link|relation)$/i, () => []],
  [/^(?:percentage|percent|%)$/i, () => ['decimal', 'in %']],
]

/** "Text (80)", "Enum", "Amount (EUR)", "FK Owner" in the words that flags are read from. */
function typeWords(cell: string): string[] {
  for (const part of [cell, cell.replace(/[()]/g, ' ').replace(/\s+/g, ' ').trim()])
    for (const [pattern, made] of types) {
      const match = pattern.exec(part)
      if (match) return made(match)
    }
  const pieces = cell.split(/, |; | \/ (?=[a-z])/)
  if (pieces.length > 1) return pieces.flatMap(typeWords)
  const inner = /^([^()]+?) \((.+)\)$/.exec(cell)
  if (inner?.[1] && inner[2]) return [...typeWords(inner[1]), ...typeWords(inner[2])]
  return [/^[A-Z][A-Za-z ]{2,30}$/.test(cell) && !/\b(?:text|number|date|time|email|phone|url)\b/i.test(cell) ? `reference to ${cell}` : cell]
}

function lengthWords(cell: string, row: string): string[] {
  const range = /^(\d+) (?:to|-) (\d+)$/.exec(cell)
  if (range) return [`${range[1]} to ${range[2]} characters`]
  const exact = /^(?:exactly |fixed )?(\d+)(?: ?(?:characters|chars?|digits))?$/i.exec(cell.replace(/^(?:max\.?|up to|≤|at most) ?/i, ''))
  if (!exact) return /^\d+[,.]\d$/.test(cell) ? [`${cell.split(/[,.]/)[1]} decimals`] : [cell]
  return /\b(?:int|integer|number|numeric|decimal|date|boolean|enum|amount)\b/i.test(row) && !/\b(?:text|string|varchar|char)\b/i.test(row)
    ? [`at most ${10 ** Math.min(9, Number(exact[1])) - 1}`]
    : [`max ${exact[1]} characters`]
}

/** "A = Active, I = Inactive", "dog / cat", "1–120" */
function valueWords(cell: string): string[] {
  const parts = cell
    .replace(/[()[\]{}]/g, '')
    .split(/\s*(?:,|;|\||\n| \/ |\/(?=[A-Za-z]))\s*/)
    .filter(Boolean)
  if (parts.length < 2) return [cell]
  return [`one of ${parts.map((part) => part.replace(/^["']|["'.]$/g, '').replace(/^\w{1,3} ?(?:=|:) ?(?=\w{3})/, '')).join(', ')}`]
}

/** Rules among the words of a description; what only explains says nothing to build. */
function descriptionWords(cell: string, prose: boolean): string[] {
  const parts = cell
    .split(/;\s+|\.\s+(?=[A-Z])|\.$|<br ?\/?>/)
    .map((part) => part.trim())
    .filter(Boolean)
  return parts
    .filter((part) => !prose || ruling.test(part) || /^[^.]{2,30}(?:(?:, | \/ | \| )[^.,]{1,30})+$/.test(part))
    .map((part) => (/^[^,]+(?:, [^,]+){1,}$/.test(part) && !ruling.test(part) ? (valueWords(part)[0] ?? part) : part))
}
