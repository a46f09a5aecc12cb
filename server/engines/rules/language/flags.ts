import { call, field, literal, now, today, type Expression } from '#model/expression.ts'
import type { FieldType } from '#model/specification.ts'
import { patternInWords } from './patterns.ts'
import { number, numberPattern } from './words.ts'

/** What the words beside a field's name say about it. */
export interface FieldReading {
  required: boolean
  optional: boolean
  unique: boolean
  immutable: boolean
  automatic: boolean
  type: FieldType | null
  limits: { min?: number; max?: number; exclusiveMin?: boolean; minLength?: number; maxLength?: number; pattern?: string; patternText?: string; unit?: string; scale?: number; currency?: string }
  values: string[]
  default: Expression | undefined
  maximum: Expression | undefined // "not in the future", "up to the current year"
  minimum: Expression | undefined
  notes: string[]
}

type Flag = [RegExp, (reading: FieldReading, match: RegExpExecArray) => void]
const n = `(${numberPattern})`
const amount = (match: RegExpExecArray, index = 1) => number(match[index] ?? '') ?? 0
const units = String.raw`(?: ?(?:%|percent|€|eur|usd|euros?|dollars?|minutes?|min|hours?|h|days?|weeks?|months?|years?|kg|g|km|m|cm|mm|litres?|liters?|kilometres?|kilometers?|miles?|points?|credits?|items?|pieces?|units?|people|persons?|seats?))?`

const flags: Flag[] = [
  [/^(?:is |are )?(?:required|mandatory|compulsory|obligatory|needed|not null|not empty|must not be empty|cannot be empty|must be given|must be present|must be filled in|m|yes)$/i, (r) => { r.required = true }],
  [/^(?:is |are )?(?:optional|not required|not mandatory|may be empty|can be empty|if any|if known|if available|if applicable|nullable|no)$/i, (r) => { r.optional = true }],
  [/^(?:is |are |must be )?(?:globally )?(?:unique|distinct|must be unique)(?: (?:across|among|within) (?:all )?(?:the )?[\w ]+)?$/i, (r) => { r.unique = true }],
  [/^(?:the )?(?:key|primary key|identifier)$/i, (r) => { r.unique = true; r.required = true }],
  [/^(?:immutable|read-only after creation|fixed|not changeable|cannot be changed|can not be changed|never changes|not editable|unchangeable)(?: (?:once|after) .*)?$/i, (r) => { r.immutable = true }],
  [/^(?:auto|automatic|automatically(?: assigned| generated| set| numbered)?|auto-?generated|generated(?: by the system)?|system-?generated|sequential|assigned by the system|set by the system|auto-?increment(?:ed)?|running number|consecutive)$/i, (r) => { r.automatic = true }],
  [/^(?:an? )?(?:integer|whole number|int|whole|natural number)s?$/i, (r) => { r.type = { kind: 'integer' } }],
  [/^(?:an? )?(?:decimal|decimal number|number|numeric|real|float)$/i, (r) => { r.type ??= { kind: 'decimal', scale: 2 } }],
  [/^(?:an? )?(?:amount|money|currency|amount of money)$/i, (r) => { r.type = { kind: 'money' } }],
  [/^(?:an? )?(?:text|string|free text|short text|varchar|plain text|alphanumeric)$/i, (r) => { r.type ??= { kind: 'text' } }],
  [/^(?:an? )?(?:long text|multi-?line(?: text)?|rich text|free-text|memo)$/i, (r) => { r.type = { kind: 'text', long: true } }],
  [/^(?:an? )?(?:boolean|yes\/no|yes or no|yes no|true\/false|true or false|flag|checkbox)$/i, (r) => { r.type = { kind: 'boolean' } }],
  [/^(?:an? )?(?:date and time|date\/time|date-time|datetime|timestamp)$/i, (r) => { r.type = { kind: 'datetime' } }],
  [/^(?:an? )?date$/i, (r) => { r.type = { kind: 'date' } }],
  [/^(?:an? )?(?:valid )?email(?: address)?$/i, (r) => { r.type = { kind: 'email' } }],
  [/^(?:an? )?(?:valid )?(?:phone|telephone)(?: number)?$/i, (r) => { r.type = { kind: 'phone' } }],
  [/^(?:an? )?(?:valid )?(?:url|link|web address)$/i, (r) => { r.type = { kind: 'url' } }],
  [new RegExp(String.raw`^(?:max(?:imum)?\.?|at most|up to|no more than|not more than|no longer than|length up to|maximum length|max length)(?: of)? ${n} (?:characters|chars|letters|symbols)(?: long)?$`, 'i'), (r, m) => { r.limits.maxLength = amount(m) }],
  [new RegExp(String.raw`^(?:min(?:imum)?\.?|at least|no fewer than)(?: of)? ${n} (?:characters|chars|letters)(?: long)?$`, 'i'), (r, m) => { r.limits.minLength = amount(m) }],
  [new RegExp(String.raw`^(?:exactly )?${n} (?:characters|chars)(?: long)?$`, 'i'), (r, m) => { r.limits.minLength = amount(m); r.limits.maxLength = amount(m) }],
  [new RegExp(String.raw`^(?:between )?${n} (?:to|and|-) ${n} (?:characters|chars|letters)(?: long)?$`, 'i'), (r, m) => { r.limits.minLength = amount(m); r.limits.maxLength = amount(m, 2) }],
  [new RegExp(String.raw`^(?:between |from |range |in the range |in the range of |must be between )?${n}${units} (?:to|and|-|up to) ${n}${units}(?: inclusive)?$`, 'i'), (r, m) => { r.limits.min = amount(m); r.limits.max = amount(m, 2) }],
  [new RegExp(String.raw`^(?:between|from) ${n} (?:and|to) (?:the )?current year$`, 'i'), (r, m) => { r.limits.min = amount(m); r.maximum = call('year', today); r.type ??= { kind: 'integer' } }],
  [new RegExp(String.raw`^(?:must be |is |are )?(?:at least|min(?:imum)?\.?|not less than|no less than|not below|not lower than|minimum of|from|not smaller than|no lower than) ${n}${units}$`, 'i'), (r, m) => { r.limits.min = amount(m) }],
  [new RegExp(String.raw`^(?:must be |is |are )?(?:at most|max(?:imum)?\.?|not more than|no more than|up to|not above|not exceed(?:ing)?|maximum of|not greater than|not higher than|no higher than) ${n}${units}$`, 'i'), (r, m) => { r.limits.max = amount(m) }],
  [new RegExp(String.raw`^${n}${units} or (?:more|greater|higher|above)$`, 'i'), (r, m) => { r.limits.min = amount(m) }],
  [new RegExp(String.raw`^${n}${units} or (?:less|fewer|lower|below)$`, 'i'), (r, m) => { r.limits.max = amount(m) }],
  [new RegExp(String.raw`^(?:must be |is |are )?(?:greater than|more than|above|over|larger than|higher than|exceeding) ${n}${units}$`, 'i'), (r, m) => { r.limits.min = amount(m); r.limits.exclusiveMin = true }],
  [new RegExp(String.raw`^(?:must be |is |are )?(?:less than|below|under|fewer than|lower than) ${n}${units}$`, 'i'), (r, m) => { r.limits.max = amount(m) - 1 }],
  [/^(?:must be |is |are |must not be )?(?:non-negative|not negative|positive or zero|zero or more|never negative|negative)$/i, (r, m) => { if (!/^negative$/i.test(m[0])) r.limits.min = 0 }],
  [/^(?:must be |is |are )?positive(?: number| integer| amount)?$/i, (r, m) => { r.limits.min = 0; r.limits.exclusiveMin = true; if (/integer/i.test(m[0])) r.type = { kind: 'integer' } }],
  [/^(?:must be |is |must lie |lies )?(?:in the future|a future date|after today|later than today)$/i, (r) => { r.minimum = r.type?.kind === 'datetime' ? now : call('add_days', today, literal(1)) }],
  [/^(?:must |can |may )?(?:be |lie |is )?not (?:be |lie )?(?:in the past|before today|earlier than today)$/i, (r) => { r.minimum = today }],
  [/^(?:today or later|from today(?: on)?)$/i, (r) => { r.minimum = today }],
  [/^(?:must |can |may )?(?:be |lie |is )?not (?:be |lie )?(?:in the future|after today|later than today)$/i, (r) => { r.maximum = today }],
  [/^(?:in the past|today or earlier)$/i, (r) => { r.maximum = today }],
  [/^(?:the )?default(?:s|ing|ed)?(?: value)?(?: is\b| to\b|:|=)? ?([^,;]+)$/i, (r, m) => { r.default = defaultValue(m[1] ?? '') }],
  [/^([^,;]+?) by default$/i, (r, m) => { r.default = defaultValue(m[1] ?? '') }],
  [/^(?:normally )?([\w -]+?) unless (?:stated|specified|given|otherwise|set|changed|told|noted)?(?: otherwise)?(?: .*)?$/i, (r, m) => { r.default = defaultValue(m[1] ?? '') }],
  [/^(?:set to |initially |starts at |starting at |initial value |initial )([^,;]+)$/i, (r, m) => { r.default = defaultValue(m[1] ?? '') }],
  [/^(?:today|now)$/i, (r, m) => { r.default = /now/i.test(m[0]) ? now : today }],
  [/^in (eur|usd|gbp|chf|euros?|dollars?|pounds?)$/i, (r, m) => { r.limits.currency = currency(m[1] ?? ''); r.type = { kind: 'money' } }],
  [/^(?:in )?(€|eur|usd|gbp|chf|\$|£)$/i, (r, m) => { r.limits.currency = currency(m[1] ?? ''); r.type = { kind: 'money' } }],
  [/^(?:in )?(minutes|hours|days|weeks|months|years|kg|kilograms|grams|km|kilometres|kilometers|miles|metres|meters|cm|mm|litres|liters|%|percent|°C|celsius|kwh|tonnes?)$/i, (r, m) => { r.limits.unit = m[1]?.toLowerCase() ?? '' }],
  [/^(?:with |to )?(one|two|three|four|\d) decimals?(?: places?)?$/i, (r, m) => { r.limits.scale = amount(m); r.type ??= { kind: 'decimal', scale: amount(m) } }],
  [/^(?:from )?(?:monday|mon) to (?:sunday|sun|friday|fri|saturday|sat)$/i, (r, m) => { const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']; r.values.push(...days.slice(0, /fri/i.test(m[0]) ? 5 : /sat/i.test(m[0]) ? 6 : 7)); r.type = { kind: 'enum', values: [...r.values] } }],
  [/^from ([A-Z]) to ([A-Z])$/, (r, m) => { const from = (m[1] ?? 'A').charCodeAt(0); const to = (m[2] ?? 'F').charCodeAt(0); for (let c = from; c <= to; c++) r.values.push(String.fromCharCode(c)); if (r.values.length) r.type = { kind: 'enum', values: [...r.values] } }],
  [/^([A-Z]) to ([A-Z])$/, (r, m) => { const from = (m[1] ?? 'A').charCodeAt(0); const to = (m[2] ?? 'F').charCodeAt(0); for (let c = from; c <= to; c++) r.values.push(String.fromCharCode(c)); if (r.values.length) r.type = { kind: 'enum', values: [...r.values] } }],
]

const currency = (word: string) => ({ '€': 'EUR', eur: 'EUR', euro: 'EUR', euros: 'EUR', $: 'USD', usd: 'USD', dollar: 'USD', dollars: 'USD', '£': 'GBP', gbp: 'GBP', pound: 'GBP', pounds: 'GBP', chf: 'CHF' })[word.toLowerCase()] ?? 'EUR'

/** Takes a flag such as "unique", "at least 0" or "default today" into the reading; false when it is none. */
export function add(reading: FieldReading, text: string): boolean {
  const flag = text.trim().replace(/^(?:and|but|which is|that is|it is|must be|is|are|be)\s+(?=\S)/i, (lead) => (/must|is|are|be/i.test(lead) ? '' : '')).replace(/[.,;]$/, '')
  for (const candidate of [text.trim(), flag]) for (const [pattern, apply] of flags) {
    const match = pattern.exec(candidate)
    if (match) { apply(reading, match); return true }
  }
  const pattern = patternInWords(flag)
  if (pattern) { reading.limits.pattern = pattern; reading.limits.patternText = flag; reading.type ??= { kind: 'text' }; return true }
  const both = / and | but /.exec(flag)
  if (both && flag.split(' ').length <= 12) {
    const copy = { ...reading, limits: { ...reading.limits }, values: [...reading.values], notes: [...reading.notes] }
    if (add(copy, flag.slice(0, both.index)) && add(copy, flag.slice(both.index + both[0].length))) { Object.assign(reading, copy); return true }
  }
  return false
}

/** "today", "1", "false", "normal" → an expression. */
export function defaultValue(text: string): Expression {
  const value = text.trim().replace(/^(?:the|an?) /i, '').replace(/^["']|["']$/g, '')
  if (/^(?:today|current date|the current date|today's date|date of (?:creation|entry))$/i.test(value)) return today
  if (/^(?:now|current time|the current time|time of (?:creation|entry)|current date and time)$/i.test(value)) return now
  if (/^(?:true|yes|on)$/i.test(value)) return literal(true)
  if (/^(?:false|no|off)$/i.test(value)) return literal(false)
  const days = /^(?:today|now) (?:\+|plus) (\d+) days?$/i.exec(value)
  if (days) return call('add_days', today, literal(Number(days[1])))
  const figure = number(value)
  if (figure !== undefined) return literal(figure)
  const later = /^(.+?) (?:\+|plus) (\d+) days?$/i.exec(value)
  if (later?.[1]) return call('add_days', field(later[1].trim().toLowerCase().replace(/\W+/g, '_')), literal(Number(later[2])))
  return literal(value.toLowerCase())
}
