import { call, type Expression, literal, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { bareNoun, splitList, stripDeterminers } from '../language/nouns.ts'
import { fieldAt, fieldOf, fullPath } from '../language/resolve.ts'
import { capitalise, identifier } from '../language/words.ts'
import { safe } from '../names.ts'
import { keepOwner } from './permissions.ts'
import type { Measured } from './report-measures.ts'
import type { Reading } from './rule.ts'

export function measureFor(measured: Measured | null, value: Expression | undefined, thing: string, fn: 'avg' | 'sum', entity: Entity) {
  if (measured) {
    const name = bareNoun(measured.label, true) || measured.label
    return { id: safe(identifier(name)).slice(0, 40) || 'total', label: capitalise(stripDeterminers(measured.label)), fn: measured.fn, value: measured.value }
  }
  if (value) return { id: identifier(bareNoun(thing, true) || thing) || 'total', label: capitalise(stripDeterminers(thing)), fn, value }
  return { id: 'count', label: entity.plural, fn: 'count' as const }
}

/** A number field by its name, in the entity that has a way to the groups. */
export function fieldSomewhere(reading: Reading, name: string, groups = ''): { entity: Entity; at: string; where?: Expression[] } | null {
  const wanted = splitList(groups)
    .map((part) => stripDeterminers(part))
    .filter((part) => !/^(?:calendar )?(?:day|week|month|year)$/i.test(part))
  for (const entity of reading.draft.entities.values()) {
    const field =
      fieldOf(entity, name) ??
      (/^(?:costs?|revenue|turnover|sales|income|expenses?|spending|amount)$/i.test(stripDeterminers(name))
        ? entity.fields.find((candidate) => candidate.type.kind === 'money' && /total|amount/.test(candidate.id))
        : undefined)
    if (!field || !['money', 'decimal', 'integer'].includes(field.type.kind)) continue
    // "the issued quantity" is that of what was issued, nothing else's quantity.
    const adjective = /^(?:the )?([a-z]+ed) /i.exec(name)?.[1]?.toLowerCase()
    if (adjective && !field.id.startsWith(adjective)) {
      const state = reading.draft.state(entity, adjective)
      if (!state || !entity.states || !wanted.every((part) => groupPath(reading, entity, part) !== null)) continue
      return { entity, at: field.id, where: [call('=', path(entity.states.field), literal(state))] }
    }
    if (wanted.every((part) => groupPath(reading, entity, part) !== null)) return { entity, at: field.id }
  }
  return null
}

export function groupPath(reading: Reading, entity: Entity, name: string): string | null {
  if (/^(?:status|state)$/i.test(name)) return entity.states?.field ?? 'status'
  const mention = reading.draft.lexicon.find(name)
  const target = mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
  const reference = target ? reading.draft.pathTo(entity, target.id) : null
  if (reference) return reference
  if (mention?.before === '' && mention.term.role && !target) {
    keepOwner(reading, entity, mention.term.id, entity.statements[0] ?? '')
    if (entity.fields.some((field) => field.id === mention.term.id)) return mention.term.id
  }
  const place = fieldAt(reading.draft, name, entity)
  return place?.field && !place.each && !place.children ? fullPath(place) : null
}
