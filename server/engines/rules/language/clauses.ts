import type { Line } from '../text/lines.ts'
import { conjuncts, semicolons } from './conjuncts.ts'
import { type Lead, splitLeads, splitTrailing } from './leads.ts'
import type { Lexicon } from './lexicon.ts'
import { rewrite } from './rewrite.ts'
import { isVerb, modalPattern } from './vocabulary.ts'
import { baseForm, stem } from './words.ts'

/** One assertion of a sentence, brought into the form: (leads) subject modal verbs rest. */
export interface Clause {
  line: Line
  text: string
  leads: Lead[]
  subject: string // "a warehouse clerk"; '' when the system is meant
  modal: '' | 'can' | 'must'
  negative: boolean
  only: boolean // nobody else
  verbs: string[] // base forms, "be" and "have" included; [] when no verb was found
  participle: string // passive: "paid"
  passive: boolean
  agent: string // passive: by whom
  rest: string // what follows the verb (and, passive, the agent)
  story: boolean
  read: boolean // some rule took it over
  left: string[] // pieces that no rule understood
}

const phrasal =
  /^(check|sign|log|look|set|hand|write|pick|clock|book|put|take|mark|fill|turn|call|opt|close|send|bring|give|roll|cash|pass|move|carry|trade|phase|back|switch|lock|drop|tick|wait|hold|follow)s? (out|in|up|off|on hold|back|down|on|over)\b/i

/** "rents out a bike" is "rents a bike": the particle adds nothing. */
const givenOut = /^((?:rent|lend|loan|hire|lease|let|ship|order|print)s?) out\b/i

export function parseClauses(line: Line, lexicon: Lexicon): Clause[] {
  const text = line.text.replace(/[.;:!?]+$/, '').trim()
  if (!text) return []
  const story =
    /^as (?:an?|the) ([^,]{2,60}?),? i (want|need|would like|wish|must|should|can|may|shall|will|am able|have)(?: to)?(?: be able| have the ability)?(?: to)? (.+)$/i.exec(
      text,
    )
  const benefit = story ? (story[3] ?? '').replace(/,? (?:so that|so i|in order to|because|so as to) .*$/i, '') : ''
  const body = story ? `${article(story[1] ?? '')} can ${firstPerson(benefit)}` : text.replace(/,? (?:so that|in order that|because|in order to) .*$/i, '')
  const found: Clause[] = []
  for (const segment of semicolons(body)) {
    const { leads, main } = splitLeads(segment, lexicon)
    let previous: Clause | null = null
    for (const part of conjuncts(main, lexicon)) {
      const before: Clause | null = previous
      const tail = before ? splitTrailing(part.text) : { leads: [], main: part.text }
      const clause: Clause = parseMain(part.shares && before ? inherit(tail.main, before) : tail.main, lexicon)
      clause.line = line
      clause.leads = [...(before && tail.leads.length ? leads.filter((lead) => !lead.trailing) : (before?.leads ?? leads)), ...tail.leads]
      clause.story = story !== null
      // "can only be issued if …" restricts by the condition, not to certain people.
      if (clause.only && clause.passive && !clause.agent && clause.leads.length && !/^only /i.test(part.text)) clause.only = false
      found.push(clause)
      previous = clause
    }
  }
  return found
}

const article = (role: string) => (/^(?:an?|the|any) /i.test(role) ? role : `a ${role}`)

const firstPerson = (text: string) =>
  text
    .replace(/\bmy(?: own)?\b/gi, 'their own')
    .replace(/\bme\b/gi, 'them')
    .replace(/\bI\b/g, 'they')
    .replace(/\bour\b/gi, 'their')

function inherit(text: string, before: Clause): string {
  const body = text.replace(/^then /i, '')
  if (new RegExp(String.raw`^(?:${modalPattern}|is|are|has|have|never|belongs?|contains?|consists?|includes?|requires?)\s`, 'i').test(body))
    return `${before.subject || 'the system'} ${body}`
  const [verb = ''] = body.split(' ')
  if (before.modal === '' && /s$/.test(verb) && isVerb(verb))
    return `${before.only ? 'only ' : ''}${before.subject || 'the system'} ${before.negative ? 'do not ' : ''}${body}`
  return `${before.only ? 'only ' : ''}${before.subject || 'the system'} ${before.modal || 'shall'} ${before.negative ? 'not ' : ''}${body}`
}

function blank(text: string): Clause {
  return {
    line: undefined as unknown as Line,
    text,
    leads: [],
    subject: '',
    modal: '',
    negative: false,
    only: false,
    verbs: [],
    participle: '',
    passive: false,
    agent: '',
    rest: '',
    story: false,
    read: false,
    left: [],
  }
}

const modalSplit = new RegExp(
  String.raw`^(.{1,90}?)\s(${modalPattern})\s(not\s|never\s|no longer\s)?(only\s)?(?:be able to\s|be allowed to\s|be permitted to\s|get to\s)?(not\s|only\s|never\s)?(.+)$`,
  'i',
)

function parseMain(original: string, lexicon: Lexicon): Clause {
  const clause = blank(original)
  const text = rewrite(original)
  const split = modalSplit.exec(text)
  let predicate: string
  if (split?.[1] && split[6]) {
    clause.subject = split[1]
    clause.modal = /^(?:can|may|might|could)$/i.test(split[2] ?? '') ? 'can' : 'must'
    clause.negative = Boolean(split[3]) || /not|never/i.test(split[5] ?? '')
    clause.only = Boolean(split[4]) || /only/i.test(split[5] ?? '')
    predicate = split[6]
  } else {
    const at = finiteVerb(text, lexicon)
    if (at < 0) return clause
    const words = text.split(' ')
    clause.subject = words.slice(0, at).join(' ')
    predicate = words.slice(at).join(' ')
    const negated = /^(?:do|does|did) not (.+)$/i.exec(predicate) ?? /^never (.+)$/i.exec(predicate)
    if (negated?.[1]) {
      clause.negative = true
      predicate = negated[1]
    }
  }
  const only = /^(?:only|nobody but|no one but|no one except|nobody except) /i.exec(clause.subject)
  if (only) {
    clause.only = true
    clause.subject = clause.subject.slice(only[0].length)
  }
  clause.subject = clause.subject.replace(/ only$/i, () => {
    clause.only = !/\b(?:their|his|her) own\b/i.test(predicate)
    return ''
  })
  const none = /^(?:no|neither|none of) (?=\S)/i.exec(clause.subject)
  if (none && !/^no (?:one|longer)/i.test(clause.subject)) {
    clause.negative = !clause.negative
    clause.subject = `a ${clause.subject.slice(none[0].length)}`
  }
  readPredicate(clause, predicate)
  return clause
}

/** Where the verb of a sentence without a modal stands, -1 when there is none. */
function finiteVerb(text: string, lexicon: Lexicon): number {
  const words = text.split(' ')
  const start = text.replace(/^only /i, '')
  const mention = lexicon.leading(start)
  const known = mention && mention.before === '' ? words.length - mention.after.split(' ').filter(Boolean).length : 1
  const from = Math.max(1, Math.min(known, words.length - 1))
  for (let i = known >= words.length ? 1 : from; i < Math.min(words.length, 18); i++) {
    const word = (words[i] ?? '').replace(/,$/, '')
    const before = (words[i - 1] ?? '').toLowerCase()
    if (
      /^(?:is|are|has|have|was|were|does|do|never|becomes?|belongs?|contains?|consists?|includes?|comprises?|requires?|needs?|counts|starts|equals?|stays?|remains?|lasts?|defaults?|ranges?|moves|goes|applies|apply)$/i.test(
        word,
      ) &&
      !/^(?:the|a|an|of|its|their|that|which|who)$/.test(before)
    )
      return i
    if (/^(?:the|a|an|of|its|their|each|every|by|with|for|to|and|or|in|on|own|at)$/.test(before) || before.endsWith(',')) continue
    if (
      isVerb(word) &&
      ((word.endsWith('s') && !before.endsWith('s')) ||
        (!word.endsWith('s') && (/s$|^(?:staff|people|personnel|crew|only)$/.test(before) || /^(?:the |all |its )?\w+s of\b/i.test(text)))) &&
      !lexicon.find(`${before} ${word}`)?.before &&
      i >= from
    )
      return i
  }
  return -1
}

function readPredicate(clause: Clause, predicate: string) {
  const be = /^(?:be|been|being|is|are|was|were|gets?(?! (?:the|an?|all|their|one|its)\b)) (?:(not|never|only|no longer) )?(?:being |been )?(.+)$/i.exec(
    predicate,
  )
  if (be?.[2]) {
    if (/not|never|no longer/i.test(be[1] ?? '')) clause.negative = true
    if (/only/i.test(be[1] ?? '')) clause.only = true
    return readBe(clause, be[2])
  }
  const listed = /^((?:[a-z-]+(?:, and |, or |, | and | or | & |\/))*)([a-z-]+)(?:\s+(.+))?$/i.exec(predicate)
  const phrasalVerb = phrasal.exec(predicate)
  const outward = givenOut.exec(predicate)
  if (outward?.[1]) return readPredicate(clause, outward[1] + predicate.slice(outward[0].length))
  if (phrasalVerb && !listed?.[1]) {
    clause.verbs = [`${phrasalVerb[1]} ${phrasalVerb[2]}`.toLowerCase()]
    clause.rest = predicate.slice(phrasalVerb[0].length).trim()
    return
  }
  const verbs = listed ? [...(listed[1] ?? '').split(/, and |, or |, | and | or | & |\//), listed[2] ?? ''].filter(Boolean) : []
  if (verbs.length > 1 && verbs.every((verb) => isVerb(verb))) {
    clause.verbs = verbs.map((verb) => baseForm(verb))
    clause.rest = listed?.[3] ?? ''
    return
  }
  const [first = '', ...others] = predicate.split(' ')
  const verb = first.replace(/,$/, '').toLowerCase()
  clause.verbs = [/^ha(?:s|ve)$/.test(verb) ? 'have' : clause.modal ? verb : baseForm(verb)]
  clause.rest = others.join(' ')
}

function readBe(clause: Clause, complement: string) {
  const first = /^([a-z-]+)(,?)/i.exec(complement)?.[1] ?? ''
  const twoVerbs = /^([a-z-]+(?:, [a-z-]+)*,? (?:and|or) [a-z-]+)\b(.*)$/i.exec(complement)
  const list = twoVerbs?.[1]?.split(/,? (?:and|or) |, /) ?? [first]
  const looksParticiple = (word: string) =>
    (/(?:ed|en|wn|ld|nt|pt|id|ft|ne|ut|et|ght)$/i.test(word) || ['lost', 'done', 'sold', 'made', 'met', 'read'].includes(word)) &&
    (isVerb(word) || (/ed$/.test(word) && stem(word).length > 2))
  const participles = list.every(looksParticiple) ? list : looksParticiple(first) ? [first] : []
  const tail = participles.length > 1 ? (twoVerbs?.[2] ?? '').trim() : complement.slice(first.length).trim()
  if (participles.length === 0 || tail.startsWith(',')) {
    clause.verbs = ['be']
    clause.rest = complement
    clause.participle = first
    return
  }
  clause.passive = true
  clause.participle = participles.join(', ')
  clause.verbs = participles.map((word) => baseForm(word))
  const agent =
    /(^|\s)(only )?by ((?:an?|the|any|all|each|every|only|their) )?([a-z][\w'-]*(?: (?!until|when|if|before|after|with|within|in|on|at|by|for|to|and|once|unless)[a-z][\w'-]*){0,2})((?:,? (?:and|or) (?:an?|the)? ?[a-z][\w'-]*(?: (?!until|when|if|before|after|with|within)[a-z][\w'-]*)?)*)/i.exec(
      tail,
    )
  if (
    agent &&
    !/^(?:filtered|searched|sorted|ordered by|grouped|found|identified|selected|listed|looked)/i.test(participles[0] ?? '') &&
    !/^(?:increased|decreased|reduced|raised|lowered|extended|moved|postponed|multiplied|divided|incremented|decremented)$/i.test(participles[0] ?? '') &&
    !/^(?:\d|email|sms|post|adding|using|\w+ing\b|one$|name|date|title)/i.test(agent[4] ?? '')
  ) {
    clause.agent = `${agent[4]}${agent[5] ?? ''}`
    if (agent[2] || /only/i.test(agent[3] ?? '')) clause.only = true
    clause.rest = `${tail.slice(0, agent.index)}${tail.slice(agent.index + agent[0].length)}`.trim()
  } else clause.rest = tail
}
