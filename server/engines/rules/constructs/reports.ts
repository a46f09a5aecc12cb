import { call, type Expression, literal, field as path, today } from '#model/expression.ts'
import type { Entity, View } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { number } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { readVerbs } from '../language/vocabulary.ts'
import { capitalise, identifier, stem } from '../language/words.ts'
import { safe } from '../names.ts'
import { actorsOf } from './actors.ts'
import { fieldSomewhere, groupPath, measureFor } from './report-fields.ts'
import { explained, measureOf } from './report-measures.ts'
import type { Reading, Rule } from './rule.ts'
import { howMany } from './tariffs.ts'

/** "list overdue loans", "count loans per book in a period", "see the cost per vehicle and month", "the top 5 customers by …". */
export const reports: Rule = {
  name: 'reports',
  apply(clause, reading) {
    if (
      clause.negative ||
      clause.only ||
      !clause.verbs.length ||
      !clause.verbs.every(
        (verb) =>
          readVerbs.has(stem(verb)) ||
          /^(?:count|get|generate|produce|create|run|provide|report|print|evaluate|analyse|analyze|receive|offer|give)$/.test(verb),
      )
    )
      return false
    const system =
      clause.subject === '' ||
      /^(?:the |an? )?(?:[a-z]+ )?(?:system|application|service|platform|portal|dashboard|report|overview|statistics?|evaluation|list)$/i.test(clause.subject)
    const all = { roles: clause.passive ? [] : [...reading.draft.roles.keys()], everyone: true, anonymous: false, before: '' }
    const actors = clause.passive || system ? all : actorsOf(clause.subject, reading)
    if (!actors) return false
    const told = howMany(clause.passive ? clause.subject : clause.rest)
    const body = explained(told).replace(
      /^(?:an?|the)? ?(?:(?:monthly|weekly|daily|yearly|annual|management|summary) )?(?:reports?|overview|statistics?|list|summary|dashboard|chart)(?: (?:of|on|about|showing|with|for|listing))+ ?/i,
      '',
    )
    if (
      !clause.passive &&
      body === told &&
      !/^(?:the )?(?:sum|total|number|average|count|turnover|revenue)\b/i.test(body) &&
      /^(?:get|generate|produce|create|run|provide|report|print|receive|offer|give|evaluate)$/.test(clause.verbs[0] ?? '')
    )
      return false
    const counted = clause.verbs[0] === 'count' || /^(?:the )?number of /i.test(body)
    const made = aggregate(clause, reading, body, counted) ?? selection(clause, reading, body)
    if (!made) return false
    const known = reading.draft.views.find((view) => view.id === made.id)
    const view = known ?? made
    if (!known) reading.draft.views.push(made)
    for (const role of actors.roles)
      if (!view.permissions.some((permission) => permission.role === role)) view.permissions.push({ role, own: null, statements: [clause.line.id] })
    return true
  },
}

const buckets: Record<string, 'day' | 'week' | 'month' | 'year'> = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year', annual: 'year' }

/** "per category and month": paths, and the part of the calendar; also from "a monthly report". */
function groupsOf(
  reading: Reading,
  entity: Entity,
  text: string,
  sentence: string,
): { groups: string[]; bucket: 'day' | 'week' | 'month' | 'year' | null } | null {
  const groups: string[] = []
  let bucket: 'day' | 'week' | 'month' | 'year' | null = null
  for (const part of splitList(text)) {
    const clean = stripDeterminers(part)
    const unit = /^(?:calendar )?(day|week|month|year)$/i.exec(clean)?.[1]?.toLowerCase()
    const at = unit ? null : groupPath(reading, entity, clean)
    if (unit) bucket = unit as 'day'
    else if (at) groups.push(at)
    else return null
  }
  const frequency = /\b(daily|weekly|monthly|yearly|annual)\b/i.exec(sentence)?.[1]?.toLowerCase()
  return { groups, bucket: bucket ?? (frequency ? (buckets[frequency] ?? null) : null) }
}

/** "<measure> per <thing> [and month] [in a period]". */
function aggregate(clause: Clause, reading: Reading, body: string, counted: boolean): View | null {
  const { draft } = reading
  const match =
    /^(?:the )?(?:(top|most|best|largest|highest)(?: (\w+))? )?(.+?) (?:per|by|for each|for every|of each|grouped by) (.+?)(?: (in|within|for|during|over|between) (?:an?|the|any|given|selected|chosen)? ?(?:given |selected |chosen )?(?:period|date range|time range|two dates|month|year|quarter|time period|period of time).*)?$/i.exec(
      body,
    )
  const total = match
    ? null
    : /^(?:the )?(?:number of|count of|total(?: number of)?|sum of) (.+?)(?: (in|within|for|during) (?:an?|the|any) (?:period|month|year|date range))?$/i.exec(
        body,
      )
  const what = match?.[3] ?? total?.[1]
  if (!what) return null
  const thing = what.replace(/^(?:the )?(?:number of|count of|total number of|numbers of|total|sum of(?: the)?|average|total of) /i, '')
  const { noun, after } = postmodifier(thing)
  const mention = draft.lexicon.find(noun)
  const rows = mention ? draft.entities.get(mention.term.id) : undefined
  const groupsText = match?.[4] ?? ''
  const measured = counted ? null : measureOf(reading, what, splitList(groupsText), (candidate, group) => groupPath(reading, candidate, group) !== null)
  let entity = measured?.entity ?? rows
  let value: Expression | undefined = measured?.value
  let limited: Expression[] = []
  if (!measured && (!rows || (!counted && fieldSomewhere(reading, thing)))) {
    const found = fieldSomewhere(reading, thing, match?.[4])
    if (!found) {
      if (!rows) return null
    } else {
      entity = found.entity
      value = path(found.at)
      limited = found.where ?? []
    }
  }
  if (!entity) return null
  const where = measured ? measured.where : value ? limited : qualities(draft, entity, '', [mention?.before ?? '', after].filter(Boolean).join(' ; '))
  if (where === null) return null
  const by = groupsOf(reading, entity, match?.[4] ?? '', clause.text)
  if (!by) return null
  const { groups, bucket } = by
  const period = match?.[5] || total?.[2] || bucket ? (dateOf(entity) ?? 'created_at') : null
  const limit = match?.[1] ? (number(match[2] ?? '') ?? 10) : null
  const measure = measureFor(measured, value, thing, /^(?:the )?(?:average|mean)\b/i.test(what) ? 'avg' : 'sum', entity)
  const label = capitalise(`${stripDeterminers(thing)} ${[...groups, ...(bucket ? [bucket] : [])].length ? `per ${match?.[4] ?? ''}` : ''}`.trim())
  return {
    id: safe(identifier(label)),
    kind: 'report',
    label,
    entity: entity.id,
    public: false,
    permissions: [],
    search: [],
    filters: [],
    sort: [],
    pageSize: 25,
    ...(where.length && { where: where.length === 1 && where[0] ? where[0] : call('and', ...where) }),
    report: { groupBy: groups, period, bucket, measures: [measure], limit },
    statements: [clause.line.id],
  }
}

const dateOf = (entity: Entity): string | undefined => {
  const dates = entity.fields.filter((field) => (field.type.kind === 'date' || field.type.kind === 'datetime') && field.source === 'client')
  return (dates.find((field) => !/due|return|end|birth|expir|valid|deadline/.test(field.id)) ?? dates.find((field) => !/birth|expir|valid/.test(field.id)))?.id
}

/** "overdue loans", "products with a stock below 10": rows that meet a condition. */
function selection(clause: Clause, reading: Reading, body: string): View | null {
  const { draft } = reading
  const clean = stripDeterminers(body.replace(/^(?:a )?(?:list|report) of /i, '').replace(/^all /i, ''))
  const compared =
    /^(.+?) (?:(?:whose|with an?|where the|with) (.+?) (?:is|are|has|was|lies|falls|comes)? ?(within the next|in the next|below|under|above|over|less than|more than|lower than|greater than|at least|at most|before|after|passed) ?(.*)|(?:due|expiring|starting|ending) (?:today|within (?:the next )?(\d+) days|in the next (\d+) days))$/i.exec(
      clean,
    )
  const { noun, after } = postmodifier(compared?.[1] ?? clean)
  const mention = draft.lexicon.find(noun)
  const entity = mention ? draft.entities.get(mention.term.id) : undefined
  if (!mention || !entity) return null
  const where: Expression[] | null = qualities(
    draft,
    entity,
    '',
    [mention.before, after]
      .filter(Boolean)
      .join(' ; ')
      .replace(/\b(?:own|their|all)\b/g, '')
      .trim(),
  )
  if (where === null) return null
  if (compared) {
    const test = comparison(compared, entity)
    if (!test) return null
    where.push(test)
  }
  if (where.length === 0) return null
  const label = capitalise(clean)
  return {
    id: safe(identifier(label)),
    kind: 'report',
    label,
    entity: entity.id,
    public: false,
    permissions: [],
    search: [],
    filters: [],
    sort: [],
    pageSize: 25,
    where: where.length === 1 && where[0] ? where[0] : call('and', ...where),
    report: { groupBy: [], period: null, bucket: null, measures: [], limit: null },
    statements: [clause.line.id],
  }
}

/** "with a stock below the minimum stock", "due within 7 days". */
function comparison(compared: RegExpExecArray, entity: Entity): Expression | null {
  const [, , name, word = '', right = ''] = compared
  if (!name) {
    const date = entity.fields.find((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
    const days = Number(compared[5] ?? compared[6] ?? 0)
    return date ? call('and', call('>=', path(date.id), today), call('<=', path(date.id), call('add_days', today, literal(days)))) : null
  }
  const field = fieldOf(entity, name)
  const soon = /next/.test(word) ? /^(\w+) (day|week|month)s?$/.exec(right) : null
  const amount = soon?.[1] ? number(soon[1]) : undefined
  if (field && soon && amount !== undefined && /^date/.test(field.type.kind)) {
    const days = amount * (/week/.test(soon[2] ?? '') ? 7 : /month/.test(soon[2] ?? '') ? 30 : 1)
    return call('and', call('>=', path(field.id), today), call('<=', path(field.id), call('add_days', today, literal(days))))
  }
  if (/next/.test(word)) return null
  const other = fieldOf(entity, right)
  const figure = number(right)
  const bound = /today|passed/.test(right || word) ? today : other ? path(other.id) : figure !== undefined ? literal(figure) : null
  const fn = /below|under|less|lower|before|passed/.test(word) ? '<' : /least/.test(word) ? '>=' : /most/.test(word) ? '<=' : '>'
  return field && bound ? call(fn, path(field.id), bound) : null
}
