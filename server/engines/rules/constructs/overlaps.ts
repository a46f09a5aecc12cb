import { call, count, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { nominals } from '../language/nominals.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { singular } from '../language/plurals.ts'
import { baseForm } from '../language/words.ts'
import { require } from './guards.ts'
import { keepOwner } from './permissions.ts'
import { type Reading, type Rule, remember } from './rule.ts'

/** Rows that were given up do not count. */
export const living = (entity: Entity): Expression[] => {
  const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|expir|void|no_show|missed/.test(state.id))
  return entity.states && dead.length ? [call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id))))] : []
}

interface Span {
  start: (of: typeof path) => Expression
  end: (of: typeof path) => Expression
}

/** The time a record takes up: from start to end, or a start and a duration in minutes or hours; a day when it has one date. */
export function spanOf(entity: Entity): Span | null {
  const dates = entity.fields.filter((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
  const start = dates.find((field) => /start|begin|from|pick|check_?in|arrival|first/.test(field.id)) ?? dates[0]
  if (!start) return null
  const end = dates.find((field) => field !== start && /end|until|to$|finish|check_?out|departure|return|due|last/.test(field.id))
  if (end) return { start: (of) => of(start.id), end: (of) => of(end.id) }
  const duration = entity.fields.find(
    (field) => /duration|length|minutes|hours/.test(field.id) && (field.type.kind === 'integer' || field.type.kind === 'decimal'),
  )
  if (duration) {
    const hours = /hour/.test(duration.id) || (duration.type.kind === 'decimal' && duration.type.unit === 'hours')
    return { start: (of) => of(start.id), end: (of) => call('add_hours', of(start.id), hours ? of(duration.id) : call('/', of(duration.id), literal(60))) }
  }
  return null
}

/** "A doctor cannot have two appointments at the same time", "Bookings of the same room must not overlap". */
export const overlaps: Rule = {
  name: 'no overlaps',
  apply(clause, reading) {
    const text = clause.text
    const one =
      /^(?:an?|the|each|every|any|one) (.+?) (?:can not|may not|must not|cannot|shall not|should not) (?:have|be assigned|be in|attend|hold|get|take) (?:two|more than one|several|multiple|overlapping|two overlapping) (?:overlapping )?(.+?)(?: (?:at the same time|at once|at a time|that overlap|simultaneously|in the same (?:time )?slot|at overlapping times))?$/i.exec(
        text,
      )
    const twice =
      /^(?:an?|the|each|every|any|one|the same) (.+?) (?:can not|may not|must not|cannot|shall not) be (\w+ed) (?:twice|more than once|double|by two \w+|for two \w+)(?: (?:at|for|in) (?:the same|overlapping) (?:time|times|period|periods|slot|hour|day|date)s?)?$/i.exec(
        text,
      )
    const same =
      /^(?:the )?(.+?) (?:of|for|in|on|with) (?:the same|one|an?|each) (.+?) (?:must not|may not|cannot|can not|shall not|should not|never) overlap(?: .*)?$/i.exec(
        text,
      )
    if (!one && !twice && !same) return false
    if (one && !/same time|overlap|at once|at a time|simultaneously|slot/i.test(text)) return false
    const { draft } = reading
    const ownerName = one?.[1] ?? twice?.[1] ?? same?.[2] ?? ''
    const owner = draft.lexicon.find(ownerName)
    const things = one?.[2] ?? same?.[1]
    const named = things ? draft.lexicon.find(things) : null
    const verb = twice?.[2] ?? ''
    const entity = named
      ? draft.entities.get(named.term.id)
      : [...draft.entities.values()].find((candidate) => nominals(verb).some((noun) => candidate.id.endsWith(noun.replace(/ /g, '_'))))
    if (entity && owner?.term.role) keepOwner(reading, entity, owner.term.id, clause.line.id)
    const reference =
      entity && owner
        ? entity.fields.find((field) => (field.type.kind === 'reference' && field.type.entity === owner.term.id) || field.id === owner.term.id)
        : undefined
    const create = entity ? draft.operations.get(`${entity.id}.create`) : undefined
    const span = entity ? spanOf(entity) : null
    if (!entity || !reference || !create || !span) return false
    const where = call(
      'and',
      call('=', path(reference.id), outer(reference.id)),
      ...living(entity),
      call('overlaps', span.start(path), span.end(path), span.start(outer as typeof path), span.end(outer as typeof path)),
      call('!=', path('id'), outer('id')),
    )
    require(create, call('=', count(entity.id, where), literal(0)), clause)
    remember(clause, reading, entity)
    return true
  },
}

/** "A member cannot book the same course twice", "A user can rate a product only once", "X and Y are unique together". */
export const onlyOnce: Rule = {
  name: 'not twice',
  apply(clause, reading) {
    const { draft } = reading
    const together =
      /^(?:the )?(?:combination of )?(.+?) (?:is|are|must be|shall be) unique(?: (?:together|in combination|per|for each|within|for the same|among) ?(?:an?|the|each)? ?(.*))?$/i.exec(
        clause.text,
      )
    if (together?.[1] && ((/ and /.test(together[1]) && / together|combination/i.test(clause.text)) || together[2]))
      return uniqueTogether(clause, reading, [...splitList(together[1]), ...(together[2] ? splitList(together[2]) : [])])
    let match =
      /^(?:an?|the|each|every|any)? ?(.+?) (?:can not|may not|must not|cannot|shall not) (\w+(?: (?:up|in|out))?)(?: (?:for|in|to|on))? the same (.+?) (?:twice|more than once|again|a second time|two times|several times)$/i.exec(
        clause.text,
      ) ??
      /^(?:an?|the|each|every|any)? ?(.+?) (?:can|may|must|shall) (?:only )?(\w+(?: up)?)(?: (?:for|in|to|on))? (?:an?|the same|each|every|the) (.+?) (?:only once|at most once|once only|once)$/i.exec(
        clause.text,
      ) ??
      /^(?:an?|the|each|every|any)? ?(.+?) (?:can|may) only (\w+)(?: (?:for|in|to|on))? (?:an?|the same|each|every|the) (.+?) once$/i.exec(clause.text)
    const again = match
      ? null
      : /^(?:an?|the|each|every|any)? ?(.+?) (?:can not|may not|must not|cannot|shall not|should not)(?: be able to| be allowed to)? (\w+) (?:twice|more than once|again|two times|several times) (?:for|in|to|on|with) the same (.+)$/i.exec(
          clause.text,
        )
    match ??= again
    const done =
      match ??
      /^(?:an?|the|each|every|any|one)? ?(.+?) (?:can|may|must|shall) (?:only )?be (\w+) (?:for|in|to|on|at) (?:an?|the same|each|every|the) (.+?) (?:only once|at most once|once only|once)$/i.exec(
        clause.text,
      ) ??
      /^(?:an?|the|each|every|any|one|the same)? ?(.+?) (?:can not|may not|must not|cannot|shall not) be (\w+) (?:twice |more than once )?(?:for|in|to|on|at) the same (.+?)(?: twice| more than once| again)?$/i.exec(
        clause.text,
      )
    match ??= done ? ([done[0], done[1], baseForm(done[2] ?? ''), done[3]] as unknown as RegExpExecArray) : null
    if (!match?.[1] || !match[2] || !match[3]) return false
    keepRole(reading, match[2], match[1], clause.line.id)
    const owner = draft.lexicon.find(match[1])
    const object = draft.lexicon.find(match[3])
    const operation = draft.findOperation(match[2], object?.term.id) ?? draft.findOperation(match[2])
    const entity = operation ? draft.entities.get(operation.entity) : undefined
    if (operation?.kind !== 'create' || !entity || !owner || !object) return false
    const fields = [owner.term.id, object.term.id].map((id) =>
      entity.fields.find((field) => (field.type.kind === 'reference' && field.type.entity === id) || field.id === id),
    )
    if (fields.some((field) => field === undefined)) return false
    const where = call(
      'and',
      ...fields.map((field) => call('=', path((field as Field).id), outer((field as Field).id))),
      ...living(entity),
      call('!=', path('id'), outer('id')),
    )
    require(operation, call('=', count(entity.id, where), literal(0)), clause)
    remember(clause, reading, entity)
    return true
  },
}

/** People without records are told apart by the subject they sign in with. */
function keepRole(reading: Reading, verb: string, who: string, statement: string) {
  const mention = reading.draft.lexicon.find(who)
  const operation = reading.draft.findOperation(verb)
  const entity = operation ? reading.draft.entities.get(operation.entity) : undefined
  if (mention?.term.role && entity) keepOwner(reading, entity, mention.term.id, statement)
}

/** "The name of a room is unique per building", "Row and seat are unique together". */
function uniqueTogether(clause: Parameters<Rule['apply']>[0], reading: Reading, names: string[]): boolean {
  const { draft } = reading
  for (const entity of draft.entities.values()) {
    const fields = names.map((name) => {
      const clean = stripDeterminers(name.replace(new RegExp(` of (?:an?|the|each|every) ${entity.name}$`, 'i'), ''))
      const mention = draft.lexicon.find(clean)
      return (
        entity.fields.find((field) => field.id === clean.toLowerCase().replace(/\W+/g, '_')) ??
        entity.fields.find((field) => field.type.kind === 'reference' && mention?.before === '' && field.type.entity === mention.term.id) ??
        entity.fields.find((field) => field.id.endsWith(`_${singular(clean.toLowerCase().split(' ').at(-1) ?? '')}`))
      )
    })
    if (fields.length < 2 || fields.some((field) => field === undefined)) continue
    entity.uniques.push({
      fields: fields.map((field) => (field as Field).id),
      message: clause.line.raw.replace(/[*_`]/g, '').trim().slice(0, 240),
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  }
  return false
}
