import type { Entity } from '#model/specification.ts'
import { postmodifier } from '../language/counting.ts'
import { bareNoun, splitList } from '../language/nouns.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { identifier } from '../language/words.ts'
import type { Reading } from './rule.ts'

/** What a verb acts on, and what else its phrase says. */
export interface Acted {
  objects: { entity: Entity; adjectives: string; phrase: string; fields?: string }[]
  also: { entity: Entity | null; role: string | null; preposition: string; phrase: string; adjectives: string }[] // "to a member", "for a vehicle"
  fields: string // "with an email and a name"
  fieldOf: { entity: Entity; field: string; phrase: string } | null // "change the price of a product"
  as: string // "as returned", "to closed"
  from: string
  limit: string // "at most twice"
  withoutSignIn: boolean
  left: string[]
}

const cut =
  /(?:^|\s)(with|by entering|by giving|by providing|by stating|by specifying|including|giving|specifying|stating|entering|providing|containing|consisting of|to|for|on|in|from|of|at|as|into|against|by|via|per|between|using|within|during|without|over|under|at most|up to|no more than|not more than|only|once|twice|any more|anymore|again|and|or)(?=\s|$)/gi

export function readObjects(rest: string, reading: Reading, it: Entity | null): Acted {
  const acted: Acted = { objects: [], also: [], fields: '', fieldOf: null, as: '', from: '', limit: '', withoutSignIn: false, left: [] }
  let text = rest
    .trim()
    .replace(/[:;.,]+$/, '')
    .replace(
      /\s(?:at any time|at all|on the web|online|in the system|per (?:click|button)|as needed|if needed|if necessary|in the application|in the portal|through the portal|via the portal|when needed|later|later on|afterwards|at a later time|once more|again)$/i,
      '',
    )
  text = text.replace(
    /(?:^|\s)without (?:signing in|logging in|an account|being signed in|having to sign in|registering|registration|login|authentication)/i,
    () => {
      acted.withoutSignIn = true
      return ''
    },
  )
  text = text.replace(
    /(?:^|\s)((?:at most|up to|no more than|not more than|a maximum of|only|maximum|max\.?) (?:once|twice|\w+ times?)|only once|once|twice)(?= |$)(?: (?:per|a) \w+)?/i,
    (found) => {
      acted.limit = found.trim()
      return ''
    },
  )
  text = text.replace(/ (after (?:an?|the|its|their|some) [a-z]+(?: [a-z]+)?)$/i, (_, found: string) => (acted.left.push(found) ? '' : ''))
  const object = segment(text)
  readObject(object.head, acted, reading, it)
  readTail(object.tail, acted, reading, it)
  return acted
}

/** The piece before the first preposition, and the rest with its prepositions. */
function segment(text: string): { head: string; tail: { word: string; phrase: string }[] } {
  const tail: { word: string; phrase: string }[] = []
  const marks: { word: string; at: number; to: number }[] = []
  for (const match of text.matchAll(cut)) {
    const word = (match[1] ?? '').toLowerCase()
    if (/^(?:and|or|any more|anymore|again|only|once|twice)$/.test(word)) continue
    if (insideParentheses(text, match.index)) continue
    const previous = marks.at(-1)
    if (previous && /^(?:to|as|into)$/.test(previous.word) && /^(?:in|on|under|out of)$/.test(word) && text.slice(previous.to, match.index).trim() === '')
      continue
    if (word === 'on' && /^\s?hold\b/.test(text.slice(match.index + match[0].length))) continue
    if (
      /^(?:in|on|under)$/.test(word) &&
      postmodifier(text.slice(0, match.index + match[0].length) + (text.slice(match.index + match[0].length).split(/ (?=with|to|for|and|by)/)[0] ?? '')).after
    )
      continue
    if (
      marks.some((mark) =>
        /^(?:with|by entering|by giving|by providing|including|containing|specifying|stating|entering|providing|giving|consisting of)$/.test(mark.word),
      )
    )
      break
    marks.push({ word, at: match.index, to: match.index + match[0].length })
  }
  for (const [i, mark] of marks.entries()) {
    const phrase = text.slice(mark.to, marks[i + 1]?.at)
    tail.push({ word: mark.word, phrase: phrase.trim().replace(/^,\s*|,$/g, '') })
  }
  return {
    head: text
      .slice(0, marks[0]?.at ?? text.length)
      .trim()
      .replace(/,$/, ''),
    tail,
  }
}

function insideParentheses(text: string, at: number): boolean {
  const before = text.slice(0, at)
  return (before.match(/\(/g)?.length ?? 0) > (before.match(/\)/g)?.length ?? 0)
}

function readObject(head: string, acted: Acted, reading: Reading, it: Entity | null) {
  const { draft } = reading
  if (!head) return
  const other = /^(?:an?|the|any|each) ([a-z]+) (?:one|ones)$/i.exec(head)?.[1]
  if (other && it) {
    acted.objects.push({ entity: it, adjectives: other, phrase: head })
    return
  }
  if (/^(?:it|them|this|these|one|they|this one|itself|the same|both)$/i.test(head)) {
    if (it) acted.objects.push({ entity: it, adjectives: '', phrase: head })
    return
  }
  for (const whole of splitList(head)) {
    const inside = /^([^()]+) \(([^()]+)\)$/.exec(whole)
    const part = inside?.[1] ?? whole
    const { noun, after } = postmodifier(part)
    const mention = draft.lexicon.find(noun)
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const possessed = /^(.+?)(?:'s|s') (.+)$/.exec(noun)
    const owner = possessed?.[1] ? draft.lexicon.find(possessed[1]) : null
    const owning = owner ? draft.entities.get(owner.term.id) : undefined
    if (mention && entity && !(owning && fieldOf(owning, possessed?.[2] ?? ''))) {
      acted.objects.push({ entity, adjectives: [mention.before, after].filter(Boolean).join(' ; '), phrase: part, ...(inside?.[2] && { fields: inside[2] }) })
      continue
    }
    const field = owning ? fieldOf(owning, possessed?.[2] ?? '') : it && /^(?:its|the|an?|their) /i.test(part) ? fieldOf(it, noun) : undefined
    if (field && (owning ?? it)) {
      acted.fieldOf = { entity: (owning ?? it) as Entity, field: field.id, phrase: part }
      continue
    }
    if (mention?.term.role) {
      acted.also.push({ entity: null, role: mention.term.id, preposition: '', phrase: part, adjectives: mention.before })
      continue
    }
    const holder = heldIn(reading, noun)
    if (holder) {
      acted.objects.push({ entity: holder, adjectives: '', phrase: part })
      continue
    }
    acted.left.push(part)
  }
}

/** "checks in visitors": people of whom only the name is kept, in the record that is for them. */
function heldIn(reading: Reading, noun: string): Entity | undefined {
  const id = identifier(bareNoun(noun))
  const holders = id ? [...reading.draft.entities.values()].filter((entity) => entity.fields.some((field) => field.id === `${id}_name`)) : []
  return holders.length === 1 ? holders[0] : undefined
}

/** "request a medicine for my ward", "books a seat for a school year": a thing nobody describes is kept by its name. */
const asField = (acted: Acted, part: string): boolean =>
  (acted.objects.length > 0 || acted.left.length > 0) &&
  /^(?:an?|their own|his|her|their) [a-z]+(?: [a-z]+)?$/i.test(part) &&
  !/\b(?:while|time|reason|purpose|period|fee|price|moment|day|days|week|month|minute|hour)s?$/i.test(part)

/** "book a room for a title, a start and an end": what it needs, not whom it is for. */
const isFieldList = (phrase: string, reading: Reading): boolean =>
  splitList(phrase).length > 1 && splitList(phrase).every((part) => !reading.draft.lexicon.find(part) && /^(?:an?|the|its|one) /i.test(part))

const addField = (acted: Acted, text: string) => {
  acted.fields = [acted.fields, text].filter(Boolean).join(', ')
}

function readTail(tail: { word: string; phrase: string }[], acted: Acted, reading: Reading, it: Entity | null) {
  const { draft } = reading
  for (const { word, phrase } of tail) {
    if (
      /^(?:with|by entering|by giving|by providing|by stating|by specifying|including|containing|specifying|stating|entering|providing|giving|consisting of)$/.test(
        word,
      )
    ) {
      const one = /[,(]| and /.test(phrase) ? null : draft.lexicon.find(phrase)
      const thing = one?.before ? draft.entities.get(one.term.id) : undefined
      const known = thing && one ? qualities(draft, thing, '', one.before) : null
      if (thing && one && known?.length) acted.also.push({ entity: thing, role: null, preposition: word, phrase, adjectives: one.before })
      else acted.fields = [acted.fields, phrase].filter(Boolean).join(', ')
      continue
    }
    if (word === 'from' && acted.objects.length && tail.some((other) => other.word === 'to') && !draft.lexicon.find(phrase)) {
      acted.from = phrase
      continue
    }
    // "sends a tool to repair", "puts it back into service"
    const place = /^(?:to|for|into)$/.test(word) ? intoState(phrase, acted, reading) : null
    if (place) {
      acted.as = place
      continue
    }
    if (word === 'as' || ((word === 'to' || word === 'into' || word === 'on' || word === 'in') && isState(phrase, acted, reading))) {
      acted.as =
        word === 'on' || word === 'in'
          ? isState(`${word} ${phrase}`, acted, reading)
            ? `${word} ${phrase}`
            : phrase
          : phrase.replace(/^(?:the )?(?:status|state) /i, '')
      continue
    }
    if (word === 'of' && acted.objects.length === 0 && acted.left.length) {
      const owner = draft.lexicon.find(phrase)
      const entity = owner ? draft.entities.get(owner.term.id) : /^(?:it|them)$/.test(phrase) ? it : null
      const name = acted.left.at(-1) ?? ''
      const field = entity ? fieldOf(entity, name) : undefined
      if (entity) {
        acted.left.pop()
        if (/^an? (?:amount|quantity|volume|weight|number)$/i.test(name)) {
          acted.objects.push({ entity, adjectives: owner?.before ?? '', phrase })
          addField(acted, name.replace(/^.*number$/i, 'a quantity'))
        } else if (field) acted.fieldOf = { entity, field: field.id, phrase: name }
        else if (/^(?:the )?(?:details?|data|record|information|list|status|state|history|profile)s?$/i.test(name))
          acted.objects.push({ entity, adjectives: owner?.before ?? '', phrase })
        else acted.left.push(`${name} of ${phrase}`)
        continue
      }
    }
    if (word === 'for' && acted.objects.length && isFieldList(phrase, reading)) {
      addField(acted, phrase)
      continue
    }
    for (const part of splitList(phrase)) {
      const { noun, after } = postmodifier(part)
      const pronoun = /^(?:it|them|this|one)$/i.test(noun)
      const mention = pronoun ? null : draft.lexicon.find(noun)
      const entity = pronoun ? it : mention ? (draft.entities.get(mention.term.id) ?? null) : null
      if (entity || mention?.term.role)
        acted.also.push({
          entity,
          role: mention?.term.role ? mention.term.id : null,
          preposition: word,
          phrase: part,
          adjectives: [mention?.before, after].filter(Boolean).join(' ; '),
        })
      else if (word === 'of' && acted.objects.length) acted.left.push(`of ${part}`)
      else if (word === 'for' && asField(acted, part)) addField(acted, part.replace(/^(?:their|his|her)(?: own)? /i, 'a '))
      else if (word !== 'for' || !heldIn(reading, noun)) acted.left.push(`${word} ${part}`)
    }
  }
}

/** The state that a place of work stands for: "to repair" is in repair, "back into service" is as in the beginning. */
function intoState(phrase: string, acted: Acted, reading: Reading): string | null {
  const word = /^(?:the )?(repair|maintenance|service|operation|use|stock|review|progress|cleaning|quarantine)s?$/i.exec(phrase.trim())?.[1]?.toLowerCase()
  const entity = acted.objects[0]?.entity
  if (!word || !entity?.states) return null
  if (reading.draft.state(entity, `in ${word}`)) return `in ${word}`
  if (reading.draft.state(entity, `under ${word}`)) return `under ${word}`
  return /^(?:service|operation|use|stock)$/.test(word)
    ? (entity.states.values.find((value) => value.id === entity.states?.initial)?.label.toLowerCase() ?? null)
    : null
}

const isState = (phrase: string, acted: Acted, reading: Reading): boolean =>
  acted.objects.some((object) => reading.draft.state(object.entity, phrase.replace(/^(?:the )?(?:status|state) /i, '')) !== null)
