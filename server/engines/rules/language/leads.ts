import type { Lexicon } from './lexicon.ts'
import { isVerb, modalPattern } from './vocabulary.ts'

export type LeadKind = 'when' | 'if' | 'while' | 'unless' | 'until' | 'before' | 'after' | 'on' | 'where' | 'within' | 'only'

/** A condition beside the main clause: "when an order is placed", "until it is shipped", "up to 24 hours before it starts". */
export interface Lead {
  kind: LeadKind
  text: string
  amount?: number
  unit?: string
  trailing: boolean
}

const opening =
  /^(given that|given|when|whenever|if|in case|while|as long as|once|as soon as|after|before|where|unless|until|on|upon|in the event that|provided that|assuming|and when|and if|during|for) (.+)$/i
const kinds: Record<string, LeadKind> = {
  given: 'while',
  'given that': 'while',
  when: 'when',
  whenever: 'when',
  if: 'if',
  'in case': 'if',
  while: 'while',
  'as long as': 'while',
  once: 'when',
  'as soon as': 'when',
  after: 'after',
  before: 'before',
  where: 'where',
  unless: 'unless',
  until: 'until',
  on: 'on',
  upon: 'on',
  'in the event that': 'if',
  'provided that': 'while',
  assuming: 'while',
  'and when': 'when',
  'and if': 'if',
  during: 'while',
  'only if': 'only',
  'only when': 'only',
  'only while': 'only',
  'only once': 'only',
  'only after': 'only',
  'except when': 'unless',
  'except if': 'unless',
  'even if': 'if',
  'not if': 'unless',
  'as long as it': 'while',
  for: 'where',
}

const trailingPattern =
  /,? (only if|only when|only while|only once|only after|except when|except if|provided that|as long as|as soon as|if|when|whenever|unless|until|while|once|before|after) (?=\S+)/gi
const deadline =
  /,? (?:(?:at least|up to|no later than|until|not later than|at the latest|at most|only up to)\s)?(\d+|one|two|three|four|five|six|seven|ten|twelve|twenty|thirty)[ -](minute|hour|day|week|month)s? (before|after|of) (.+)$/i
const clauseShape = new RegExp(
  String.raw`^(?:then )?(?:only )?(?:the system\b|it\b|they\b|no\b|an?\b|the\b|its\b|their\b|each\b|all\b|nobody\b|any\b|every\b|\w+ (?:\w+ ){0,3}(?:${modalPattern}|is|are)\b)`,
  'i',
)

export function splitLeads(text: string, lexicon: Lexicon): { leads: Lead[]; main: string } {
  const leads: Lead[] = []
  let rest = text.trim()
  const noun = /^(after|on|upon) (?:the )?(\w+(?:ing|ment|tion|sion|al|ance|ence|return)) (?=(?:the|its?|an?|all|their|no) )/i.exec(rest)
  if (noun?.[1] && noun[2] && !/,/.test(rest.slice(0, noun[0].length + 1))) {
    leads.push({ kind: 'on', text: noun[2], trailing: false })
    rest = rest.slice(noun[0].length)
  }
  for (let guard = 0; guard < 4; guard++) {
    const opened = opening.exec(rest)
    if (!opened?.[1] || !opened[2]) break
    const word = opened[1].toLowerCase()
    if (word === 'for' && !/^for (?:each|every|all)\b/i.test(rest)) break
    const at = endOfLead(opened[2], lexicon)
    if (at === null) break
    const condition = opened[2].slice(0, at.from)
    for (const piece of splitGiven(condition)) leads.push({ kind: kinds[word] ?? 'when', text: piece, trailing: false })
    rest = opened[2]
      .slice(at.to)
      .replace(/^(?:then|and)\s+(?!when|if)/i, '')
      .trim()
  }
  const timed = deadline.exec(rest)
  if (timed?.[1] && timed[4] && !/^\d+ days? (?:is|are)\b/.test(timed[0])) {
    const cut = timed.index
    const words: Record<string, number> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, ten: 10, twelve: 12, twenty: 20, thirty: 30 }
    const amount = words[timed[1].toLowerCase()] ?? Number(timed[1])
    if (cut > 8 && !/\b(?:be|is|are|by|moves?|extends?|extended|least|than|for)$/i.test(rest.slice(0, cut))) {
      leads.push({ kind: /before/i.test(timed[3] ?? '') ? 'before' : 'within', text: timed[4], amount, unit: (timed[2] ?? '').toLowerCase(), trailing: true })
      rest = rest.slice(0, cut)
    }
  }
  const trailing = splitTrailing(rest)
  return { leads: [...leads, ...trailing.leads], main: trailing.main }
}

/** The first comma after which a clause begins. */
function endOfLead(text: string, lexicon: Lexicon): { from: number; to: number } | null {
  let fallback: { from: number; to: number } | null = null
  for (const match of text.matchAll(/, (?:and )?| then /g)) {
    const to = match.index + match[0].length
    const right = text.slice(to)
    fallback ??= { from: match.index, to }
    if (/^(?:when|if|then|and when|while)\b/i.test(right) || match[0] === ' then ') return { from: match.index, to }
    if (clauseShape.test(right) || lexicon.leading(right)?.before === '' || isVerb(right.split(' ')[1] ?? '')) return { from: match.index, to }
  }
  return fallback
}

/** "Given a customer and a placed order": two facts. */
function splitGiven(text: string): string[] {
  const parts: string[] = []
  for (const part of text.split(/ and (?=(?:an?|the|it|they|no|their|its) )/i)) {
    const before = parts.at(-1)
    // "… submits an application with a plate and a zone": the zone is no fact of its own.
    if (before && /\b(?:with|including|entering|giving|providing|stating)\b/i.test(before) && !/\b(?:is|are|has|have|was|were)\b/i.test(part))
      parts[parts.length - 1] = `${before} and ${part}`
    else parts.push(part)
  }
  return parts.map((part) => part.trim()).filter(Boolean)
}

export function splitTrailing(text: string): { leads: Lead[]; main: string } {
  for (const match of text.matchAll(trailingPattern)) {
    const word = (match[1] ?? '').toLowerCase()
    const left = text.slice(0, match.index)
    const right = text.slice(match.index + match[0].length)
    if ((left.match(/\(/g)?.length ?? 0) > (left.match(/\)/g)?.length ?? 0) || left.split(' ').length < 2) continue
    if (
      /^(?:before|after)$/.test(word) &&
      (/\b(?:is|are|be|not|later|date|shortly|soon|(?:minute|hour|day|week|month|year)s?)$/i.test(left) ||
        !/\b(?:is|are|has|have|was)\b|^(?:the |its |their )?(?:\w+ ){0,3}(?:deadline|closing date|due date|end date|start date|expiry date)(?: of (?:the|its|an?) [a-z]+)?$|^(?:\w+ing|approval|delivery|payment|shipment|it|the start|its start|the end)\b/i.test(
          right,
        ))
    )
      continue
    if (/^(?:once)$/.test(word) && !/\b(?:is|are|has|have|\w+ed)\b/i.test(right)) continue
    if (word === 'once' && /^(?:an?|per|every|by|for|only|within|and|each|in)\b/.test(right)) continue
    // "… as long as it is booked, and must state a reason": the sentence goes on after its condition.
    const more = /^(.+?),? and ((?:must|shall|has to|have to|needs? to|should) .+)$/i.exec(right)
    return { leads: [{ kind: kinds[word] ?? 'when', text: more?.[1] ?? right, trailing: true }], main: more ? `${left.trim()} and ${more[2]}` : left.trim() }
  }
  return { leads: [], main: text }
}
