import { type Expression, field as path } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { postmodifier } from '../language/counting.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { prefixed, qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { amountOf } from './approvals.ts'
import type { Reading } from './rule.ts'

/** What a report adds up, over which rows. */
export interface Measured {
  entity: Entity
  fn: 'sum' | 'avg' | 'min' | 'max'
  value: Expression
  label: string
  where: Expression[]
}

const functions: [RegExp, Measured['fn']][] = [
  [/^(?:average|mean|avg)$/i, 'avg'],
  [/^(?:highest|maximum|largest|longest)$/i, 'max'],
  [/^(?:lowest|minimum|smallest|shortest)$/i, 'min'],
]

/** "the turnover (sum of total cost of invoiced orders)" says in brackets what it is. */
export const explained = (text: string): string =>
  text.replace(/^(?:the )?[\w -]{2,30}? \((?:the |i\.e\. |= ?)?((?:sum|total|number|average|count) of .+?)\)/i, 'the $1')

/** "the sum of the totals of ordered requisitions", "the average mark", "the sum of paid claims": numbers of rows, or of their lines when only these can be grouped so. */
export function measureOf(reading: Reading, text: string, groups: string[], reach: (entity: Entity, group: string) => boolean): Measured | null {
  const match =
    /^(?:the )?(sum|total|totals|average|mean|avg|highest|lowest|maximum|minimum|largest|smallest)(?: (?:value|amount))?(?: (?:of|for)(?: all)?(?: the)?)? (.+)$/i.exec(
      text.trim(),
    )
  if (!match?.[1] || !match[2] || /^number of /i.test(match[2])) return null
  const fn = functions.find(([pattern]) => pattern.test(match[1] ?? ''))?.[1] ?? 'sum'
  const plain = groups.map((part) => stripDeterminers(part)).filter((part) => !/^(?:calendar )?(?:day|week|month|year|quarter)$/i.test(part))
  const fits = (entity: Entity) => plain.every((part) => reach(entity, part))
  const of = /^(.+?) (?:of|from|in) (?:all )?(?:the )?(.+)$/i.exec(match[2])
  for (const [name, rows] of [[of?.[1], of?.[2]] as const, [undefined, match[2]] as const]) {
    const found = rows ? rowsOf(reading, rows) : null
    if (!found) continue
    const field = name ? numeric(found.entity, name) : onlyNumber(found.entity)
    if (field && fits(found.entity)) return { ...found, fn, value: path(field.id), label: match[2] }
    const line = lineOf(reading, found.entity, name, fits)
    if (line) return { ...line, where: found.where.map((test) => prefixed(test, line.parent)), fn, label: match[2] }
  }
  return null
}

function rowsOf(reading: Reading, text: string): { entity: Entity; where: Expression[] } | null {
  const { noun, after } = postmodifier(stripDeterminers(text))
  const mention = reading.draft.lexicon.find(noun)
  const entity = mention ? reading.draft.entities.get(mention.term.id) : undefined
  if (!mention || !entity) return null
  const where = qualities(reading.draft, entity, '', [mention.before, after].filter(Boolean).join(' ; '))
  return where ? { entity, where } : null
}

/** The lines of what is summed: a claim has no category, its items have. */
function lineOf(
  reading: Reading,
  entity: Entity,
  name: string | undefined,
  fits: (entity: Entity) => boolean,
): { entity: Entity; value: Expression; parent: string } | null {
  for (const line of reading.draft.linesOf(entity)) {
    const field = name ? numeric(line, name) : onlyNumber(line)
    if (field && line.parent && fits(line)) return { entity: line, value: path(field.id), parent: line.parent.field }
  }
  return null
}

const isNumber = (field: Field | undefined): field is Field => field !== undefined && ['money', 'decimal', 'integer'].includes(field.type.kind)

function numeric(entity: Entity, name: string): Field | undefined {
  const field = fieldOf(entity, name) ?? fieldOf(entity, name.replace(/s$/, ''))
  return isNumber(field) ? field : undefined
}

/** What is meant by "the sum of donations": their amount, or the only number there is. */
function onlyNumber(entity: Entity): Field | undefined {
  const amount = amountOf(entity)
  const numbers = entity.fields.filter((field) => isNumber(field) && !/weight|count|version/.test(field.id))
  return (
    entity.fields.find((field) => field.id === amount) ??
    (numbers.length === 1 ? numbers[0] : numbers.find((field) => /value|points|score|hours|quantity/.test(field.id)))
  )
}
