import type { Expression } from '#model/expression.ts'
import type { FieldReading } from './flag-reading.ts'
import { add } from './flags.ts'
import { bareNoun, splitList, stripDeterminers } from './nouns.ts'
import { inferType } from './types.ts'
import { capitalise, identifier } from './words.ts'

/** One attribute as a document describes it, before it is known whether it refers to an entity. */
export interface ReadField extends FieldReading {
  id: string
  label: string
  noun: string // the words of the name, to look an entity up
  many: { min: number; max?: number } | null // "one or more order lines"
  named: boolean // "an owner, who is a customer": a reference under a name of its own
  atTimeOf: boolean // "the unit price at the time of the order": a copy
  left: string[]
}

/** "a SKU (unique, required), a name (required), a stock quantity (integer, at least 0) and a category" */
export function readFieldList(text: string): ReadField[] {
  const items = splitList(text.replace(/^(?:the following(?: \w+)?|following \w+)(?: ?:)?\s*/i, '').replace(/^:\s*/, ''))
  const fields: ReadField[] = []
  let open: ReadField | null = null
  for (const item of items) {
    const being = /^(?:who|which|that) (?:is|must be|shall be) (?:an?|the|one of the) (.+)$/i.exec(item)
    if (being?.[1] && open) {
      open.noun = being[1]
      open.named = true
      continue
    }
    const field = readField(item.replace(/ (?:who|that) (?:has |had )?(\w+(?:ed|t|de|n)) (?:it|them|this)$/i, ' (automatic)'))
    if (field) {
      fields.push(field)
      open = field
    } else if (open && add(open, item)) continue
    else if (open) open.left.push(item)
  }
  // Where one is called optional and none mandatory, the others are not optional.
  if (fields.some((field) => field.optional) && !fields.some((field) => field.required))
    for (const field of fields) field.required = !field.optional && !field.automatic && field.default === undefined && field.type?.kind !== 'boolean'
  return fields
}

const quantity =
  /^(?:(one or more|at least one|several|multiple|many|zero or more|any number of|a list of|up to (\w+)|at most (\w+)|one to (\w+)|some)|(\d+) to (\d+)) (?=[a-z])/i
const tail =
  /^(.+?)\s((?:of|with|from|between|that|which|as|up to|at least|at most|no more than|no longer than|not|in|at|who|for which|defaulting|by default|set|must|is|are|on which|when|per|to)\b.*|(?:at least|at most|more than|less than|greater than)\b.*|\d.*|[–:-]\s.*)$/i

const blank = (): ReadField => ({
  id: '',
  label: '',
  noun: '',
  many: null,
  named: false,
  atTimeOf: false,
  left: [],
  required: false,
  optional: false,
  unique: false,
  immutable: false,
  automatic: false,
  type: null,
  limits: {},
  values: [],
  default: undefined,
  maximum: undefined,
  minimum: undefined,
  beside: [],
  uniqueWith: [],
  notes: [],
})

/** "an optional comment (max 200 characters)"; null when it is no description of a field. */
export function readField(item: string): ReadField | null {
  const reading = blank()
  const flags: string[] = []
  const text = readQuantity(reading, readLeads(reading, readParentheses(item, flags)))
  const whether = /^(?:whether|if) (?:the |an? |it |they )?(.+)$/i.exec(text)
  if (whether) reading.type = { kind: 'boolean' }
  const on = /^((?:[a-z]+ )?[a-z]+ed|(?:[a-z]+ )?(?!is\b|was\b)[a-z]+(?:s|en|nt|pt|ld|open|close)(?= (?:on|at)$)) (on|at|by)$/i.exec(text)
  const counted = /^(?:the )?(?:total )?number of ([a-z][\w -]*)$/i.exec(text)
  const name = on ? text.replace(/ /g, '-') : readTail(counted?.[1] ?? whether?.[1] ?? text, flags)
  if (on) reading.type = { kind: on[2] === 'at' ? 'datetime' : on[2] === 'by' ? 'text' : 'date' }
  const plain = name.replace(/\s(?:of|in|per|to|on|for)\s(?:the |an? )?/gi, ' of ')
  const noun = bareNoun(plain, true) || (plain.includes(' of ') ? bareNoun(plain.replace(/^(.+?) of (.+)$/, '$2 $1'), true) : '')
  const number = counted !== null || /\bnumber of\b/i.test(name)
  if (number) reading.type ??= { kind: 'integer' }
  reading.noun = number ? '' : stripDeterminers(reading.many ? noun : name)
  reading.id = identifier(reading.many ? noun : keepPlural(name))
  if (!noun || !reading.id || name.split(' ').length > 5) return null
  reading.label = capitalise(reading.many ? noun : name.replace(/\s+/g, ' '))
  reading.values = []
  for (const flag of flags) readFlags(reading, flag)
  if (reading.type === null) reading.type = reading.values.length ? { kind: 'enum', values: reading.values } : null
  reading.type = inferType(name, reading)
  return reading
}

/** Moves what stands in parentheses to the flags. */
function readParentheses(item: string, flags: string[]): string {
  return item
    .trim()
    .replace(/\.$/, '')
    .replace(/[([]([^()[\]]*(?:\([^()]*\)[^()[\]]*)*)[)\]]/g, (_, inside: string) => {
      flags.push(inside)
      return ' '
    })
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\bdate and time\b/i, 'time')
    .replace(/^(?:the )?time of (?:the )?(\w+)$/i, '$1 time')
}

/** "a unique", "an optional": flags before the name. */
function readLeads(reading: ReadField, item: string): string {
  let text = item.replace(/^(?:its|their|the|an?|each|optionally)\s+/i, (lead) => {
    if (/optionally/i.test(lead)) reading.optional = true
    return ''
  })
  for (;;) {
    const lead =
      /^(unique|mandatory|required|optional|compulsory|automatic|auto-generated|generated|free-text|free text|non-negative|positive|sequential|numeric)\s+(?=[a-z])/i.exec(
        text,
      )
    if (!lead?.[1]) return text
    add(reading, lead[1])
    text = text.slice(lead[0].length)
  }
}

/** "one or more lines", "the unit price at the time of the order". */
function readQuantity(reading: ReadField, item: string): string {
  const many = quantity.exec(item)
  let text = item
  if (many) {
    const most = Number(many[2] ?? many[3] ?? many[4] ?? many[6])
    const least = /^(?:one|at least one|several|multiple|many)/i.test(item) ? 1 : many[5] ? Number(many[5]) : 0
    reading.many = { min: least, ...(Number.isFinite(most) && { max: most }) }
    text = item.slice(many[0].length)
  }
  return text.replace(/\s(?:at|as of) (?:the )?(?:time|moment|date) of (?:the )?[\w -]+$/i, () => {
    reading.atTimeOf = true
    return ''
  })
}

/** "a price of at least 0": what follows the name is a flag, unless it belongs to the name ("date of birth"). */
function readTail(text: string, flags: string[]): string {
  const split = tail.exec(text)
  const stored = /^(.+? (?:in stock|on hand|in use|on order)) (in .+)$/i.exec(text)
  if (stored?.[1] && stored[2]) {
    flags.push(stored[2])
    return stored[1]
  }
  if (/\b(?:price|fee|cost|rate|charge|amount|premium|wage|salary) per [a-z]+$/i.test(text)) return text.trim()
  if (!split?.[1] || !split[2] || (/^(?:of|in|per|to|on|at)\b/i.test(split[2]) && isNamePart(split[2]))) return text.trim()
  const flag = split[2]
    .replace(/^(?:[–:-]\s|(?:that|which) (?:is |are |must be )?)/i, '')
    .replace(/^(?:with|of|from|as|in|is|are|must be)\s+(?=.)/i, (word) => (/^(?:from|in)/i.test(word) ? word : ''))
  flags.push(flag)
  return split[1].trim()
}

/** A field keeps the number the document gives it: "copies", "labour hours", "notes". */
const keepPlural = (name: string) => stripDeterminers(name)
const isNamePart = (text: string) =>
  /^(?:of (?:birth|issue|purchase|arrival|departure|origin|contact|delivery|manufacture|entry|hire|employment|registration|the \w+$|\w+$)|in (?:hours|days|minutes|months|years|stock)$|per (?:day|hour|month|night|unit|item|week|km|person|kilometre|kilometer)$|on hand$|at (?:risk|work)$)/i.test(
    text,
  ) && !/^in (?:hours|days|minutes|months|years)$/i.test(text)

/** "mild / moderate / severe" are three; "yes/no" and "date/time" one. */
const splitOptions = (text: string): string[] =>
  splitList(text).flatMap((part) =>
    /^(?:yes|y|j|true|date|on)\s?\/\s?(?:no|n|false|time|off)$/i.test(part) ? [part.replace(/\s/g, '')] : splitList(part.replace(/\s?\/\s?/g, ', ')),
  )

function readFlags(reading: ReadField, text: string) {
  // "m/f/x" are three options; "m" alone is short for mandatory.
  if (/^\w(?: ?\/ ?\w){1,5}$/.test(text) && !/^[yj] ?\/ ?n$/i.test(text)) {
    reading.values.push(...text.split('/').map((value) => (/[A-Z]/.test(value) ? value.trim() : value.trim().toLowerCase())))
    return
  }
  if (add(reading, text)) return
  const parts = splitOptions(
    text.replace(/^(?:one of|either|can be|may be|must be one of|values?:?|allowed values:?|possible values:?|e\.g\.|from the list|such as)\s*:?\s*/i, ''),
  )
  const unknown: string[] = []
  const listed = /^(?:one of|either|allowed values|possible values|values)\b/i.test(text)
  for (const part of parts) if (listed || !add(reading, part)) unknown.push(part)
  const words = unknown.map((value) => value.replace(/^["']|["']$/g, ''))
  const enumLike =
    (words.length > 1 || (words.length === 1 && /^(?:one of|either)/i.test(text))) && words.every((word) => word.split(' ').length <= 4 && word.length <= 40)
  if (enumLike && !/^(?:e\.g\.|such as|for example)/i.test(text))
    reading.values.push(...words.map((word) => (/^[A-Z0-9+-]{1,5}$/.test(word) ? word : word.toLowerCase())))
  else if (words.length && !/^(?:e\.g\.|for example|such as|i\.e\.)/i.test(text) && !descriptive(words, reading)) reading.left.push(...words)
}

/** "Copies (number of copies)": an explanation that repeats the name. */
function descriptive(words: string[], reading: ReadField): boolean {
  return (
    words.length === 1 &&
    !/^(?:after|before|not|must|on or|later|earlier|at|up to|no)\b/i.test(words[0] ?? '') &&
    (words[0] ?? '').toLowerCase().includes((reading.label.toLowerCase().split(' ').at(-1) ?? '').slice(0, 4))
  )
}

export type { Expression }
