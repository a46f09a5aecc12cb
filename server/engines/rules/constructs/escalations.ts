import { call, type Expression, literal, now, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { baseForm, capitalise, identifier, participle } from '../language/words.ts'
import { safe } from '../names.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const shape = new RegExp(
  String.raw`^(?:all |any |every |an? |the )?(.+?) (?:that|which) (?:(?:is|are|was|were|has|have)(?: still)? not (?:yet )?(?:been )?([a-z]+(?: in| out)?)) (?:within (${numberPattern}) (minute|hour|day|week)s?(?: (?:of|after|from) .+)?|by the end of the day|(?:before|by) (?:the )?(end|due|return|expiry)[\w ]*) (?:is|are|shall be|must be|should be|will be|becomes?|get|gets) (?:(?:marked|flagged|shown|highlighted|set|regarded|considered|treated) (?:as |to )?)?(?:the (?:status|state) )?"?([a-z]+(?: [a-z]+)?)"?$`,
  'i',
)

/** "Tickets that are not solved within 8 hours are marked as escalated": a mark or a state that time alone brings about. */
export const escalations: Rule = {
  name: 'what is marked when nothing happened in time',
  apply(clause, reading) {
    const { draft } = reading
    const match = shape.exec(clause.text.replace(/["“”]/g, ''))
    if (!match?.[1] || !match[2] || !match[6] || (clause.negative && !/not/.test(clause.text))) return false
    const noun = /^(.+?) (?:with|of) (?:an? )?(.+)$/i.exec(match[1])
    const mention = draft.lexicon.find(noun?.[1] ?? match[1])
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!mention || !entity?.states) return false
    const words = [mention.before, noun?.[2] ?? ''].map((part) => withoutField(entity, part)).filter(Boolean)
    const tests = qualities(draft, entity, '', words.join(' ; '))
    const waiting = stillWaiting(reading, entity, match[2], tests ?? [])
    const late = match[3] ? passedSince(number(match[3]) ?? 0, match[4] ?? 'hour') : endOfDay(entity)
    if (!tests || !waiting || !late) return false
    const states = new Set(entity.states.values.map((value) => value.id))
    const known = draft.state(entity, match[6])
    const ends = /^(?:expired|cancelled|canceled|closed|rejected|declined|lapsed|released|archived|missed|withdrawn|no show)$/i.test(match[6])
    const to = known ?? (ends ? draft.addState(entity, participle(baseForm(match[6])), clause.line.id) : null)
    const field = to ? entity.states.field : mark(reading, entity, match[6], clause.line.id)
    draft.deadlines.push({
      id: safe(`${entity.id}_${identifier(match[6])}_late_${draft.deadlines.length + 1}`),
      entity: entity.id,
      when: call(
        'and',
        ...tests.filter((test) => !isState(test, entity)),
        call('in', path(entity.states.field), ...waiting.filter((state) => states.has(state) && state !== to).map(literal)),
        ...(to ? [] : [call('=', path(field), literal(false))]),
        late,
      ),
      values: { [field]: literal(to ?? true) },
      notify: null,
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  },
}

/** "high priority", "high impact": the value without the name of its field. */
const withoutField = (entity: Entity, words: string) =>
  entity.fields.reduce((text, field) => (field.type.kind === 'enum' ? text.replace(new RegExp(String.raw`\b${field.label}\b`, 'i'), '') : text), words).trim()

const isState = (test: Expression, entity: Entity) => test.kind === 'call' && test.args[0]?.kind === 'field' && test.args[0].path === entity.states?.field

/** The states in which what should have happened has not: before the state it leads to, or those the sentence names. */
function stillWaiting(reading: Reading, entity: Entity, participleOf: string, tests: Expression[]): string[] | null {
  const states = entity.states
  if (!states) return null
  const named = tests.flatMap((test) =>
    isState(test, entity) && test.kind === 'call' ? test.args.slice(1).map((arg) => (arg.kind === 'literal' ? String(arg.value) : '')) : [],
  )
  if (named.length) return named
  const values = states.values.map((value) => value.id)
  const done = reading.draft.state(entity, participleOf) ?? reading.draft.findOperation(baseForm(participleOf), entity.id)?.to ?? null
  if (done) return values.slice(0, Math.max(1, values.indexOf(done))).filter((state) => !states.final.includes(state) && state !== done)
  return /^(?:decided|handled|processed|answered|treated|dealt with|completed|finished)$/.test(participleOf)
    ? values.filter((state) => !states.final.includes(state) && !/approv|reject|declin|accept|clos|done|complet/.test(state))
    : null
}

function passedSince(amount: number, unit: string): Expression {
  const hours = /minute/i.test(unit) ? amount / 60 : /hour/i.test(unit) ? amount : amount * 24 * (/week/i.test(unit) ? 7 : 1)
  return call('>', call('hours_between', path('created_at'), now), literal(hours))
}

/** "by the end of the day": of the day that the record is for. */
function endOfDay(entity: Entity): Expression | null {
  const date = entity.fields.find((field) => field.type.kind === 'date' && field.source === 'client' && !/birth|creat/.test(field.id))
  return date ? call('and', call('not_null', path(date.id)), call('<', path(date.id), today)) : null
}

function mark(reading: Reading, entity: Entity, word: string, statement: string): string {
  const id = safe(identifier(word))
  reading.draft.addField(entity, {
    id,
    label: capitalise(word),
    type: { kind: 'boolean' },
    required: false,
    unique: false,
    immutable: false,
    source: 'system',
    default: literal(false),
    statements: [statement],
  })
  return id
}
