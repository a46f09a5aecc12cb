import { call, field as path, literal, today, type Expression } from '#model/expression.ts'
import type { Entity, View } from '#model/specification.ts'
import { safe, verbLabel } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { bareNoun, splitList, stripDeterminers } from '../language/nouns.ts'
import { qualities } from '../language/qualities.ts'
import { fieldAt, fieldOf, fullPath } from '../language/resolve.ts'
import { readVerbs } from '../language/vocabulary.ts'
import { capitalise, identifier, number, stem } from '../language/words.ts'
import { actorsOf, type Actors } from './actors.ts'
import { permitAll } from './operation-parts.ts'
import { keepOwner } from './permissions.ts'
import { howMany } from './tariffs.ts'
import { contextOf, remember, type Reading, type Rule } from './rule.ts'

interface Parts { object: string; by: string[]; sort: string; descending: boolean; size: number; withoutSignIn: boolean; left: string }

/** "search books by title, author or ISBN, 25 per page, sorted by title"; "filter them by category". */
export const searches: Rule = {
  name: 'search, filter, sort',
  apply(clause, reading) {
    const { draft } = reading
    const key = clause.passive ? stem(clause.verbs[0] ?? '') : stem(clause.verbs[0] ?? '')
    const finding = ['search', 'find', 'filter', 'look up', 'sort', 'browse', 'see', 'view', 'list', 'show', 'display', 'query', 'order'].map(stem)
    if (!clause.verbs.length || !clause.verbs.every((verb) => finding.includes(stem(verb)) || stem(verb) === stem('look'))) return false
    const system = /^(?:the )?(?:system|application|service|platform|portal)$/i.test(clause.subject)
    const actors: Actors | null = clause.passive ? (clause.agent ? actorsOf(clause.agent, reading) : { roles: [], everyone: true, anonymous: false, before: '' }) : system ? { roles: [], everyone: true, anonymous: false, before: '' } : actorsOf(clause.subject, reading)
    if (!actors) return false
    const parts = readParts(clause.passive ? `${clause.subject} ${clause.rest}` : clause.rest.replace(/^for /, '').replace(/^(?:a |the )?(?:list|overview|table) of /i, ''))
    const it = contextOf(clause, reading)?.entity
    const { noun, after } = postmodifier(parts.object)
    const mention = /^(?:it|them|these|results?|the results?|the list)$/i.test(parts.object) ? null : draft.lexicon.find(noun)
    const entity = mention ? draft.entities.get(mention.term.id) : /^(?:it|them|these|(?:the )?results?|(?:the )?lists?)$/i.test(parts.object) ? it : undefined
    const special = parts.by.length > 0 || parts.sort !== '' || parts.size > 0
    if (!entity || !special || parts.left) return false
    const adjectives = [mention?.before ?? '', after].filter(Boolean).join(' ; ').replace(/\b(?:own|their|all|available)\b/g, '').trim()
    const where = adjectives && !/^(?:same|the)$/.test(adjectives) ? qualities(draft, entity, '', adjectives) : []
    if (where === null || where.length) return false
    const filter = key === stem('filter')
    const view = viewOf(reading, entity, clause)
    for (const name of parts.by) if (!addCriterion(reading, view, entity, name, filter)) clause.left.push(`by ${name}`)
    if (parts.sort) { const sorted = fieldAt(draft, parts.sort, entity); if (sorted?.field && !sorted.each) view.sort = [{ path: fullPath(sorted), direction: parts.descending ? 'desc' : 'asc' }]; else if (/date|newest|creat|time/.test(parts.sort)) view.sort = [{ path: 'created_at', direction: parts.descending || /newest/.test(parts.sort) ? 'desc' : 'asc' }]; else clause.left.push(`sorted by ${parts.sort}`) }
    if (parts.size) view.pageSize = Math.min(500, parts.size)
    open(reading, entity, actors, parts.withoutSignIn || actors.anonymous, view, clause)
    if (/\b(?:their|his|her) own\b/i.test(parts.object)) for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
    remember(clause, reading, entity)
    return true
  },
}

function readParts(text: string): Parts {
  const parts: Parts = { object: '', by: [], sort: '', descending: false, size: 0, withoutSignIn: false, left: '' }
  let rest = text.replace(/,? ?without (?:signing in|logging in|an account|registration|login)/i, () => { parts.withoutSignIn = true; return '' })
  rest = rest.replace(/,? ?(?:with |showing |in pages of |pages of )?(\d+)(?: (?:results|entries|items|rows|\w+))? (?:per|a|on each|on a) page/i, (_, size: string) => { parts.size = number(size) ?? 25; return '' }).replace(/,? ?in pages of (\d+)/i, (_, size: string) => { parts.size = Number(size); return '' })
  rest = rest.replace(/,? ?(?:and )?(?:(?:are |is )?(?:sorted|ordered)|sort(?:ed)?|order(?:ed)?) by (.+?)(?=,|$| and (?:filter|search))/i, (_, by: string) => { parts.descending = /\b(?:descending|newest first|latest first|highest first|most recent first)\b/i.test(by); parts.sort = by.replace(/,? ?\(?(?:in )?(?:ascending|descending|alphabetical|newest first|oldest first|latest first|highest first)(?: order)?\)?/i, '').trim(); return '' })
  rest = rest.replace(/,? ?(newest|latest|most recent|oldest) first/i, (_, word: string) => { parts.sort = 'created'; parts.descending = !/oldest/i.test(word); return '' })
  const by = /^(.+?)?,? ?(?:(?:and )?(?:filter(?:ed)?|search(?:ed)?|found) )?(?:by|on|using|via) (?:their |its |the )?(.+)$/i.exec(rest.trim())
  if (by?.[2]) { parts.object = (by[1] ?? '').trim(); parts.by = splitList(by[2].replace(/ and filter(?:ed)? by /i, ', ')) } else parts.object = rest.trim().replace(/,$/, '')
  return parts
}

function addCriterion(reading: Reading, view: View, entity: Entity, name: string, filter: boolean): boolean {
  const clean = stripDeterminers(name.replace(/^(?:part of |parts of |a part of |their |its )(?:the |a )?/i, '')).replace(/ range$/i, '')
  if (/^(?:status|state)$/i.test(clean)) { view.filters.push(entity.states?.field ?? 'status'); return true }
  const mention = reading.draft.lexicon.find(clean)
  const target = mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
  const reference = target ? reading.draft.pathTo(entity, target.id) : null
  const place = fieldAt(reading.draft, clean, entity)
  if (place?.field && !place.each && !place.children) {
    const type = place.field.type.kind
    const at = fullPath(place)
    const searchable = !filter && (type === 'text' || type === 'email' || type === 'phone' || type === 'sequence')
    const list = searchable ? view.search : view.filters
    if (!list.includes(at)) list.push(at)
    return true
  }
  if (reference) { if (!view.filters.includes(reference)) view.filters.push(reference); return true }
  if (/^date|period|month$/.test(clean)) { const date = entity.fields.find((candidate) => candidate.type.kind === 'date' || candidate.type.kind === 'datetime'); if (date) { view.filters.push(date.id); return true } }
  return false
}

export function viewOf(reading: Reading, entity: Entity, clause: Clause): View {
  const id = `search_${identifier(entity.plural)}`
  const known = reading.draft.views.find((view) => view.id === id)
  if (known) { if (!known.statements.includes(clause.line.id)) known.statements.push(clause.line.id); return known }
  const made: View = { id, kind: 'search', label: `Search ${entity.plural.toLowerCase()}`, entity: entity.id, public: false, permissions: [], search: [], filters: [], sort: [], pageSize: 25, report: null, statements: [clause.line.id] }
  reading.draft.views.push(made)
  return made
}

function open(reading: Reading, entity: Entity, actors: Actors, anonymous: boolean, view: View, clause: Clause) {
  const { draft } = reading
  if (actors.roles.length === 0 && !anonymous) return
  for (const kind of ['read', 'list'] as const) {
    const operation = draft.operation(entity, kind, kind, kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel('view', entity), clause.line.id)
    permitAll(draft, operation, actors, clause.line.id)
    if (anonymous) operation.public = true
  }
  view.public ||= anonymous
  for (const role of actors.roles) if (!view.permissions.some((permission) => permission.role === role)) view.permissions.push({ role, own: null, statements: [clause.line.id] })
}

/** "list overdue loans", "count loans per book in a period", "see the cost per vehicle and month", "the top 5 customers by …". */
export const reports: Rule = {
  name: 'reports',
  apply(clause, reading) {
    if (clause.negative || !clause.verbs.length || !clause.verbs.every((verb) => readVerbs.has(stem(verb)) || /^(?:count|get|generate|produce|create|run|provide|report|print|evaluate|analyse|analyze|receive|offer|give)$/.test(verb))) return false
    const system = clause.subject === '' || /^(?:the )?(?:system|application|service|platform|portal|dashboard|report)$/i.test(clause.subject)
    const actors = clause.passive ? { roles: [], everyone: true, anonymous: false, before: '' } : system ? { roles: [...reading.draft.roles.keys()], everyone: true, anonymous: false, before: '' } : actorsOf(clause.subject, reading)
    if (!actors) return false
    const body = howMany(clause.passive ? clause.subject : clause.rest).replace(/^(?:an?|the)? ?(?:(?:monthly|weekly|daily|yearly|annual|management|summary) )?(?:reports?|overview|statistics?|list|summary|dashboard|chart)(?: (?:of|on|about|showing|with|for|listing))+ ?/i, '')
    if (!clause.passive && body === howMany(clause.rest) && /^(?:get|generate|produce|create|run|provide|report|print|receive|offer|give|evaluate)$/.test(clause.verbs[0] ?? '')) return false
    const counted = clause.verbs[0] === 'count' || /^(?:the )?number of /i.test(body)
    const made = aggregate(clause, reading, body, counted) ?? selection(clause, reading, body)
    if (!made) return false
    const known = reading.draft.views.find((view) => view.id === made.id)
    const view = known ?? made
    if (!known) reading.draft.views.push(made)
    for (const role of actors.roles) if (!view.permissions.some((permission) => permission.role === role)) view.permissions.push({ role, own: null, statements: [clause.line.id] })
    return true
  },
}

/** "<measure> per <thing> [and month] [in a period]". */
function aggregate(clause: Clause, reading: Reading, body: string, counted: boolean): View | null {
  const { draft } = reading
  const match = /^(?:the )?(?:(top|most|best|largest|highest)(?: (\w+))? )?(.+?) (?:per|by|for each|for every|of each|grouped by) (.+?)(?: (in|within|for|during|over|between) (?:an?|the|any|given|selected|chosen)? ?(?:given |selected |chosen )?(?:period|date range|time range|two dates|month|year|quarter|time period|period of time).*)?$/i.exec(body)
  const total = match ? null : /^(?:the )?(?:number of|count of|total(?: number of)?|sum of) (.+?)(?: (in|within|for|during) (?:an?|the|any) (?:period|month|year|date range))?$/i.exec(body)
  const what = match?.[3] ?? total?.[1]
  if (!what) return null
  const thing = what.replace(/^(?:the )?(?:number of|count of|total number of|numbers of|total|sum of(?: the)?|average|total of) /i, '')
  const fn = /^(?:the )?(?:average|mean)\b/i.test(what) ? 'avg' as const : 'sum' as const
  const { noun, after } = postmodifier(thing)
  const mention = draft.lexicon.find(noun)
  const rows = mention ? draft.entities.get(mention.term.id) : undefined
  let entity = rows
  let value: Expression | undefined
  if (!rows || (!counted && fieldSomewhere(reading, thing))) {
    const found = fieldSomewhere(reading, thing, match?.[4])
    if (!found) { if (!rows) return null } else { entity = found.entity; value = path(found.at) }
  }
  if (!entity) return null
  const where = value ? [] : qualities(draft, entity, '', [mention?.before ?? '', after].filter(Boolean).join(' ; '))
  if (where === null) return null
  const groups: string[] = []
  let bucket: 'day' | 'week' | 'month' | 'year' | null = null
  for (const part of splitList(match?.[4] ?? '')) {
    const clean = stripDeterminers(part)
    const unit = /^(?:calendar )?(day|week|month|year)$/i.exec(clean)?.[1]?.toLowerCase()
    if (unit) { bucket = unit as 'day'; continue }
    const at = groupPath(reading, entity, clean)
    if (!at) return null
    groups.push(at)
  }
  const period = match?.[5] || total?.[2] || bucket ? (dateOf(entity) ?? 'created_at') : null
  const limit = match?.[1] ? (number(match[2] ?? '') ?? 10) : null
  const measure = value ? { id: identifier(bareNoun(thing, true) || thing) || 'total', label: capitalise(stripDeterminers(thing)), fn, value } : { id: 'count', label: entity.plural, fn: 'count' as const }
  const label = capitalise(`${stripDeterminers(thing)} ${[...groups, ...(bucket ? [bucket] : [])].length ? `per ${match?.[4] ?? ''}` : ''}`.trim())
  return { id: safe(identifier(label)), kind: 'report', label, entity: entity.id, public: false, permissions: [], search: [], filters: [], sort: [], pageSize: 25, ...(where.length && { where: where.length === 1 && where[0] ? where[0] : call('and', ...where) }), report: { groupBy: groups, period, bucket, measures: [measure], limit }, statements: [clause.line.id] }
}

/** A number field by its name, in the entity that has a way to the groups. */
function fieldSomewhere(reading: Reading, name: string, groups = ''): { entity: Entity; at: string } | null {
  const wanted = splitList(groups).map((part) => stripDeterminers(part)).filter((part) => !/^(?:calendar )?(?:day|week|month|year)$/i.test(part))
  for (const entity of reading.draft.entities.values()) {
    const field = fieldOf(entity, name) ?? (/^(?:costs?|revenue|turnover|sales|income|expenses?|spending|amount)$/i.test(stripDeterminers(name)) ? (entity.fields.find((candidate) => candidate.type.kind === 'money' && /total|amount/.test(candidate.id)) ) : undefined)
    if (!field || !['money', 'decimal', 'integer'].includes(field.type.kind)) continue
    if (wanted.every((part) => groupPath(reading, entity, part) !== null)) return { entity, at: field.id }
  }
  return null
}

function groupPath(reading: Reading, entity: Entity, name: string): string | null {
  if (/^(?:status|state)$/i.test(name)) return entity.states?.field ?? 'status'
  const mention = reading.draft.lexicon.find(name)
  const target = mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
  const reference = target ? reading.draft.pathTo(entity, target.id) : null
  if (reference) return reference
  if (mention?.before === '' && mention.term.role && !target) { keepOwner(reading, entity, mention.term.id, entity.statements[0] ?? ''); if (entity.fields.some((field) => field.id === mention.term.id)) return mention.term.id }
  const place = fieldAt(reading.draft, name, entity)
  return place?.field && !place.each && !place.children ? fullPath(place) : null
}

const dateOf = (entity: Entity): string | undefined => {
  const dates = entity.fields.filter((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
  return (dates.find((field) => !/due|return|end|birth|expir|valid|deadline/.test(field.id)) ?? dates[0])?.id
}

/** "overdue loans", "products with a stock below 10": rows that meet a condition. */
function selection(clause: Clause, reading: Reading, body: string): View | null {
  const { draft } = reading
  const clean = stripDeterminers(body.replace(/^(?:a )?(?:list|report) of /i, '').replace(/^all /i, ''))
  const compared = /^(.+?) (?:(?:whose|with an?|where the|with) (.+?) (?:is|are|has|was)? ?(below|under|above|over|less than|more than|lower than|greater than|at least|at most|before|after|passed) ?(.*)|(?:due|expiring|starting|ending) (?:today|within (?:the next )?(\d+) days|in the next (\d+) days))$/i.exec(clean)
  const { noun, after } = postmodifier(compared?.[1] ?? clean)
  const mention = draft.lexicon.find(noun)
  const entity = mention ? draft.entities.get(mention.term.id) : undefined
  if (!mention || !entity) return null
  const where: Expression[] | null = qualities(draft, entity, '', [mention.before, after].filter(Boolean).join(' ; ').replace(/\b(?:own|their|all)\b/g, '').trim())
  if (where === null) return null
  if (compared?.[2]) {
    const field = fieldOf(entity, compared[2])
    const bound = /today|passed/.test(compared[4] ?? compared[3] ?? '') ? today : fieldOf(entity, compared[4] ?? '') ? path(fieldOf(entity, compared[4] ?? '')?.id ?? '') : number(compared[4] ?? '') !== undefined ? literal(number(compared[4] ?? '') ?? 0) : null
    if (!field || !bound) return null
    where.push(call(/below|under|less|lower|before|passed/.test(compared[3] ?? '') ? '<' : /least/.test(compared[3] ?? '') ? '>=' : /most/.test(compared[3] ?? '') ? '<=' : '>', path(field.id), bound))
  } else if (compared) {
    const date = entity.fields.find((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
    if (!date) return null
    const days = Number(compared[5] ?? compared[6] ?? 0)
    where.push(call('and', call('>=', path(date.id), today), call('<=', path(date.id), call('add_days', today, literal(days)))))
  }
  if (where.length === 0) return null
  const label = capitalise(clean)
  return { id: safe(identifier(label)), kind: 'report', label, entity: entity.id, public: false, permissions: [], search: [], filters: [], sort: [], pageSize: 25, where: where.length === 1 && where[0] ? where[0] : call('and', ...where), report: { groupBy: [], period: null, bucket: null, measures: [], limit: null }, statements: [clause.line.id] }
}
