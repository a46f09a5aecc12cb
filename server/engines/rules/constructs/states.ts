import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { isAdjective, splitList, stripDeterminers } from '../language/nouns.ts'
import { isVerb, readVerbs } from '../language/vocabulary.ts'
import { identifier, participle, stem } from '../language/words.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

/** "An order is placed, paid, shipped, delivered or cancelled", "The status of a claim is one of: draft, submitted". */
export const stateLists: Rule = {
  name: 'states',
  apply(clause, reading) {
    const text = clause.text.replace(/["“”]/g, '')
    const arrows = /^(.*?)(?::\s?)?((?:[\w ]+ ?(?:→|->|=>|⇒|>) ?)+[\w ]+)$/.exec(text)
    const listed =
      /^(?:the )?(?:(?:possible |allowed |valid )?(?:status|state)(?:es|s)? of (?:an?|the|each|every) (.+?)|(.+?)(?:'s (?:status|state|life ?cycle))?) (?:is|are|can be|may be|must be|shall be|can have|can have one of|has one of|has(?= (?:one of )?(?:the |a )?(?:following |possible )?(?:status|state|stage)(?:es|s)?\b(?!\s*\())|is always|moves through|goes through|passes through|runs through|can take)(?: either| one of| in one of| always)?(?: (?:the |a )?(?:following |possible )?(?:status|state|stage)(?:es|s)?)?(?: of)?(?: either)?:? (.+)$/i.exec(
        text,
      )
    const single = /^(?:the )?(?:status|state)(?:es|s)?(?: values?)? (?:is|are|can be|may be)(?: one of| either)?:? (.+)$/i.exec(text)
    const subject = arrows
      ? (arrows[1] ?? '').replace(/\b(?:status|state|states|goes through|moves through|life ?cycle|of|the|is|are|from)\b/gi, ' ').trim()
      : (listed?.[1] ?? listed?.[2] ?? '')
    const list = arrows ? (arrows[2] ?? '').split(/ ?(?:→|->|=>|⇒|>) ?/) : splitList(single?.[1] ?? listed?.[3] ?? '')
    const values = list.map((value) =>
      value
        .replace(/^(?:put )?(?:on|in) (?:the |a )?(?:waiting list|waitlist|wait list|queue)$/i, 'waiting')
        .replace(/^(?:the )?(?:status |state )/i, '')
        .replace(/^(?:either|then|finally|an?|the) /i, '')
        .replace(/\s*\(.*?\)$/, '')
        .trim(),
    )
    if (values.length < 2 || values.some((value) => !value || value.split(' ').length > 3 || /\d/.test(value)) || clause.negative) return false
    const entity = subject && !single ? entityNamed(subject, reading) : contextOf(clause, reading)?.entity
    const explicit = /\b(?:status|state|stage|life ?cycle)/i.test(text) || arrows !== null
    if (!entity || (!explicit && !(values.length > 2 || / or /.test(text))) || (!explicit && !/ or | either /.test(text))) return false
    if (
      !explicit &&
      !values.every(
        (value) =>
          isAdjective(value.split(' ')[0] ?? '') ||
          isVerb(value) ||
          /^(?:new|open|closed|free|in|on|out|active|inactive|ready|draft|done|available|pending|waiting|under|planned|late|lost)\b/i.test(value),
      )
    )
      return false
    const first = entity.states === null
    for (const value of values) reading.draft.addState(entity, value, clause.line.id)
    if (entity.states)
      reading.draft.ordered.set(
        entity.id,
        entity.states.values.map((value) => value.id),
      )
    if (entity.states && first) entity.states.initial = reading.draft.state(entity, values[0] ?? '') ?? entity.states.initial
    remember(clause, reading, entity)
    return true
  },
}

function entityNamed(phrase: string, reading: Reading): Entity | undefined {
  const mention = reading.draft.lexicon.find(phrase.replace(/(?:'s)? (?:status|state)$/i, ''))
  return mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
}

/** "A new ticket is open", "orders start as draft", "the initial status is draft", "initially planned". */
export const initialState: Rule = {
  name: 'initial state',
  apply(clause, reading) {
    const match =
      /^(?:every |each |an? |all )?new(?:ly created)? (.+?) (?:is|are|starts?|begins?|gets?|has|have|receives?)(?: (?:always|in|as|with|the|an?|status|state|is|set|to))* "?([\w ]+?)"?$/i.exec(
        clause.text,
      ) ??
      /^(.+?) (?:starts?|begins?|is created|are created)(?: (?:in|as|with|out|the|an?|status|state))+ "?([\w ]+?)"?$/i.exec(clause.text) ??
      /^the initial (?:status|state)(?: of (?:an?|the) (.+?))? is "?([\w ]+?)"?$/i.exec(clause.text)
    if (!match?.[2] || match[2].split(' ').length > 3) return false
    const entity = match[1] ? entityNamed(match[1], reading) : contextOf(clause, reading)?.entity
    if (!entity) return false
    const state = reading.draft.addState(entity, match[2], clause.line.id)
    reading.draft.began.add(entity.id)
    if (entity.states) {
      entity.states.initial = state
      const values = entity.states.values
      const at = values.findIndex((value) => value.id === state)
      if (at > 0) values.unshift(...values.splice(at, 1))
    }
    remember(clause, reading, entity)
    return true
  },
}

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
        if (
          hit &&
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
