import type { Line } from '../text/lines.ts'
import type { Candidate } from './candidates.ts'
import type { Lexicon } from './lexicon.ts'
import { isAdjective } from './nouns.ts'
import { attributeHeads, determiners, fillers, isVerb } from './vocabulary.ts'

export function keep(map: Map<string, Candidate>, least: number): Candidate[] {
  return [...map.values()].filter((candidate) => candidate.strong >= least)
}

export function keepThings(things: Map<string, Candidate>, roles: Map<string, Candidate>): Candidate[] {
  return [...things.entries()]
    .filter(([id, candidate]) => {
      if (roles.has(id) && !(candidate.strong > 0)) return false
      if (/^(?:seat|place|spot)$/.test(id) && candidate.defined === 0) return false
      if (candidate.strong > 0) return true
      const head = id.split('_').at(-1) ?? ''
      return (
        !id.includes('_') &&
        candidate.weak > 1 &&
        candidate.statements.size > 1 &&
        !attributeHeads.has(head) &&
        !/^(?:ticket|place|seat|spot|slot|space|time|day|copy|reason|diagnosis|resolution|note|comment|decision|result)$/.test(head)
      )
    })
    .map(([, candidate]) => candidate)
}

/** "clerk" is the warehouse clerk when there is no other clerk; "safety defect" is a defect. */
export function mergeHeads(lexicon: Lexicon, things: Map<string, Candidate>) {
  for (const term of [...lexicon.terms.values()].sort((a, b) => a.id.length - b.id.length)) {
    if (!lexicon.terms.has(term.id)) continue
    const longer = [...lexicon.terms.values()].filter((other) => other.id.endsWith(`_${term.id}`))
    const described = longer.filter((other) => other.entity && !other.role && (things.get(other.id)?.defined ?? 0) > 0)
    const whole = described[0]
    // "A leave request has …" and "approve the request", "a vacation request": one thing, described under its whole name.
    if (term.entity && !term.role && longer.length > 1 && described.length === 1 && whole && (things.get(term.id)?.defined ?? 0) === 0) {
      lexicon.merge(term.id, whole.id)
      for (const other of longer) lexicon.absorb(other.id, whole.id)
    } else if (term.role && !term.entity && longer.length === 1 && longer[0]?.role && !ranked.test(longer[0].id)) lexicon.merge(term.id, longer[0].id)
    else if (term.entity && !term.role && longer.length === 1 && longer[0]?.entity && !longer[0].role && sameThing(term.id, longer[0].id, things))
      lexicon.merge(term.id, longer[0].id)
    else
      for (const other of longer) {
        const own = (things.get(other.id)?.defined ?? 0) > 0
        const prefix = other.id.slice(0, -term.id.length - 1)
        if (other.entity && !other.role && (!own || isAdjective(prefix))) lexicon.merge(other.id, term.id)
      }
  }
}

/** "A permit application has …" and "a permit is pending, approved": what is applied for is known by nothing but its application. */
export function mergeApplications(lexicon: Lexicon, things: Map<string, Candidate>, lines: Line[]) {
  for (const whole of lexicon.entities()) {
    const short = /^(.+)_(?:application|request|claim)$/.exec(whole.id)?.[1]
    const term = short ? lexicon.terms.get(short) : undefined
    if (!short || term?.role || (things.get(whole.id)?.defined ?? 0) === 0 || (things.get(short)?.defined ?? 0) > 0) continue
    const name = short.replace(/_/g, ' ')
    const stated = new RegExp(
      String.raw`\b${name}s? (?:is|are|has been|have been|was|were|as|becomes?) (?:then |not |in |either )?(?:approved|rejected|pending|shipped|returned|cancelled|submitted|accepted|issued|expired|active|overdue|closed)\b`,
      'i',
    )
    if (
      lines.some((line) => stated.test(line.text)) &&
      !lines.some((line) => new RegExp(String.raw`\b${whole.name}s? ha(?:s|ve) .*\b(?:an?|the) ${name}\b`, 'i').test(line.text))
    ) {
      if (term) lexicon.merge(short, whole.id)
      else lexicon.alias(name, whole.id)
    }
  }
}

/** "apply for a parking permit" in a document about permits, where parking is never spoken of otherwise. */
export function aliasCompounds(lexicon: Lexicon, lines: Line[]) {
  const text = lines.map((line) => line.text.toLowerCase()).join(' . ')
  for (const term of lexicon.entities()) {
    if (term.id.includes('_') || term.role) continue
    const before = new Map<string, number>()
    for (const match of text.matchAll(new RegExp(String.raw`\b([a-z]{3,20}) ${term.name.toLowerCase()}(?:s|es)?\b`, 'g')))
      if (match[1]) before.set(match[1], (before.get(match[1]) ?? 0) + 1)
    const words = [...before.keys()].filter(
      (word) => !isAdjective(word) && !isVerb(word) && !determiners.has(word) && !fillers.has(word) && !plainWords.test(word),
    )
    const [word, ...more] = words
    if (!word || more.length || lexicon.get(word)) continue
    if ([...text.matchAll(new RegExp(String.raw`\b${word}s?\b`, 'g'))].length === before.get(word)) lexicon.alias(`${word} ${term.name}`, term.id)
  }
}

const plainWords =
  /^(?:for|and|but|nor|not|with|from|into|onto|per|than|then|when|while|who|which|that|has|have|had|are|was|were|can|may|must|shall|will|should|its|his|her|one|two|three|four|five|six|ten|more|most|less|few|many|much|only|also|own|any|all|free|full|high|low|long|short|late|early|large|small|big|good|bad|old|young|open|urgent|first|second|third|last|next|whose|via|about|under|over|upon)$/

/** The chief pharmacist is not the pharmacist. */
const ranked = /^(?:chief|head|senior|junior|lead|deputy|vice|assistant|general|principal|regional)_/

/** "Each parking space has a number. Some spaces have a charger": both described, but only one kind of space. */
const sameThing = (short: string, long: string, things: Map<string, Candidate>): boolean =>
  (things.get(long)?.defined ?? 0) > 0 &&
  !isAdjective(long.slice(0, -short.length - 1)) &&
  !/^(?:type|kind|category|group|class|level|list|plan|code|address|account|record|history|member|user|team|order|item|line|report)$/.test(short)

const reported = /^(?:problem|defect|issue|fault|complaint|damage|incident|idea|concern|malfunction|need|question)$/
const handled = /^(?:request|report|ticket|case|order|job)$/

/** "report a problem … assign a request": what somebody reports and what the others work on is one thing, when each is only half described. */
export function mergeReports(lexicon: Lexicon, things: Map<string, Candidate>) {
  const first = lexicon.entities().filter((term) => reported.test(term.id) && (things.get(term.id)?.defined ?? 0) > 0)
  const second = lexicon.entities().filter((term) => handled.test(term.id) && (things.get(term.id)?.defined ?? 0) === 0)
  const [from, into] = [first[0], second[0]]
  if (first.length === 1 && second.length === 1 && from && into) lexicon.merge(from.id, into.id)
  const bare = lexicon.entities().filter((term) => reported.test(term.id) && (things.get(term.id)?.defined ?? 0) === 0)
  const whole = lexicon.entities().filter((term) => /^(?:request|ticket|case|incident|report)$/.test(term.id) && (things.get(term.id)?.defined ?? 0) > 0)
  const [plain, record] = [bare[0], whole[0]]
  if (bare.length === 1 && whole.length === 1 && plain && record && plain !== record) lexicon.merge(plain.id, record.id)
}

/** "pause a membership": the member, where nothing else is said of memberships. */
export function mergeShips(lexicon: Lexicon, lines: Line[]) {
  for (const line of lines)
    for (const [, person = ''] of line.text.matchAll(/\b(member|partner|sponsor|dealer|owner)ships?\b/gi)) {
      const term = lexicon.get(person.toLowerCase())
      const own = lexicon.get(`${person.toLowerCase()}ship`)
      if (term && !own) lexicon.alias(`${person}ship`, term.id)
    }
}

/** "request leave … the leave request": the verb and the noun of one thing. */
export function mergeRequests(lexicon: Lexicon, lines: Line[]) {
  for (const line of lines)
    for (const [, verb = '', thing = ''] of line.text.matchAll(/\b(request|order|claim|report)(?:s|ing)? (?:an? |the )?([a-z]+)\b/gi)) {
      const whole = `${thing} ${verb}`.toLowerCase()
      const id = whole.replace(' ', '_')
      if (/^(?:is|are|by|for|to|in|with|the|and|or|can|must|shall|may|has|that|which|number|date|status)$/i.test(thing)) continue
      if (!lexicon.get(id) && !lines.some((other) => new RegExp(`\\b${whole}s?\\b`, 'i').test(`${other.text} . ${other.headings.at(-1) ?? ''}`))) continue
      if (!lexicon.get(id)) lexicon.add(whole, 'entity', line.id)
      for (const part of [thing.toLowerCase(), verb.toLowerCase()]) {
        const term = lexicon.get(part)
        if (term?.entity && !term.role && term.id !== id) lexicon.merge(term.id, id)
        else if (!term && part === verb.toLowerCase()) lexicon.alias(part, id)
      }
    }
}
