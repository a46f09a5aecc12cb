import { call, count, literal, outer, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { nominals } from '../language/nominals.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { fieldAt, fullPath, type Place } from '../language/resolve.ts'
import { baseForm, identifier } from '../language/words.ts'
import { safe } from '../names.ts'
import { require } from './guards.ts'
import { living } from './overlaps.ts'
import { contextOf, type Rule, remember } from './rule.ts'

/** "Three days after the return deadline the teacher is reminded by email." */
export const reminders: Rule = {
  name: 'reminders',
  apply(clause, reading) {
    const { draft } = reading
    const text = clause.line.text.replace(/[.;]$/, '')
    const match = new RegExp(
      `^(?:(${numberPattern}) (day|week)s? )?(after|before|on) (?:the |its )?(.+?)(?:,? (?:the|an?|all) |, )([\\w ]+?) (?:is|are|shall be|must be|will be|gets?|receives?) (?:an? )?(?:reminded|notified|informed|reminder|reminder email|email|notification|warned)\\b`,
      'i',
    ).exec(text)
    const turned = match
      ? null
      : new RegExp(
          `^(?:the |an? |all )?([\\w ]+?) (?:is|are|shall be|must be|will be|gets?|receives?) (?:an? )?(?:[a-z]+ )?(?:reminded|notified|informed|reminder|email|sms|text message|notification|warned|message)(?: (?:by|via) \\w+)? (${numberPattern}) (day|week)s? (before|after) (?:the |its |their |an? )?(.+)$`,
          'i',
        ).exec(text)
    const [who, count, unit, side, date] = match
      ? [match[5], match[1], match[2], match[3], match[4]]
      : [turned?.[1], turned?.[2], turned?.[3], turned?.[4], turned?.[5]]
    if (!who || !date) return false
    const whom = draft.lexicon.find(who)
    for (const entity of [contextOf(clause, reading)?.entity, ...draft.entities.values()]) {
      const place = entity ? (fieldAt(draft, date, entity) ?? startOf(draft, date, entity)) : null
      if (!entity || !place?.field || place.each || place.children || place.path || !/^date/.test(place.field.type.kind)) continue
      const target = whom ? draft.entities.get(whom.term.id) : undefined
      const at = target ? draft.pathTo(entity, target.id) : null
      const address = target?.fields.find((field) => field.type.kind === 'email' || field.type.kind === 'phone')?.id
      const to = at !== null && address ? [at, address].filter(Boolean).join('.') : whom?.term.role ? whom.term.id : null
      if (!to) return false
      const days = (number(count ?? '0') ?? 0) * (/week/i.test(unit ?? '') ? 7 : 1) * (/before/i.test(side ?? '') ? -1 : 1)
      const running = (entity.states?.values ?? []).filter((state) => !entity.states?.final.includes(state.id))
      const due = call('>=', today, days ? call('add_days', path(fullPath(place)), literal(days)) : path(fullPath(place)))
      const id = safe(`${entity.id}_${identifier(place.field.id)}_reminder`)
      const field = `${place.field.id}_reminded`.slice(0, 50)
      draft.addField(entity, {
        id: field,
        label: `${place.field.label} reminded`,
        type: { kind: 'boolean' },
        required: false,
        unique: false,
        immutable: false,
        source: 'system',
        default: literal(false),
        statements: [clause.line.id],
      })
      draft.deadlines.push({
        id,
        entity: entity.id,
        when: call(
          'and',
          ...(entity.states && running.length < entity.states.values.length
            ? [call('in', path(entity.states.field), ...running.map((state) => literal(state.id)))]
            : []),
          call('=', path(field), literal(false)),
          due,
        ),
        values: { [field]: literal(true) },
        notify: to,
        statements: [clause.line.id],
      })
      remember(clause, reading, entity)
      return true
    }
    return false
  },
}

/** "one day before the visit": the date of the visit itself. */
function startOf(draft: Draft, phrase: string, entity: Entity): Place | null {
  const mention = draft.lexicon.find(phrase)
  const field =
    mention?.term.id === entity.id
      ? entity.fields.find((candidate) => /^date/.test(candidate.type.kind) && candidate.source === 'client' && !/end|return|due|birth/.test(candidate.id))
      : undefined
  return field ? { path: '', entity, field, before: '' } : null
}

/** "Equipment that is already lent cannot be lent again": one running record for a thing. */
export const exclusive: Rule = {
  name: 'one at a time',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      /^(.+?)(?: (?:that|which|who) (?:is|are) (?:already |currently )?(?:\w+))? (?:can not|may not|must not|cannot|shall not) be (\w+)(?: again| twice| to \w+ (?:\w+ )?at the same time)?$/i.exec(
        clause.text,
      )
    if (!match?.[1] || !match[2] || !/already|again|twice|at the same time/i.test(clause.text)) return false
    const verb = baseForm(match[2])
    const thing = draft.lexicon.find(match[1])
    const entity = [...draft.entities.values()].find((candidate) => nominals(verb).some((noun) => candidate.id === identifier(noun)))
    const reference = entity && thing ? entity.fields.find((field) => field.type.kind === 'reference' && field.type.entity === thing.term.id) : undefined
    const create = entity ? draft.operations.get(`${entity.id}.create`) : undefined
    if (!entity || !reference || !create) return false
    const running = (entity.states?.values ?? []).filter((state) => !entity.states?.final.includes(state.id))
    const still =
      entity.states && running.length < entity.states.values.length
        ? [call('in', path(entity.states.field), ...running.map((state) => literal(state.id)))]
        : living(entity)
    require(create, call(
      '=',
      count(entity.id, call('and', call('=', path(reference.id), outer(reference.id)), ...still, call('!=', path('id'), outer('id')))),
      literal(0),
    ), clause)
    remember(clause, reading, entity)
    return true
  },
}
