import { call, count, type Expression, literal, now, outer, field as path, sum, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { condition } from '../language/conditions.ts'
import { fullness } from '../language/fullness.ts'
import type { Lead } from '../language/leads.ts'
import { not } from '../language/negation.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { fieldAt, fieldOf, fullPath, recordAt } from '../language/resolve.ts'
import { isVerb } from '../language/vocabulary.ts'
import { baseForm, identifier, participle } from '../language/words.ts'
import { safe } from '../names.ts'
import { guarded, setDerived } from './derived.ts'
import { require } from './guards.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

const money = String.raw`(?:€ ?|\$ ?|£ ?|eur ?)?(${numberPattern})(?: ?(?:€|\$|£|eur|usd|gbp|euros?|dollars?|pounds?|%|percent))?`

/** "The annual fee is 60 EUR in zone A, 40 EUR in zone B and 25 EUR in zone C." */
export const tariffs: Rule = {
  name: 'a price by kind',
  apply(clause, reading) {
    const match = /^(?:the )?(.+?) (?:is|are|costs?|amounts to) (.+)$/i.exec(clause.text)
    if (!match?.[1] || !match[2]) return false
    const { draft } = reading
    const part = new RegExp(`^${money} (?:in|for|on|at|when|per) (?:the |an? )?(?:[a-z]+ )?["']?([\\w -]+?)["']?$`, 'i')
    const parts = match[2].split(/, (?:and )?| and (?=[€$£\d])/).map((piece) => part.exec(piece.trim()))
    if (parts.length < 2 || parts.some((piece) => piece === null)) return false
    const rows = parts.map((piece) => ({ amount: number(piece?.[1] ?? ''), word: (piece?.[2] ?? '').toLowerCase() }))
    for (const entity of [contextOf(clause, reading)?.entity, ...draft.entities.values()]) {
      const choice = entity?.fields.find(
        (field) =>
          field.type.kind === 'enum' && rows.every((row) => field.type.kind === 'enum' && field.type.values.some((value) => value.toLowerCase() === row.word)),
      )
      if (!entity || !choice || choice.type.kind !== 'enum') continue
      const values = choice.type.values
      const chain = rows.reduceRight<Expression>(
        (rest, row) =>
          call('if', call('=', path(choice.id), literal(values.find((value) => value.toLowerCase() === row.word) ?? row.word)), literal(row.amount ?? 0), rest),
        literal(0),
      )
      setDerived(draft, entity, stripDeterminers(match[1].replace(/ (?:of|for) (?:an?|the|each) .+$/i, '')), chain, clause.line.id)
      remember(clause, reading, entity)
      return true
    }
    return false
  },
}

/** "Permits expire automatically after the end date", "An open ticket that is older than 7 days is escalated". */
export const deadlines: Rule = {
  name: 'what time brings about',
  apply(clause, reading) {
    const { draft } = reading
    const active =
      /^(?:an?|the|all|every|each)? ?(.+?) (expires?|lapses?|ends?|closes?|becomes? (\w+)|(?:is|are)(?: automatically)? (?:(?:marked|flagged|set) (?:as |to )?)?(\w+))(?: (?:after|on|when) (?:the |its |their )?(.+))?$/i.exec(
        clause.text,
      )
    const lead = clause.leads.find(
      (candidate) => candidate.kind === 'after' || candidate.kind === 'when' || candidate.kind === 'if' || candidate.kind === 'within',
    )
    const mention = active?.[1] ? draft.lexicon.find(active[1].replace(/ (?:that|which) .*$/i, '')) : null
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!active?.[2] || !mention || !entity || clause.negative || clause.modal === 'can') return false
    const words = active[5] ?? lead?.text ?? ''
    const later = lead?.amount !== undefined ? after(reading, lead, entity) : null
    const when = later ?? passed(reading, words, entity) ?? (words ? timeTest(condition(draft, words, entity)) : null)
    const result = active[3] ?? active[4] ?? baseForm(active[2])
    if (!when || !result) return false
    const wanted = active[3] ?? active[4] ?? participle(baseForm(active[2]))
    const known = draft.state(entity, wanted)
    const state = known ?? (isVerb(baseForm(wanted)) ? draft.addState(entity, wanted, clause.line.id) : null)
    if (!state || !entity.states) return false
    const alive = entity.states.values
      .map((value) => value.id)
      .filter(
        (value) =>
          value !== state && !/cancel|reject|declin|withdr|revok|clos|complet|expir|return|sold|done|draft|pending|retir|scrap|archiv|dispos/.test(value),
      )
    const from = mention.before ? draft.state(entity, mention.before) : null
    const still = from
      ? call('=', path(entity.states.field), literal(from))
      : alive.length
        ? call('in', path(entity.states.field), ...alive.map((value) => literal(value)))
        : call('!=', path(entity.states.field), literal(state))
    const id = safe(`${entity.id}_${identifier(wanted)}`)
    if (!draft.deadlines.some((deadline) => deadline.id === id))
      draft.deadlines.push({
        id,
        entity: entity.id,
        when: call('and', still, when),
        values: { [entity.states.field]: literal(state) },
        notify: null,
        statements: [clause.line.id],
      })
    remember(clause, reading, entity)
    return true
  },
}

/** Only tests about time become true by themselves. */
const timeTest = (test: Expression | null): Expression | null => (test && /"today"|"now"/.test(JSON.stringify(test)) ? guarded(test) : null)

/** "14 days after the invoice date". */
function after(reading: Reading, lead: Lead, entity: Entity): Expression | null {
  const place = fieldAt(reading.draft, lead.text, entity)
  const at =
    place?.field && !place.each && !place.children && /^date/.test(place.field.type.kind)
      ? fullPath(place)
      : /creat|issu|submi|record|enter/.test(lead.text) || new RegExp(`^(?:the |its )?${entity.name} date$`, 'i').test(lead.text)
        ? 'created_at'
        : null
  if (!at || lead.kind !== 'within') return null
  const amount = lead.amount ?? 0
  if (/hour|minute/.test(lead.unit ?? ''))
    return call('>', call('hours_between', path(at), now), literal(/minute/.test(lead.unit ?? '') ? amount / 60 : amount))
  return call(
    '>',
    call('days_between', path(at), today),
    literal(/week/.test(lead.unit ?? '') ? amount * 7 : /month/.test(lead.unit ?? '') ? amount * 30 : amount),
  )
}

function passed(reading: Reading, words: string, entity: Entity): Expression | null {
  const clean = words.replace(/ (?:has passed|is over|is reached|has been reached|passes)$/i, '').replace(/^(?:the|its|their) /i, '')
  const place = fieldAt(reading.draft, clean, entity)
  if (!place?.field || place.each || place.children || (place.field.type.kind !== 'date' && place.field.type.kind !== 'datetime')) return null
  return call('<', path(fullPath(place)), place.field.type.kind === 'date' ? today : now)
}

/** "The sum of booked tickets of an event must not exceed its capacity". */
export const capacities: Rule = {
  name: 'capacities',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      /^(?:the )?(?:sum|total|total number|number) of (?:all )?(?:the )?(.+?) (?:of|for|per|in|at) (?:an?|the|each|one|any) (.+?) (?:must|may|can|shall|should) (?:not|never) (?:exceed|be (?:more|greater|higher|larger) than|be above) (?:its|the|their) (.+)$/i.exec(
        clause.text,
      ) ??
      /^(?:the )?(?:sum|total|number) of (?:all )?(.+?) (?:of|for|per|in|at) (?:an?|the|each|one|any) (.+?) (?:must|shall|is|are) (?:be )?at most (?:its|the|their) (.+)$/i.exec(
        clause.text,
      )
    if (
      !match &&
      /\b(?:book|reserve|sell|order|register for) more \w+ than (?:are |is |there are )?(?:available|free|left|its capacity|the capacity)\b/i.test(clause.text)
    )
      return soldOut(clause, reading)
    const owner = match?.[2] ? draft.lexicon.find(match[2]) : null
    const parent = owner ? draft.entities.get(owner.term.id) : undefined
    const limit = parent && match?.[3] ? fieldOf(parent, match[3].replace(new RegExp(` of (?:the|an?) ${parent.name}$`, 'i'), '')) : undefined
    if (!match?.[1] || !parent || !limit) return false
    for (const { entity, field } of draft.referrers(parent.id)) {
      const create = draft.operations.get(`${entity.id}.create`)
      const measured = fieldOf(entity, match[1]) ?? fieldOf(entity, match[1].replace(/^\w+ed /i, ''))
      const rows = measured ? null : recordAt(draft, match[1], parent)
      if (!create || (!measured && rows?.children?.entity !== entity)) continue
      const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|wait|expir/.test(state.id))
      const where = call(
        'and',
        call('=', path(field.id), outer(field.id)),
        ...(entity.states && dead.length ? [call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id))))] : []),
        call('!=', path('id'), outer('id')),
      )
      const taken = measured
        ? call('+', call('coalesce', sum(entity.id, path(measured.id), where), literal(0)), path(measured.id))
        : call('+', count(entity.id, where), literal(1))
      require(create, call('<=', taken, path(`${field.id}.${limit.id}`)), clause)
      remember(clause, reading, entity)
      return true
    }
    return false
  },
}

/** "The manager can see how many bookings each course has" in the words of a count per thing. */
export const howMany = (text: string): string =>
  text
    .replace(/\bhow many ([a-z]+(?: [a-z]+)?) (?:were|are|was|have been|has been) (?:made|created|recorded|registered|entered|there) /i, 'the number of $1 ')
    .replace(
      /\bhow many ([a-z]+(?: [a-z]+)?) (?:were|are|was|have been|has been) ([a-z]+) (?=per|by|for each|for every|in|during|within)/i,
      'the number of $2 $1 ',
    )
    .replace(/\bhow many (.+?) (?:each|every|an?|the) (.+?) (?:has|have|had|got)\b/i, 'the number of $1 per $2')
    .replace(/\bhow many (.+?) (?:there are )?(?:per|for each|for every) /i, 'the number of $1 per ')

/** "A loan lasts 21 days", "The loan period is 14 days": when it has to end. */
export const durations: Rule = {
  name: 'how long something lasts',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      new RegExp(
        `^(?:an?|the|each|every) ?(.+?) (?:lasts|runs|is valid|is granted|is made|is given|are valid|last) (?:for )?(?:exactly |at most |up to )?(${numberPattern}) (day|week|month|year)s?$`,
        'i',
      ).exec(clause.text) ??
      new RegExp(
        `^(?:the )?(?:standard |normal |maximum )?(.+?) (?:period|duration|term|time) (?:is|lasts|shall be|must be) (${numberPattern}) (day|week|month|year)s?$`,
        'i',
      ).exec(clause.text)
    const mention = match?.[1] ? draft.lexicon.find(match[1].replace(/^the /i, '')) : null
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const amount = match?.[2] ? number(match[2]) : undefined
    if (!match || !entity || amount === undefined) return false
    const dates = entity.fields.filter((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
    const end = dates.find((field) => /due|end|until|expir|return_by/.test(field.id))
    const start = dates.find((field) => field !== end && !/return|birth|actual/.test(field.id))
    const from = start ? path(start.id) : today
    const months = /month|year/i.test(match[3] ?? '')
    const value = months
      ? call('add_months', from, literal(/year/i.test(match[3] ?? '') ? amount * 12 : amount))
      : call('add_days', from, literal(/week/i.test(match[3] ?? '') ? amount * 7 : amount))
    setDerived(draft, entity, end?.label ?? (mention && /loan|rental/.test(entity.id) ? 'due date' : 'end date'), value, clause.line.id)
    remember(clause, reading, entity)
    return true
  },
}

/** "It must not be possible to book more slots than are available." */
function soldOut(clause: Parameters<Rule['apply']>[0], reading: Reading): boolean {
  const { draft } = reading
  for (const operation of draft.operations.values()) {
    const entity = operation.kind === 'create' ? draft.entities.get(operation.entity) : undefined
    for (const field of entity?.fields ?? []) {
      const place = field.type.kind === 'reference' ? recordAt(draft, field.type.entity.replace(/_/g, ' '), entity as Entity) : null
      const test = place && entity ? fullness(draft, place, entity) : null
      if (!test || !entity) continue
      require(operation, not(test), clause)
      remember(clause, reading, entity)
      return true
    }
  }
  return false
}
