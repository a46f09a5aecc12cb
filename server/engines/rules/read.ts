import type { Specification } from '#model/specification.ts'
import type { EngineDocument } from '#server/engines/engine.ts'
import { kindOf, lawsIn } from './classify.ts'
import { completeReading } from './complete/complete.ts'
import { finals } from './complete/finals.ts'
import { findContradictions } from './complete/findings.ts'
import { finish } from './complete/finish.ts'
import { initialOf } from './complete/lifecycles.ts'
import { actions, fromEvent } from './constructs/actions.ts'
import { actorsOf } from './constructs/actors.ts'
import { needsAnother } from './constructs/approvals.ts'
import { attributes, fixedFields } from './constructs/attributes.ts'
import { lapses, returned } from './constructs/conditional.ts'
import { definitionLine, externalLine, roleDescription } from './constructs/context-lines.ts'
import { createdEntities, has, holds, relations, storedFor } from './constructs/definitions.ts'
import { demands } from './constructs/demands.ts'
import { charges, derived } from './constructs/derived.ts'
import { assignments, changes, inverses, shifts } from './constructs/effects.ts'
import { isRefusal } from './constructs/examples.ts'
import { facts } from './constructs/facts.ts'
import { fields, labelled, rememberIntroduced } from './constructs/field-lines.ts'
import { givenThing, postconditions, preconditions } from './constructs/flow.ts'
import { givenQuantities } from './constructs/given-quantities.ts'
import { limits } from './constructs/limits.ts'
import { closeMatrix } from './constructs/matrix-rows.ts'
import { more } from './constructs/more.ts'
import { notifications } from './constructs/notifications.ts'
import { onlyRoles, ownRecords, visibility } from './constructs/permissions.ts'
import { readQuality } from './constructs/read-quality.ts'
import { rejections } from './constructs/rejections.ts'
import { reports } from './constructs/reports.ts'
import { forbidden } from './constructs/restrictions.ts'
import type { Reading, Rule } from './constructs/rule.ts'
import { stateCauses, stateEffects } from './constructs/state-effects.ts'
import { initialState, stateLists } from './constructs/state-lists.ts'
import { addActive, collectStates } from './constructs/states.ts'
import { deadlines } from './constructs/tariffs.ts'
import { isThreshold } from './constructs/thresholds.ts'
import { transitionAct, transitionStates } from './constructs/transition-rows.ts'
import { searches } from './constructs/views.ts'
import { Draft } from './draft.ts'
import { type Clause, parseClauses } from './language/clauses.ts'
import { discover } from './language/discover.ts'
import type { Lexicon } from './language/lexicon.ts'
import { readLimit } from './language/limit-phrases.ts'
import { readVerbs } from './language/vocabulary.ts'
import { capitalise, stem } from './language/words.ts'
import { type Line, readLines } from './text/lines.ts'

type Kind = Specification['statements'][number]['kind']

/**
 * Reads the documents: split into lines, find the nouns, bring each sentence into clauses, then let the rules take the
 * clauses in three phases (things; acts; rules about both), complete what the conventions of docs/decisions/0020 add,
 * and check the result. Synchronous and pure; the engine runs it in a worker with a time limit.
 */
export function readDocuments(documents: EngineDocument[]): Specification {
  const lines = readLines(documents)
  const lexicon = discover(lines)
  const kinds = new Map<string, Kind>(lines.map((line) => [line.id, kindOf(line, (phrase) => isRole(lexicon, phrase))]))
  const reading = prepare(lines, kinds, lexicon)
  things(reading, kinds)
  acts(reading)
  rules(reading)
  const { draft } = reading
  const notes = new Map<string, string>()
  for (const line of lines)
    if (kinds.get(line.id) === 'quality') {
      const { found, note } = readQuality(line, draft)
      notes.set(line.id, found ? note : 'not measurable')
    }
  for (const line of lines) if (kinds.get(line.id) === 'constraint') constrain(draft, line)
  for (const line of lines) if (line.matrix) closeMatrix(line, reading)
  completeReading(reading)
  findContradictions(reading)
  return finish(documents, reading, kinds, notes)
}

function isRole(lexicon: Lexicon, phrase: string): boolean {
  if (/^(?:anyone|anybody|everyone|everybody|nobody|no one|users?|(?:all|any|signed-in|registered) users?)$/i.test(phrase.trim())) return true
  return phrase.split(/ and |, | or /).every((part) => {
    const mention = lexicon.find(part.replace(/ (?:with|who|that) .*$/, ''))
    return mention !== null
  })
}

function prepare(lines: Line[], kinds: Map<string, Kind>, lexicon: Lexicon): Reading {
  const draft = new Draft(lexicon)
  const ordered = [...lexicon.terms.values()]
  const place = new Map(lines.map((line, index) => [line.id, index]))
  const first = new Map(ordered.map((term) => [term, Math.min(...[...term.statements].map((id) => place.get(id) ?? -1))]))
  for (const term of ordered.sort((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0))) {
    const statements = [...term.statements]
    if (term.entity) for (const statement of statements) draft.addEntity(term.name, statement)
    if (term.role) draft.roles.set(term.id, { id: term.id, name: capitalise(term.name), description: '', entity: term.entity ? term.id : null, statements })
  }
  const clauses = new Map<string, Clause[]>()
  for (const line of lines) if (kinds.get(line.id) === 'functional') clauses.set(line.id, parseClauses(line, lexicon))
  return { draft, lines, clauses, focus: new Map(), later: [], lateActs: new Set() }
}

/** Phase 1: what there is. */
function things(reading: Reading, kinds: Map<string, Kind>) {
  for (const line of reading.lines) {
    if (kinds.get(line.id) === 'actor') roleDescription(line, reading)
    if (kinds.get(line.id) === 'definition') definitionLine(line, reading)
    const clauses = reading.clauses.get(line.id)
    if (!clauses || isFrame(line)) continue
    if (line.transition) transitionStates(line, reading)
    if (labelled.test(line.label) && line.introducer === null) continue // "Input: …" belongs to the act, which phase 2 finds
    if (fields(line, clauses, reading)) continue
    if (externalLine(line, clauses, reading)) continue
    run([storedFor, stateLists, initialState, has, holds, relations], clauses, reading)
    rememberIntroduced(line, clauses, reading)
  }
  for (const id of createdEntities(reading)) reading.draft.created.add(id)
  givenQuantities(reading)
  collectStates(reading)
  addActive(reading)
}

/** Said of how often something may happen, not that it may. */
const onlyOnceText = /\b(?:only once|at most once|once only|(?:can|may) only .+ once)\b|\bonly (?:one|a single) [a-z ]+ (?:per|for each|for the same)\b/i

/** Phase 2: who does what. */
function acts(reading: Reading) {
  for (const line of reading.lines) {
    const clauses = reading.clauses.get(line.id)
    if (!clauses || isFrame(line) || isRefusal(line.text)) continue
    if (line.transition) transitionAct(line, clauses, reading)
    run([ownRecords, onlyRoles], clauses, reading)
    for (const clause of clauses) {
      const pronoun = /^(?:they|he|she|it)$/i.test(clause.subject.trim())
      const acting = !pronoun && !clause.passive && actorsOf(clause.subject, reading) !== null
      givenThing(clause, reading)
      for (const lead of clause.leads)
        if (!acting && /^(?:when|if|on|after)$/.test(lead.kind) && lead.amount === undefined) {
          const event = parseClauses({ ...line, text: lead.text }, reading.draft.lexicon)[0]
          if (event && !event.passive) {
            event.line = line
            fromEvent(event, reading)
            clause.left.push(...event.left)
          }
        }
      if (acting) returned(clause, reading)
      if (
        clause.read ||
        needsAnother(clause) ||
        isThreshold(clause) ||
        readLimit(clause) ||
        onlyOnceText.test(clause.text) ||
        clause.verbs.every((verb) => readVerbs.has(stem(verb)) || verb === 'count')
      )
        continue
      clause.read = actions.apply(clause, reading)
    }
  }
  for (const line of reading.lines) {
    const clauses = reading.clauses.get(line.id)
    if (clauses && labelled.test(line.label) && clauses.every((clause) => !clause.read)) fields(line, clauses, reading)
  }
  for (const entity of reading.draft.entities.values()) if (entity.states) initialOf(reading, entity)
  finals(reading)
  reading.draft.actsKnown = true
}

/** Phase 3: what holds for them. Twice, since a rule may use what another one defines further down. */
export function rules(reading: Reading) {
  const early = [...more.early, attributes, fixedFields, derived]
  const late = [
    ...more.late,
    ownRecords,
    visibility,
    searches,
    facts,
    inverses,
    changes,
    shifts,
    limits,
    forbidden,
    rejections,
    charges,
    stateEffects,
    stateCauses,
    assignments,
    notifications,
    reports,
    actions,
    ...more.last,
    attributes,
    derived,
    demands,
  ]
  const frames = reading.lines.filter(isFrame).map((line) => reading.clauses.get(line.id) ?? [])
  const all = () => reading.lines.filter((line) => !isFrame(line)).map((line) => reading.clauses.get(line.id) ?? [])
  for (const clauses of all()) run([deadlines], clauses, reading)
  for (const clauses of all()) run(early, clauses, reading)
  for (const clauses of all()) run([lapses, deadlines, stateEffects], clauses, reading)
  for (const task of reading.later.splice(0)) task()
  for (let pass = 0; pass < 2; pass++) {
    for (const clauses of all()) run(late, clauses, reading)
    for (const clauses of frames) run([preconditions, postconditions], clauses, reading)
    for (const task of reading.later.splice(0)) task()
  }
}

/** What must hold before a use case and what holds after it. */
const isFrame = (line: Line) => line.part === 'before' || line.part === 'after'

function run(list: Rule[], clauses: Clause[], reading: Reading) {
  for (const clause of clauses) {
    if (clause.read) continue
    for (const rule of list) {
      const left = clause.left.length
      if (rule.apply(clause, reading)) {
        clause.read = true
        break
      }
      clause.left.length = left
    }
  }
}

function constrain(draft: Draft, line: Line) {
  draft.constraints.push({ id: `constraint_${draft.constraints.length + 1}`, text: line.raw.replace(/[*_`]/g, '').trim().slice(0, 500), statements: [line.id] })
  for (const law of lawsIn([line.label, line.text].join(' '))) draft.compliance.add(law)
}
