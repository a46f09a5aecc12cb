import { call, count, literal, outer, field as path, sum } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { nominals } from '../language/nominals.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { baseForm, identifier } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { amountOf } from './approvals.ts'
import { require, statesOf } from './guards.ts'
import { living } from './overlaps.ts'
import { keepOwner } from './permissions.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const same = { day: 'same_day', week: 'same_week', month: 'same_month', year: 'same_year' } as const

/** The day that a record is for, else that of its creation. */
const dayOf = (entity: Entity): string =>
  entity.fields.find((field) => /^date/.test(field.type.kind) && field.source === 'client' && !/due|return|end|birth|expir/.test(field.id))?.id ?? 'created_at'

/** The rows of people: by reference to their record, else by the subject they sign in with. */
export function ownerField(reading: Reading, entity: Entity, role: string, statement: string): string | null {
  keepOwner(reading, entity, role, statement)
  const record = reading.draft.roles.get(role)?.entity
  return entity.fields.find((field) => field.id === role || (field.type.kind === 'reference' && field.type.entity === (record ?? role)))?.id ?? null
}

/** "A parking space can only be reserved once per day": one row for a thing in a period. */
export const oncePer: Rule = {
  name: 'once a day',
  apply(clause, reading) {
    const match =
      /^(?:an?|the|each|every|one)? ?(.+?) (?:can|may|must|shall) (?:only )?be ([a-z]+) (?:only |at most )?(once|twice|\w+ times) (?:per|a|an|each|every|on the same|in the same) (day|week|month|year)$/i.exec(
        clause.text,
      )
    const { draft } = reading
    const thing = match?.[1] ? draft.lexicon.find(match[1]) : null
    const target = thing ? draft.entities.get(thing.term.id) : undefined
    if (!match?.[2] || !match[4] || !target) return false
    const verb = baseForm(match[2])
    const entity = [...draft.entities.values()].find(
      (candidate) => nominals(verb).some((noun) => candidate.id.endsWith(identifier(noun))) && draft.pathTo(candidate, target.id) !== null,
    )
    const reference = entity?.fields.find((field) => field.type.kind === 'reference' && field.type.entity === target.id)
    const create = entity ? draft.operations.get(`${entity.id}.create`) : undefined
    const most = number((match[3] ?? 'once').replace(/ times?$/, '')) ?? 1
    if (!entity || !reference || !create) return false
    const date = dayOf(entity)
    const where = call(
      'and',
      call('=', path(reference.id), outer(reference.id)),
      call(same[match[4].toLowerCase() as 'day'], path(date), outer(date)),
      ...living(entity),
      call('!=', path('id'), outer('id')),
    )
    require(create, call('<', count(entity.id, where), literal(most)), clause)
    remember(clause, reading, entity)
    return true
  },
}

const money = new RegExp(
  String.raw`^(?:an?|the|each|every|all)? ?(.+?) (can not|may not|must not|shall not|can|may|must|shall) (?:only )?([a-z]+) (?:at most|no more than|not more than|more than|up to|a maximum of) (?:€ ?|\$ ?|£ ?)?(${numberPattern}) ?(?:€|\$|£|eur|usd|gbp|chf|euros?|dollars?|pounds?)(?: (?:per|a|in one|each|every|within a) (day|week|month|year))?(?: in total)?$`,
  'i',
)

/** "Donors can donate at most 50,000 EUR per year": what somebody's rows add up to. */
export const moneyLimits: Rule = {
  name: 'a sum of money in a period',
  apply(clause, reading) {
    const match = money.exec(clause.text)
    const actors = match?.[1] ? actorsOf(match[1], reading) : null
    const operation = match?.[3] ? reading.draft.findOperation(match[3]) : null
    const entity = operation ? reading.draft.entities.get(operation.entity) : undefined
    const most = match?.[4] ? number(match[4]) : undefined
    const [role, ...others] = actors?.roles ?? []
    const amount = entity ? amountOf(entity) : undefined
    if (!match || operation?.kind !== 'create' || !entity || most === undefined || !role || others.length || !amount) return false
    if (/not/i.test(match[2] ?? '') !== /\bmore than\b/i.test(clause.text.replace(/no(?:t)? more than/i, ''))) return false
    const owner = ownerField(reading, entity, role, clause.line.id)
    if (!owner) return false
    const date = dayOf(entity)
    const period = match[5] ? [call(same[match[5].toLowerCase() as 'day'], path(date), outer(date))] : []
    const where = call('and', call('=', path(owner), outer(owner)), ...period, ...living(entity), call('!=', path('id'), outer('id')))
    require(operation, call('<=', call('+', call('coalesce', sum(entity.id, path(amount), where), literal(0)), path(amount)), literal(most)), clause)
    remember(clause, reading, entity)
    return true
  },
}

const two = new RegExp(
  String.raw`^(?:an?|the(?: same)?|each|every|one) (.+?) (?:can not|may not|must not|shall not|should not) (?:have|hold|own|make|place|submit) (?:(two|several|multiple)|more than (${numberPattern}|an?)) (.+?) (?:for|of|to|in|on|with) (?:the same|one|a single|an?) (.+)$`,
  'i',
)

/** "A reviewer shall submit only one review per paper" in the same places. */
function onePer(text: string): RegExpExecArray | null {
  const found =
    /^(?:an?|the|each|every|one) (.+?) (?:can|may|must|shall|should) (?:only )?[a-z]+ (?:only|at most|no more than) (?:one|a single) ([a-z ]+?) (?:per|for each|for every|for the same) ([a-z ]+)$/i.exec(
      text,
    )
  return found && !/^(?:day|week|month|year|hour)$/i.test(found[3] ?? '')
    ? ([found[0], found[1], 'two', undefined, found[2], found[3]] as unknown as RegExpExecArray)
    : null
}

/** "A subscriber can't have two active subscriptions for the same magazine": rows of the same two things. */
export const perPair: Rule = {
  name: 'so many for the same thing',
  apply(clause, reading) {
    const match = two.exec(clause.text) ?? onePer(clause.text)
    const { draft } = reading
    const rows = match?.[4] ? draft.lexicon.find(match[4]) : null
    const entity = rows ? draft.entities.get(rows.term.id) : undefined
    const thing = match?.[5] ? draft.lexicon.find(match[5]) : null
    const owner = match?.[1] ? draft.lexicon.find(match[1]) : null
    if (!match || !rows || !entity) return false
    const other =
      entity.fields.find((field) => (field.type.kind === 'reference' && field.type.entity === thing?.term.id) || field.id === thing?.term.id) ??
      fieldOf(entity, match[5] ?? '')
    const mine =
      entity.fields.find((field) => field.type.kind === 'reference' && field.type.entity === owner?.term.id)?.id ??
      (owner?.term.role ? ownerField(reading, entity, owner.term.id, clause.line.id) : fieldOf(entity, match[1] ?? '')?.id)
    const words = qualities(draft, entity, '', rows.before)
    const states = (words ?? []).flatMap((word) => statesOf(word, entity) ?? [])
    const into = [...draft.operations.values()].filter(
      (operation) =>
        operation.entity === entity.id &&
        (operation.kind === 'create'
          ? states.length === 0 || states.includes(operation.to ?? entity.states?.initial ?? '')
          : operation.to !== null && states.includes(operation.to) && !operation.from.some((state) => states.includes(state))),
    )
    if (!other || !mine || words === null || into.length === 0) return false
    const most = match[2] ? 1 : (number(match[3] ?? '') ?? 1)
    const where = call(
      'and',
      call('=', path(mine), outer(mine)),
      call('=', path(other.id), outer(other.id)),
      ...(words.length ? words : living(entity)),
      call('!=', path('id'), outer('id')),
    )
    for (const operation of into) require(operation, call('<', count(entity.id, where), literal(most)), clause)
    remember(clause, reading, entity)
    return true
  },
}
