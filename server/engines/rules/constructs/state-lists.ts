import type { Entity } from '#model/specification.ts'
import { isAdjective, splitList } from '../language/nouns.ts'
import { isVerb } from '../language/vocabulary.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

/** "An order is placed, paid, shipped, delivered or cancelled", "The status of a claim is one of: draft, submitted". */
export const stateLists: Rule = {
  name: 'states',
  apply(clause, reading) {
    const text = clause.text.replace(/["“”]/g, '')
    const arrows = readArrows(text)
    const listed =
      /^(?:the )?(?:(?:possible |allowed |valid )?(?:status|state)(?:es|s)? of (?:an?|the|each|every) (.+?)|(.+?)(?:'s (?:status|state|life ?cycle))?) (?:is|are|can be|may be|must be|shall be|can have|can have one of|has one of|has(?= (?:one of )?(?:the |a )?(?:following |possible )?(?:status|state|stage)(?:es|s)?\b(?!\s*\())|(?:shall|must|can|may|will|should) have(?= (?:one of )?(?:the |a )?(?:following |possible )?(?:status|state|stage)(?:es|s)?\b(?!\s*\())|is always|moves through|goes through|passes through|runs through|can take)(?: either| one of| in one of| always)?(?: (?:the |a )?(?:following |possible )?(?:status|state|stage)(?:es|s)?)?(?: of)?(?: either)?:? (.+)$/i.exec(
        text,
      )
    const single = /^(?:the )?(?:status|state)(?:es|s)?(?: values?)? (?:is|are|can be|may be)(?: one of| either)?:? (.+)$/i.exec(text)
    const subject = arrows
      ? (arrows[1] ?? '')
          .replace(
            /\b(?:status|state|states|goes through|moves through|life ?cycle|of|the|an?|is|are|from|stages?|steps|goes|moves|through|workflow)\b|:/gi,
            ' ',
          )
          .replace(/\s+/g, ' ')
          .trim()
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
    if (
      values.length < 2 ||
      values.some((value) => !value || value.split(' ').length > 3 || /\d|\b(?:by|to|with|for|(?<!\bout )of)\b/.test(value)) ||
      clause.negative
    )
      return false
    const entity = subject && !single ? entityNamed(subject, reading) : contextOf(clause, reading)?.entity
    const explicit = /\b(?:status|state|stage|life ?cycle)/i.test(text) || arrows !== null
    if (!entity || (!explicit && !(values.length > 2 || / or /.test(text))) || (!explicit && !/ or | either /.test(text))) return false
    if (
      !explicit &&
      !values.every(
        (value) =>
          isAdjective(value.split(' ')[0] ?? '') ||
          isVerb(value) ||
          /^(?:new|open|closed|free|in|on|out|active|inactive|ready|draft|done|available|pending|waiting|under|planned|late|lost|let|vacant|taken|full|empty|live|gone|damaged|broken)\b/i.test(
            value,
          ),
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

export function entityNamed(phrase: string, reading: Reading): Entity | undefined {
  const mention = reading.draft.lexicon.find(phrase.replace(/(?:'s)? (?:status|state)$/i, ''))
  return mention && mention.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
}

/** "An application goes through the states received → in review → hired": what it is about, and the states. */
function readArrows(text: string): [string, string, string] | null {
  const parts = text.split(/ ?(?:→|->|=>|⇒) ?/)
  const first = parts[0] ?? ''
  if (parts.length < 2 || parts.some((part) => part.length > 120)) return null
  const lead = /^(.*\b(?:states?|status(?:es)?|stages?|steps|workflow|life ?cycle|through|from)\b:? ?|.*: ?)(\S.*)$/i.exec(first)
  return [text, lead?.[1] ?? '', [lead?.[2] ?? first, ...parts.slice(1)].join(' → ')]
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
      /^the (?:status|state) of (?:an?|every|each|the) new (.+?) is (?:set to )?"?([\w ]+?)"?$/i.exec(clause.text.replace(/"/g, '')) ??
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
