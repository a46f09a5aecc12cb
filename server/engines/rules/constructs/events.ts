import type { Entity, Operation } from '#model/specification.ts'
import { verbFor } from '../complete/state-verbs.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import type { Lead } from '../language/leads.ts'
import { isAdjective } from '../language/nouns.ts'
import { stateAfter } from '../language/transitions.ts'
import { isVerb } from '../language/vocabulary.ts'
import { baseForm, identifier, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { comesByItself } from './by-itself.ts'
import { recordOfPerson } from './meant.ts'
import { contextOf, type Reading } from './rule.ts'

/** What a clause happens on: the operations its events name, and the further conditions beside them. */
export interface Occasion {
  operations: Operation[]
  entity: Entity
  conditions: Lead[]
}

/** "a safety defect" in "when a driver reports a safety defect": what must be true of the thing, as a condition of its own. */
function qualified(lead: Lead, entity: Entity, draft: Draft): Lead[] {
  const pattern = new RegExp(
    String.raw`\b(?:an?|the|any|another) ((?:[\w-]+ ){1,3}?)${entity.name
      .split(' ')
      .map((word) => word.replace(/\W/g, '.'))
      .join(' ')}(s)?\b`,
    'i',
  )
  const words = pattern.exec(lead.text)?.[1]?.trim()
  if (
    !words ||
    words.split(' ').some((word) => /^(?:an?|the|its|their|to|of|for|with|by)$/.test(word) || (isVerb(word) && !isAdjective(word))) ||
    /^(?:new|existing|single|specific|second|further|other|last|first|next|own)$/i.test(words) ||
    draft.lexicon.find(words)?.before === ''
  )
    return []
  return [{ kind: 'if', text: `the ${entity.name} is ${words}`, trailing: false }]
}

/** Reads "when an order is paid", "on lending", "when a mechanic starts it"; falls back to the operation that the group is about. */
export function occasionOf(clause: Clause, reading: Reading): Occasion | null {
  const { draft } = reading
  const conditions: Lead[] = []
  let found: Operation[] = []
  let event: Lead | null = null
  for (const lead of clause.leads) {
    const operations =
      lead.amount === undefined && lead.kind !== 'while' && lead.kind !== 'until' && lead.kind !== 'unless'
        ? operationsIn(draft, lead.text, clause, reading)
        : []
    if (operations.length && found.length === 0) {
      found = operations
      event = lead
    } else conditions.push(lead)
  }
  if (found.length === 0) {
    const self = /^(?:each|every|an?|the) (\w+)$/i.exec(clause.subject.trim())?.[1]
    const named = self && !draft.lexicon.find(self)?.term.entity ? nounOperation(draft, self) : null
    if (named) found = [named]
  }
  if (found.length === 0)
    for (const lead of clause.leads) {
      const by = byResult(draft, lead)
      if (by) {
        found = [by]
        break
      }
    }
  if (found.length === 0) {
    const fresh = /^(?:an?|any|every|each|the) new (.+)$/i.exec(clause.subject.trim())?.[1]
    const created = fresh ? draft.operations.get(`${draft.lexicon.find(fresh)?.term.id ?? ''}.create`) : undefined
    if (created) found = [created]
  }
  if (found.length === 0) {
    const context = contextOf(clause, reading)
    const operation = context?.operation ? draft.operations.get(context.operation) : undefined
    if (!operation) return null
    found = [operation]
  }
  const entity = draft.entities.get(found[0]?.entity ?? '')
  if (entity && event) conditions.push(...qualified(event, entity, draft))
  return entity ? { operations: found.filter((operation) => operation.entity === entity.id), entity, conditions } : null
}

/** The operations that an event phrase names: "an order is placed", "a book is lent or returned", "lending", "a student withdraws". */
export function operationsIn(draft: Draft, text: string, clause: Clause | null, reading: Reading | null): Operation[] {
  const clean = text
    .trim()
    .replace(/^(?:that|the) (?=\w+ing\b)/i, '')
    .replace(/[.,]$/, '')
  const gerund = /^(\w+ing) (?:an?|the|its|their|any|each) (.+)$/i.exec(clean)
  const done = gerund?.[2] ? draft.lexicon.find(gerund[2]) : null
  const acting = gerund?.[1] && done ? draft.findOperation(baseForm(gerund[1]), done.term.id) : null
  if (acting) return [acting]
  if (/^(?:an?|the) decision (?:has been|is|was) (?:made|taken)$/i.test(clean) && clause && reading) {
    const decided = contextOf(clause, reading)?.entity
    return [...draft.operations.values()].filter(
      (operation) => operation.entity === decided?.id && /^(?:accepted|approved|rejected|declined|refused|granted)$/.test(operation.to ?? ''),
    )
  }
  const deed = /^(?:the|an?|its) ([a-z]+) (?:is|has been|was|are) ([a-z]+)$/i.exec(clean)
  const named = deed?.[1] && deed[2] ? draft.findOperation(`${baseForm(deed[2])} ${deed[1]}`) : null
  if (named) return [named]
  const noun = nounOperation(draft, clean.replace(/^(?:the|an?|each|every|its) /i, '').replace(/ of (?:an?|the|its) .*$/i, ''))
  if (noun) return [noun]
  const about = clause && reading ? contextOf(clause, reading)?.entity : undefined
  const passive =
    /^(.+?) (?:is|are|has been|have been|was|gets?|becomes?|is being) (?:marked as |set to |moved to |changed to )?((?:[a-z]+)(?:(?:, | or |, or )[a-z]+)*)(?: (?:in|out|up|off|back|again|late|late by .+|by .+|on .+|for .+|to .+|with .+|from .+))?$/i.exec(
      clean,
    )
  if (passive?.[1] && passive[2]) {
    const person = draft.lexicon.find(passive[1])
    const entity =
      entityOf(draft, passive[1], about) ??
      (person?.term.role && !/, | or /.test(passive[2]) ? (recordOfPerson(draft, baseForm(passive[2]), person.term.id) ?? undefined) : undefined)
    const operations = passive[2].split(/, or |, | or /).map((participle) => (entity ? byStateOrVerb(draft, entity, participle, reading) : null))
    if (operations.length && operations.every((operation) => operation !== null)) return operations
  }
  const words = clean.split(' ')
  for (let i = 1; i < Math.min(words.length, 6); i++) {
    const verb = words[i] ?? ''
    if (!isVerb(verb) || /^(?:is|are|has)$/.test(verb) || (isAdjective(verb) && i < words.length - 1)) continue
    const mention = draft.lexicon.leading(words.slice(i + 1).join(' '))
    const object = mention ? draft.entities.get(mention.term.id) : undefined
    const subject = entityOf(draft, words.slice(0, i).join(' '), about)
    const operation =
      (object && draft.findOperation(verb, object.id)) ??
      (subject && draft.findOperation(verb, subject.id)) ??
      (about && draft.findOperation(verb, about.id)) ??
      draft.findOperation(verb)
    if (operation) return [operation]
  }
  return []
}

/** "When an inspection is passed": the act that asks for the result. */
function byResult(draft: Draft, lead: Lead): Operation | null {
  const match = /^(?:an?|the) (.+?) (?:is|has) (?:been )?([\w ]+)$/i.exec(lead.text)
  const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
  const entity = mention ? draft.entities.get(mention.term.id) : undefined
  const field = entity?.fields.find((candidate) => candidate.type.kind === 'enum' && candidate.type.values.includes((match?.[2] ?? '').toLowerCase()))
  return (
    (entity &&
      field &&
      [...draft.operations.values()].find(
        (operation) => operation.entity === entity.id && operation.kind === 'action' && operation.inputs.some((input) => input.id === field.id),
      )) ??
    null
  )
}

function entityOf(draft: Draft, phrase: string, about: Entity | undefined): Entity | undefined {
  if (/^(?:it|they|this|them)$/i.test(phrase.trim())) return about
  const mention = draft.lexicon.find(phrase.replace(/^(?:one of )?(?:an?|the|its) /i, ''))
  return mention ? draft.entities.get(mention.term.id) : undefined
}

/** "paid" names the operation that leads to paid, or the verb itself. */
function byStateOrVerb(draft: Draft, entity: Entity, participle: string, reading: Reading | null): Operation | null {
  const direct = draft.findOperation(baseForm(participle), entity.id)
  if (direct) return direct
  if (/^(?:created|added|made|entered)$/.test(participle)) return draft.operations.get(`${entity.id}.create`) ?? null
  if (/^(?:changed|updated|modified|edited)$/.test(participle)) return draft.operations.get(`${entity.id}.update`) ?? null
  if (/^(?:deleted|removed)$/.test(participle)) return draft.operations.get(`${entity.id}.delete`) ?? null
  const state = draft.state(entity, participle) ?? stateAfter(draft, entity, baseForm(participle))
  if (!state) return null
  const into = [...draft.operations.values()].find((operation) => operation.entity === entity.id && operation.to === state)
  const made = entity.states?.initial === state ? draft.operations.get(`${entity.id}.create`) : undefined
  return into ?? made ?? (reading && comesByItself(reading, entity, state) ? null : actInto(draft, entity, state))
}

/** "When a requisition is rejected", and the document lists the state but nobody who rejects: the act exists, who does it is completed later. */
function actInto(draft: Draft, entity: Entity, state: string): Operation | null {
  const verb = verbFor(state)
  if (
    !draft.actsKnown ||
    !draft.ordered.get(entity.id)?.includes(state) ||
    !isVerb(verb.split(' ')[0] ?? '') ||
    /^(?:expired|overdue|sold_out|full|missed|escalated|lapsed|archived)$/.test(state)
  )
    return null
  const made = draft.operation(entity, identifier(verb), 'action', verbLabel(verb, entity), entity.states?.statements[0] ?? entity.statements[0] ?? '')
  made.to = state
  return made
}

/** "lending", "return", "cancellation", "renewal", "approval". */
function nounOperation(draft: Draft, word: string): Operation | null {
  const lower = word.toLowerCase().trim()
  if (!/^[a-z]+(?: (?:out|in|up|off))?$/.test(lower)) return null
  const candidates = lower.endsWith('ing')
    ? [baseForm(lower)]
    : lower.endsWith('ation')
      ? [lower.slice(0, -5), `${lower.slice(0, -5)}e`, lower.slice(0, -3), `${lower.slice(0, -3)}e`, lower.slice(0, -4), lower.replace(/lation$/, 'l')]
      : /(?:ssion|sion|tion)$/.test(lower)
        ? [lower.slice(0, -3), `${lower.slice(0, -3)}e`, lower.replace(/ssion$/, 't')]
        : lower.endsWith('al')
          ? [lower.slice(0, -2), `${lower.slice(0, -2)}e`]
          : lower.endsWith('ment')
            ? [lower.slice(0, -4)]
            : lower.endsWith('y')
              ? [lower.slice(0, -1), lower]
              : [lower]
  for (const candidate of candidates) {
    const operation = draft.verbs.has(stem(candidate)) ? draft.findOperation(candidate) : null
    if (operation) return operation
  }
  return null
}
