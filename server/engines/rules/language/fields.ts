import type { Expression } from '#model/expression.ts'
import { add, type FieldReading } from './flags.ts'
import { bareNoun, splitList, stripDeterminers } from './nouns.ts'
import { inferType } from './types.ts'
import { capitalise, identifier } from './words.ts'

/** One attribute as a document describes it, before it is known whether it refers to an entity. */
export interface ReadField extends FieldReading {
  id: string
  label: string
  noun: string // the words of the name, to look an entity up
  many: { min: number; max?: number } | null // "one or more order lines"
  atTimeOf: boolean // "the unit price at the time of the order": a copy
  left: string[]
}

/** "a SKU (unique, required), a name (required), a stock quantity (integer, at least 0) and a category" */
export function readFieldList(text: string): ReadField[] {
  const items = splitList(text.replace(/^(?:the following(?: \w+)?|following \w+)(?: ?:)?\s*/i, '').replace(/^:\s*/, ''))
  const fields: ReadField[] = []
  let open: ReadField | null = null
  for (const item of items) {
    const field = readField(item)
    if (field) { fields.push(field); open = field }
    else if (open && add(open, item)) continue
    else if (open) open.left.push(item)
  }
  return fields
}

const quantity = /^(?:(one or more|at least one|several|multiple|many|zero or more|any number of|a list of|up to (\w+)|at most (\w+)|one to (\w+)|some)|(\d+) to (\d+)) (?=[a-z])/i
const tail = /^(.+?)\s((?:of|with|from|between|that|which|as|up to|at least|at most|no more than|no longer than|not|in|at|who|for which|defaulting|by default|set|must|is|are|on which|when|per|to)\b.*|(?:at least|at most|more than|less than|greater than)\b.*|\d.*|[–:-]\s.*)$/i

export function readField(item: string, strict = false): ReadField | null {
  let text = item.trim().replace(/\.$/, '')
  const reading: ReadField = { id: '', label: '', noun: '', many: null, atTimeOf: false, left: [], required: false, optional: false, unique: false, immutable: false, automatic: false, type: null, limits: {}, values: [], default: undefined, maximum: undefined, minimum: undefined, notes: [] }
  const flags: string[] = []
  text = text.replace(/[([]([^()[\]]*(?:\([^()]*\)[^()[\]]*)*)[)\]]/g, (_, inside: string) => { flags.push(inside); return ' ' }).replace(/\s+/g, ' ').trim()
  text = text.replace(/\bdate and time\b/i, 'time').replace(/^(?:the )?time of (?:the )?(\w+)$/i, '$1 time')
  text = text.replace(/^(?:its|their|the|an?|each|optionally)\s+/i, (lead) => { if (/optionally/i.test(lead)) reading.optional = true; return '' })
  for (;;) {
    const lead = /^(unique|mandatory|required|optional|compulsory|automatic|auto-generated|generated|free-text|free text|non-negative|positive|sequential|numeric)\s+(?=[a-z])/i.exec(text)
    if (!lead?.[1]) break
    add(reading, lead[1])
    text = text.slice(lead[0].length)
  }
  const many = quantity.exec(text)
  if (many) {
    const most = Number(many[2] ?? many[3] ?? many[4] ?? many[6])
    reading.many = { min: /^(?:one|at least one|several|multiple|many)/i.test(text) ? 1 : many[5] ? Number(many[5]) : 0, ...(Number.isFinite(most) && { max: most }) }
    text = text.slice(many[0].length)
  }
  text = text.replace(/\s(?:at|as of) (?:the )?(?:time|moment|date) of (?:the )?[\w -]+$/i, () => { reading.atTimeOf = true; return '' })
  const counted = /^(?:the )?(?:total )?number of ([a-z][\w -]*)$/i.exec(text)
  if (counted?.[1]) { text = counted[1]; reading.type = { kind: 'integer' } }
  const split = tail.exec(text)
  let name = text
  if (split?.[1] && split[2] && !(/^(?:of|in|per|to|on|at)\b/i.test(split[2]) && isNamePart(split[2]))) { name = split[1]; flags.push(split[2].replace(/^(?:[–:-]\s|(?:that|which) (?:is |are |must be )?)/i, '').replace(/^(?:with|of|from|as|in|is|are|must be)\s+(?=.)/i, (word) => (/^(?:from|in)/i.test(word) ? word : ''))) }
  name = name.trim()
  const plain = name.replace(/\s(?:of|in|per|to|on|for)\s(?:the |an? )?/gi, ' of ')
  const noun = bareNoun(plain, true) || (plain.includes(' of ') ? bareNoun(plain.replace(/^(.+?) of (.+)$/, '$2 $1'), true) : '')
  if (/\bnumber of\b/i.test(name)) reading.type ??= { kind: 'integer' }
  reading.noun = counted || /\bnumber of\b/i.test(name) ? '' : stripDeterminers(reading.many ? noun : name)
  reading.id = identifier(reading.many ? noun : keepPlural(name))
  if (!noun || !reading.id || name.split(' ').length > 5) return null
  if (strict && flags.length === 0 && name.split(' ').length > 4) return null
  reading.label = capitalise(reading.many ? noun : name.replace(/\s+/g, ' '))
  reading.values = []
  for (const flag of flags) readFlags(reading, flag)
  if (reading.type === null) reading.type = reading.values.length ? { kind: 'enum', values: reading.values } : null
  reading.type = inferType(name, reading)
  return reading
}

/** A field keeps the number the document gives it: "copies", "labour hours", "notes". */
const keepPlural = (name: string) => stripDeterminers(name)
const isNamePart = (text: string) => /^(?:of (?:birth|issue|purchase|arrival|departure|origin|contact|delivery|manufacture|entry|hire|employment|registration|the \w+$|\w+$)|in (?:hours|days|minutes|months|years|stock)$|per (?:day|hour|month|night|unit|item|week|km|person|kilometre|kilometer)$|on hand$|at (?:risk|work)$)/i.test(text) && !/^in (?:hours|days|minutes|months|years)$/i.test(text)

function readFlags(reading: ReadField, text: string) {
  if (add(reading, text)) return
  const parts = splitList(text.replace(/^(?:one of|either|can be|may be|must be one of|values?:?|allowed values:?|possible values:?|e\.g\.|from the list|such as)\s*:?\s*/i, '').replace(/\s?\/\s?/g, ', '))
  const unknown: string[] = []
  const listed = /^(?:one of|either|allowed values|possible values|values)\b/i.test(text)
  for (const part of parts) if (listed || !add(reading, part)) unknown.push(part)
  const words = unknown.map((value) => value.replace(/^["']|["']$/g, ''))
  const enumLike = (words.length > 1 || (words.length === 1 && /^(?:one of|either)/i.test(text))) && words.every((word) => word.split(' ').length <= 4 && word.length <= 40)
  if (enumLike && !/^(?:e\.g\.|such as|for example)/i.test(text)) reading.values.push(...words.map((word) => (/^[A-Z0-9+-]{1,5}$/.test(word) ? word : word.toLowerCase())))
  else if (words.length && !/^(?:e\.g\.|for example|such as|i\.e\.)/i.test(text) && !descriptive(words, reading)) reading.left.push(...words)
}

/** "Copies (number of copies)": an explanation that repeats the name. */
function descriptive(words: string[], reading: ReadField): boolean {
  return words.length === 1 && (words[0] ?? '').toLowerCase().includes((reading.label.toLowerCase().split(' ').at(-1) ?? '').slice(0, 4))
}

export type { Expression }
