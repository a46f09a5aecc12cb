import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { isAdjective, stripDeterminers } from '../language/nouns.ts'
import { quality } from '../language/qualities.ts'
import { isVerb, readVerbs } from '../language/vocabulary.ts'
import { identifier, participle, stem } from '../language/words.ts'
import { contextOf, type Reading } from './rule.ts'
import { entityNamed } from './state-lists.ts'

/**
 * States that a document only uses: "Given a vehicle in service", "change its state from planned to open", "it is in
 * progress". Collected before the actions are read, so that these find their states.
 */
export function collectStates(reading: Reading) {
  for (const clauses of reading.clauses.values())
    for (const clause of clauses) {
      causedState(clause, reading)
      objectState(clause, reading)
      const about = clauseEntity(clause, reading)
      for (const lead of clause.leads) if (lead.kind === 'while') fromNoun(lead.text, clause, reading)
      const change =
        /\b(?:change|set|move|put|switch|update|transition|advance|turn)s?d?\b.*?\b(?:(?:the|its|their) )?(?:status|state)(?: of (?:the |an? )?([\w ]+?))?(?: from "?([\w ]+?)"?)? to "?([\w ]+?)"?$/i.exec(
          clause.text,
        ) ??
        /\b(?:changes?|moves?|goes|transitions?|switch(?:es)?|returns?) (?:its |the |their )?(?:status |state )?()from "?([\w ]+?)"? to "?([\w ]+?)"?$/i.exec(
          clause.text,
        )
      const owner = change?.[1] ? entityNamed(change[1], reading) : about
      if (change?.[3] && owner && plausible(change[3])) {
        if (change[2] && plausible(change[2])) reading.draft.addState(owner, change[2], clause.line.id)
        reading.draft.addState(owner, change[3], clause.line.id)
      }
      const status = /^(?:the|its) (?:status|state) (?:is|becomes|changes to|is set to|is changed to) "?([\w ]+?)"?$/i.exec(clause.text)
      if (status?.[1] && about && clause.leads.length && plausible(status[1])) reading.draft.addState(about, again(status[1]), clause.line.id)
      const becomes =
        /^(.+?) (?:becomes?|is set to|is moved to|is changed to|is put|is back|are back|goes back|returns) (?:to )?"?(in [a-z]+|on [a-z]+|out of [a-z]+|[a-z]+(?: [a-z]+)?)"?$/i.exec(
          clause.text,
        )
      const becoming = becomes?.[1] ? targetEntity(becomes[1], clause, reading) : undefined
      if (becomes?.[2] && becoming && plausible(becomes[2]) && !/^(?:status|state)/i.test(becomes[2]))
        reading.draft.addState(becoming, again(becomes[2]), clause.line.id)
      const mark = /\b(?:mark|flag|set|change|move)s?\b (.+?) (?:as|to) "?([a-z]+(?: [a-z]+)?)"?$/i.exec(clause.text)
      const marked = mark?.[1] ? targetEntity(mark[1], clause, reading) : undefined
      if (mark?.[2] && marked && plausible(mark[2]) && !/\bdate\b/i.test(mark[1] ?? '')) reading.draft.addState(marked, again(mark[2]), clause.line.id)
      const progress =
        /^(.+?) (?:is|are) (in (?:progress|service|use|repair|maintenance|review|transit|stock)|on (?:hold|loan)|done|out of (?:service|order)|under (?:repair|review|maintenance))$/i.exec(
          clause.text,
        )
      const running = progress?.[1] ? targetEntity(progress[1], clause, reading) : undefined
      if (progress?.[2] && running) reading.draft.addState(running, progress[2], clause.line.id)
      if (clause.passive && clause.leads.some((lead) => lead.kind === 'when') && clause.rest === '' && !clause.modal) {
        const hit = targetEntity(clause.subject, clause, reading)
        const refusal =
          /^(?:rejected|refused|denied|declined)$/.test(clause.participle) &&
          !clause.leads.some((lead) => /\b(?:reject|refus|deni|den(?:y|ies)|declin|review|decid|check|inspect)/i.test(lead.text))
        if (
          hit &&
          !refusal &&
          !/^(?:stored|recorded|saved|notified|informed|sent|logged|created|increased|decreased|reduced|calculated|updated|reminded|shown|displayed|charged|required|added|kept|set|generated|deleted|removed|copied|checked|archived_)/.test(
            clause.participle,
          )
        )
          reading.draft.addState(hit, clause.participle, clause.line.id)
      }
    }
}

/** "a cancelled course shall cancel its enrolments" gives enrolments the state cancelled. */
function causedState(clause: Clause, reading: Reading) {
  const { draft } = reading
  const subject = draft.lexicon.find(clause.subject)
  const object = clause.passive || clause.negative ? null : draft.lexicon.find(clause.rest)
  const child = object ? draft.entities.get(object.term.id) : undefined
  if (
    subject?.before &&
    isAdjective(subject.before) &&
    subject.term.entity &&
    !subject.term.role &&
    child &&
    child.id !== subject.term.id &&
    clause.verbs[0] &&
    isVerb(clause.verbs[0]) &&
    !/^(?:have|contain|include|need|require|show)$/.test(clause.verbs[0])
  )
    draft.addState(child, participle(clause.verbs[0]), clause.line.id)
}

/** "withdraw a pending application", "an approved permit may be revoked": adjectives of what people act on are its states. */
function objectState(clause: Clause, reading: Reading) {
  const { draft } = reading
  const phrase = clause.passive ? clause.subject : (clause.rest.split(/ (?:with|to|by|for|until|when|if|as)\b/)[0] ?? '')
  const verb = clause.verbs[0] ?? ''
  if (!verb || !isVerb(verb) || readVerbs.has(stem(verb)) || /^(?:have|be)$/.test(verb)) return
  const mention = draft.lexicon.leading(stripDeterminers(phrase))
  const entity = mention?.term.entity && !mention.term.role ? draft.entities.get(mention.term.id) : undefined
  const word = mention?.before.toLowerCase() ?? ''
  if (
    !entity ||
    !word ||
    word.includes(' ') ||
    draft.ordered.has(entity.id) ||
    !isAdjective(word) ||
    entity.fields.some((field) => field.type.kind === 'enum' && field.type.values.includes(word))
  )
    return
  if (
    /^(?:overdue|late|existing|available|old|own|valid|due|first|last|next|new|online|ordered|required|selected|urgent|unpaid|free|main|public|private|digital|internal|external|damaged|used|registered|assigned|second|third|upcoming|past|future|previous)$/.test(
      word,
    )
  )
    return
  // "Expired chemicals" of which the expiry date is kept: no state, a question of the date.
  if (quality(draft, entity, '', word)) return
  draft.addState(entity, word, clause.line.id)
}

/** A thing whose only known state ends its life was active before. */
export function addActive(reading: Reading) {
  for (const entity of reading.draft.entities.values()) {
    const only = entity.states?.values[0]
    if (
      !entity.states ||
      !only ||
      entity.states.values.length !== 1 ||
      !/return|cancel|clos|complet|done|finish|sold|retir|archiv|expir|withdr|settled/.test(only.id)
    )
      continue
    entity.states.initial = reading.draft.addState(entity, 'active', entity.states.statements[0] ?? '')
    entity.states.values.reverse()
    reading.draft.assume(
      `${entity.id}_states`,
      `${/^[aeiou]/i.test(entity.name) ? 'An' : 'A'} ${entity.name.toLowerCase()} is active until it is ${only.label.toLowerCase()}.`,
      entity.states.statements.slice(0, 1),
    )
  }
}

const again = (words: string) => words.replace(/^(?:back |again )+| (?:again|back)$/gi, '')

const plausible = (words: string) => words.split(' ').length <= 3 && !/^(?:the|a|an|its|it|them)\b/i.test(words) && !/\d/.test(words)

function fromNoun(text: string, clause: Clause, reading: Reading) {
  const being = /^(?:an?|the) (.+?) (?:is|are) (?:still |already )?([a-z]+(?:ed|id|nt|wn)|open|planned|draft|pending)$/i.exec(text)
  const held = being?.[1] ? reading.draft.lexicon.find(being[1]) : null
  const holder = held?.before === '' && !(held.term.role && !held.term.entity) ? reading.draft.entities.get(held.term.id) : undefined
  if (being?.[2] && holder && !reading.draft.ordered.has(holder.id)) {
    reading.draft.addState(holder, being[2], clause.line.id)
    return
  }
  const { noun, after } = postmodifier(text)
  const mention = reading.draft.lexicon.find(noun)
  const entity = mention ? reading.draft.entities.get(mention.term.id) : undefined
  if (!mention || !entity) return
  if (after && /^(?:in|on|out|under) /i.test(after)) reading.draft.addState(entity, after, clause.line.id)
  else if (mention.before && !mention.before.includes(' ') && isAdjective(mention.before) && !/^(?:new|existing|overdue|late|old)$/i.test(mention.before))
    reading.draft.addState(entity, mention.before, clause.line.id)
}

function targetEntity(phrase: string, clause: Clause, reading: Reading): Entity | undefined {
  if (/^(?:it|they|this|them)$/i.test(phrase.trim())) return clauseEntity(clause, reading)
  const mention = reading.draft.lexicon.find(stripDeterminers(phrase).replace(/^(?:first|next|last|oldest) /i, ''))
  if (!mention || (mention.term.role && !mention.term.entity)) return undefined
  return identifier(mention.term.name) ? reading.draft.entities.get(mention.term.id) : undefined
}

/** What "it" and "its state" mean in a clause: the object of its event, else what the line is about. */
export function clauseEntity(clause: Clause, reading: Reading): Entity | undefined {
  for (const lead of clause.leads.toReversed()) {
    for (const phrase of lead.text.split(/ (?=an? |the |its |their |it\b|each )/i).toReversed()) {
      const mention = reading.draft.lexicon.find(phrase.split(/ (?:with|on|in|for|to|by|from|is|are|has|of)\b/)[0] ?? '')
      const entity = mention && !(mention.term.role && !mention.term.entity) ? reading.draft.entities.get(mention.term.id) : undefined
      if (entity && !(mention?.term.role && mention.term.entity && lead.text.toLowerCase().indexOf(mention.term.name.toLowerCase()) < 4)) return entity
    }
  }
  return contextOf(clause, reading)?.entity
}
