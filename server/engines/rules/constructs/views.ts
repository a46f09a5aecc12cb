import type { Entity, View } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { number } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { fieldAt, fullPath } from '../language/resolve.ts'
import { identifier, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { type Actors, actorsOf } from './actors.ts'
import { permitAll } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

interface Parts {
  object: string
  by: string[]
  sort: string
  descending: boolean
  size: number
  withoutSignIn: boolean
  left: string
}

/** "search books by title, author or ISBN, 25 per page, sorted by title"; "filter them by category". */
export const searches: Rule = {
  name: 'search, filter, sort',
  apply(clause, reading) {
    const { draft } = reading
    const key = clause.passive ? stem(clause.verbs[0] ?? '') : stem(clause.verbs[0] ?? '')
    const finding = ['search', 'find', 'filter', 'look up', 'sort', 'browse', 'see', 'view', 'list', 'show', 'display', 'query', 'order'].map(stem)
    if (!clause.verbs.length || !clause.verbs.every((verb) => finding.includes(stem(verb)) || stem(verb) === stem('look'))) return false
    const system = /^(?:the )?(?:system|application|service|platform|portal)$/i.test(clause.subject)
    const actors: Actors | null = clause.passive
      ? clause.agent
        ? actorsOf(clause.agent, reading)
        : { roles: [], everyone: true, anonymous: false, before: '' }
      : system
        ? { roles: [], everyone: true, anonymous: false, before: '' }
        : actorsOf(clause.subject, reading)
    if (!actors) return false
    const parts = readParts(
      clause.passive
        ? `${clause.subject} ${/^(?:sort|order)/.test(clause.verbs[0] ?? '') ? 'sorted ' : ''}${clause.rest}`
        : clause.rest.replace(/^for /, '').replace(/^(?:a |the )?(?:list|overview|table) of /i, ''),
    )
    const it = contextOf(clause, reading)?.entity
    const within = /^(.+?) (?:of|for|in) (?:an?|the|each|one|any|a given|a certain|a particular|their|his|her) ([a-z][\w -]*)$/i.exec(parts.object)
    const inner = within?.[1] ? draft.entities.get(draft.lexicon.find(within[1])?.term.id ?? '') : undefined
    const outer = within?.[2] ? draft.lexicon.find(within[2]) : null
    const path = inner && outer?.before === '' && outer.term.entity ? draft.pathTo(inner, outer.term.id) : null
    if (within?.[1] && path) parts.object = within[1]
    const { noun, after } = postmodifier(parts.object)
    const mention = /^(?:it|them|these|results?|the results?|the list)$/i.test(parts.object) ? null : draft.lexicon.find(noun)
    const entity = mention ? draft.entities.get(mention.term.id) : /^(?:it|them|these|(?:the )?results?|(?:the )?lists?)$/i.test(parts.object) ? it : undefined
    const special = parts.by.length > 0 || parts.sort !== '' || parts.size > 0
    if (!entity || !special || parts.left) return false
    const adjectives = [mention?.before ?? '', after]
      .filter(Boolean)
      .join(' ; ')
      .replace(/\b(?:own|their|all|available)\b/g, '')
      .trim()
    const where = adjectives && !/^(?:same|the)$/.test(adjectives) ? qualities(draft, entity, '', adjectives) : []
    if (where === null || where.length) return false
    const filter = key === stem('filter')
    const view = viewOf(reading, entity, clause)
    if (path && !view.filters.includes(path)) view.filters.push(path)
    for (const name of parts.by) if (!addCriterion(reading, view, entity, name, filter)) clause.left.push(`by ${name}`)
    if (parts.sort) {
      const sorted = fieldAt(draft, parts.sort, entity)
      if (sorted?.field && !sorted.each) view.sort = [{ path: fullPath(sorted), direction: parts.descending ? 'desc' : 'asc' }]
      else if (/date|newest|creat|time/.test(parts.sort))
        view.sort = [{ path: 'created_at', direction: parts.descending || /newest/.test(parts.sort) ? 'desc' : 'asc' }]
      else clause.left.push(`sorted by ${parts.sort}`)
    }
    if (parts.size) view.pageSize = Math.min(500, parts.size)
    open(reading, entity, actors, parts.withoutSignIn || actors.anonymous, view, clause)
    if (/\b(?:their|his|her) own\b/i.test(parts.object))
      for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
    remember(clause, reading, entity)
    return true
  },
}

function readParts(text: string): Parts {
  const parts: Parts = { object: '', by: [], sort: '', descending: false, size: 0, withoutSignIn: false, left: '' }
  let rest = text.replace(/,? ?without (?:signing in|logging in|an account|registration|login)/i, () => {
    parts.withoutSignIn = true
    return ''
  })
  rest = rest
    .replace(/,? ?(?:with |showing |in pages of |pages of )?(\d+)(?: (?:results|entries|items|rows|\w+))? (?:per|a|on each|on a) page/i, (_, size: string) => {
      parts.size = number(size) ?? 25
      return ''
    })
    .replace(/,? ?in pages of (\d+)/i, (_, size: string) => {
      parts.size = Number(size)
      return ''
    })
  rest = rest.replace(/,? ?(?:and )?(?:(?:are |is )?(?:sorted|ordered)|sort(?:ed)?|order(?:ed)?) by (.+?)(?=,|$| and (?:filter|search))/i, (_, by: string) => {
    parts.descending = /\b(?:descending|newest first|latest first|highest first|most recent first)\b/i.test(by)
    parts.sort = by
      .replace(/,? ?\(?(?:in )?(?:ascending|descending|alphabetical|newest first|oldest first|latest first|highest first)(?: order)?\)?/i, '')
      .trim()
    return ''
  })
  rest = rest.replace(/,? ?(newest|latest|most recent|oldest) first/i, (_, word: string) => {
    if (!parts.sort) parts.sort = 'created'
    parts.descending = !/oldest/i.test(word)
    return ''
  })
  const by = /^(.+?)?,? ?(?:(?:and )?(?:filter(?:ed)?|search(?:ed)?|found) )?(?:by|on|using|via) (?:their |its |the )?(.+)$/i.exec(rest.trim())
  if (by?.[2]) {
    parts.object = (by[1] ?? '').trim()
    parts.by = splitList(by[2].replace(/ and filter(?:ed)? by /i, ', '))
  } else parts.object = rest.trim().replace(/,$/, '')
  return parts
}

function addCriterion(reading: Reading, view: View, entity: Entity, name: string, filter: boolean): boolean {
  const clean = stripDeterminers(name.replace(/^(?:part of |parts of |a part of |their |its )(?:the |a )?/i, '')).replace(/ range$/i, '')
  if (/^(?:status|state)$/i.test(clean)) {
    view.filters.push(entity.states?.field ?? 'status')
    return true
  }
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
  if (reference) {
    if (!view.filters.includes(reference)) view.filters.push(reference)
    return true
  }
  if (/^date|period|month$/.test(clean)) {
    const date = entity.fields.find((candidate) => candidate.type.kind === 'date' || candidate.type.kind === 'datetime')
    if (date) {
      view.filters.push(date.id)
      return true
    }
  }
  return false
}

export function viewOf(reading: Reading, entity: Entity, clause: Clause): View {
  const id = `search_${identifier(entity.plural)}`
  const known = reading.draft.views.find((view) => view.id === id)
  if (known) {
    if (!known.statements.includes(clause.line.id)) known.statements.push(clause.line.id)
    return known
  }
  const made: View = {
    id,
    kind: 'search',
    label: `Search ${entity.plural.toLowerCase()}`,
    entity: entity.id,
    public: false,
    permissions: [],
    search: [],
    filters: [],
    sort: [],
    pageSize: 25,
    report: null,
    statements: [clause.line.id],
  }
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
  for (const role of actors.roles)
    if (!view.permissions.some((permission) => permission.role === role)) view.permissions.push({ role, own: null, statements: [clause.line.id] })
}
