import { laws, regions, skills, technologies } from '#model/plan-knowledge/terms.ts'
import { type Fleet, fleetOf } from './fleet.ts'
import type { Fact, Sentence } from './input.ts'
import { numberIn } from './numbers.ts'

export type Polarity = 'required' | 'preferred' | 'forbidden' | 'existing'
export interface TechnologyFact {
  tag: string
  name: string
  polarity: Polarity
  /** Said to be the only one of its kind. */
  only: boolean
  statement: string
  text: string
}
export interface Facts {
  technologies: TechnologyFact[]
  skills: Fact[]
  developers: Fact<number> | null
  teams: Fact<number> | null
  laws: Fact[]
  regions: (Fact & { purpose: 'residency' | 'hosting' })[]
  budgets: (Fact<number> & { currency: string; period: 'month' | 'year' | 'once' })[] // as stated
  deadline: (Fact<number> & { text: string }) | null // weeks after the plan's date
  openSourceOnly: Fact | null
  /** One server, one database: what large targets cannot be met on. */
  single: (Fact & { of: 'machine' | 'database' })[]
  backupHours: Fact<number> | null
  /** Devices that send by the clock. */
  fleet: Fleet | null
}

const clauses = (text: string): string[] => text.split(/;|\.\s|,\s(?=(?:but|and) )|\bbut\b/i)
const negated = /\b(?:no|not|never|without|avoid\w*|forbidden|prohibited|excluded|ruled out|must not|cannot|may not)\b/i
const wished = /\b(?:prefer\w*|ideally|would like|nice to have|if possible|already (?:have|own|use|run|operate|know))\b/i
const past = /\b(?:existing|legacy|today|currently|at present|so far|stays?)\b/i

/** What constraints, and the requirements themselves, say about how it may be built. */
export function factsIn(sentences: readonly Sentence[], date: string): Facts {
  const said = sentences.filter((s) => s.kind !== 'out_of_scope' && s.kind !== 'noise')
  return {
    technologies: said.flatMap(technologiesIn),
    skills: said.flatMap(skillsIn),
    ...teamIn(said),
    laws: said.flatMap(lawsIn),
    regions: said.flatMap(regionsIn),
    budgets: said.flatMap(budgetIn),
    deadline: said.map((s) => deadlineIn(s, date)).find((d) => d !== null) ?? null,
    openSourceOnly: factOf(said, /\b(?:only|exclusively|must be|has to be)\b.{0,30}\bopen[- ]source\b|\bopen[- ]source (?:only|components only)\b/i),
    single: said
      .filter((s) => oneOf.test(s.text) && s.role !== 'quality_targets')
      .map((s) => ({
        value: sentenceWith(s.text, oneOf),
        statement: s.id,
        of: /\b(?:databases?|instances?|postgres\w*|mysql|mariadb|oracle|sql)\b/i.test(oneOf.exec(s.text)?.[0] ?? '')
          ? ('database' as const)
          : ('machine' as const),
      })),
    backupHours: backupIn(said),
    fleet: fleetOf(said),
  }
}

const oneOf = /\b(?:single|one|small|only)\b(?: \w+){0,3} (?:servers?|databases?|instances?|machines?|nodes?)\b|\bonly database\b/i
/** Of a paragraph the sentence that says it. */
const sentenceWith = (text: string, pattern: RegExp): string => text.split(/(?<=[.!?]) (?=[A-Z])/).find((part) => pattern.test(part)) ?? text

const factOf = (said: readonly Sentence[], pattern: RegExp): Fact | null => {
  const s = said.find((x) => pattern.test(x.text))
  return s ? { value: s.text, statement: s.id } : null
}

function technologiesIn(s: Sentence): TechnologyFact[] {
  const target = s.role === 'quality_targets' && Object.keys(s.cells).length > 0
  if (target) return []
  const about =
    s.role === 'constraints' || s.kind === 'constraint' || /\b(?:must|shall|has to|based|built|runs?|hosted|deployed|use[sd]?|authenticat\w*)\b/i.test(s.text)
  if (!about) return []
  // "We replace a monolith by microservices": what stands before "by" goes.
  const replaced = /\b(?:replac\w+|migrat\w+|away from|instead of|rather than)\b(.*?)(?:\b(?:by|with|to|into)\b|$)/i.exec(s.text)
  return clauses(s.text).flatMap((clause) =>
    technologies.flatMap(({ tag, name, pattern }): TechnologyFact[] => {
      if (!pattern.test(clause)) return []
      if (/\b(?:export\w*|import\w*|integrat\w*|interface|connect\w*|report\w*) (?:\w+ ){0,2}(?:to|from|with)\b/i.test(clause)) return []
      const gone = replaced?.[1] !== undefined && pattern.test(replaced[1])
      const polarity: Polarity = gone || negated.test(clause) ? 'forbidden' : wished.test(clause) ? 'preferred' : past.test(clause) ? 'existing' : 'required'
      // Languages of a sentence about people are what they know, not what is ordered.
      if (polarity === 'required' && skills.some((x) => x.tag === tag) && aboutPeople(s.text)) return []
      const only = /\b(?:only|single|sole|exclusively)\b/i.test(s.text) && polarity !== 'forbidden'
      return [{ tag, name, polarity: only && polarity === 'existing' ? 'required' : polarity, only, statement: s.id, text: s.text }]
    }),
  )
}

const people =
  /\b(?:teams?|developers?|engineers?|programmers?|people|staff|colleagues|volunteers?|we|he|she|they|i)\b.{0,60}\b(?:know|knows|write|writes|skilled|experience\w*|familiar|fluent|expert\w*|trained|proficient|master)\b|\b(?:skills?|expertise|know-how|experience)\b/i
/** "A team of four (Java, Python)" knows them; "the team must use Java" is an order. */
const group = /\b(?:teams?|squads?|developers?|engineers?|programmers?|volunteers?)\b/i
const aboutPeople = (text: string): boolean => people.test(text) || (group.test(text) && !/\b(?:must|shall|has to|have to|only|written|built)\b/i.test(text))
const skillsIn = (s: Sentence): Fact[] =>
  aboutPeople(s.text) ? skills.filter((x) => x.pattern.test(s.text) && !negated.test(s.text)).map((x) => ({ value: x.tag, statement: s.id })) : []

function teamIn(said: readonly Sentence[]): { developers: Fact<number> | null; teams: Fact<number> | null } {
  const n = String.raw`(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)`
  for (const s of said) {
    const both = new RegExp(String.raw`\b${n} (?:\w+ )?(?:teams?|squads?) of (?:about |up to )?${n}\b`, 'i').exec(s.text)
    const group = new RegExp(String.raw`\bteam of (?:about |up to )?${n}\b`, 'i').exec(s.text)
    const heads = new RegExp(
      String.raw`\b${n} (?:\w+ ){0,2}(?:developers?|engineers?|programmers?${s.role === 'constraints' ? '|volunteers?' : ''})\b`,
      'i',
    ).exec(s.text)
    const groups = new RegExp(String.raw`\b${n} (?:\w+ )?(?:teams|squads)\b`, 'i').exec(s.text)
    const teams = numberIn(both?.[1] ?? groups?.[1] ?? (group ? 'one' : undefined))
    const each = numberIn(both?.[2] ?? group?.[1] ?? heads?.[1])
    if (each !== null || teams !== null)
      return {
        developers: each === null ? null : { value: both ? each * (teams ?? 1) : each, statement: s.id },
        teams: teams === null ? null : { value: teams, statement: s.id },
      }
  }
  return { developers: null, teams: null }
}

const lawsIn = (s: Sentence): Fact[] =>
  s.text
    .split(/[;.]\s|\bbut\b/)
    .flatMap((clause) =>
      /\b(?:not|no longer|never)\b.{0,20}\b(?:apply|applies|applicable|relevant|required|needed|affected)\b/i.test(clause)
        ? []
        : laws.filter((law) => law.pattern.test(clause)).map((law) => ({ value: law.name, statement: s.id })),
    )

function regionsIn(s: Sentence): Facts['regions'] {
  const found = regions.filter((r) => r.pattern.test(s.text))
  if (found.length === 0) return []
  const residency =
    /\b(?:data|records?|everything|information)\b.{0,60}\b(?:stay|stays|remain\w*|leave|leaves|stored|kept|resid\w*|processed|within|inside|held)\b|\bresidency\b|\bsovereign/i.test(
      s.text,
    )
  const hosting = /\b(?:host\w*|runs?|running|deployed|region|data cent(?:er|re)s?|cloud|aws|azure|gcp)\b/i.test(s.text)
  if (!residency && !hosting) return []
  return found.map((r) => ({ value: r.name, statement: s.id, purpose: residency ? ('residency' as const) : ('hosting' as const) }))
}

/** Every amount of a sentence about money to be spent: "250,000 once and 3,000 a month" are two. */
export function budgetIn(s: Sentence): Facts['budgets'] {
  const whole = [s.label, ...Object.values(s.cells), s.text].join(' ').replace(/(\d) (?=\d{3}\b)/g, '$1')
  if (!/\b(?:budget|costs?|spend\w*|afford|price|licen[cs]es?|expens\w*|funding)\b/i.test(whole)) return []
  const found = [...whole.matchAll(amount)]
  return found.flatMap((match, i) => amountIn(match, whole.slice(match.index, found[i + 1]?.index), found.length > 1, whole, s.id))
}
const amount = /(€|\$|£|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)? ?(\d[\d.,' ]*\d|\d) ?(k|thousand|m|million)?\b ?(€|\$|£|EUR|USD|GBP|CHF|euros?|dollars?)?/gi
function amountIn(match: RegExpMatchArray, after: string, several: boolean, whole: string, statement: string): Facts['budgets'] {
  const sign = match[1] ?? match[4]
  if (!match[2] || !sign) return []
  const times = /^(?:k|thousand)$/i.test(match[3] ?? '') ? 1_000 : /^m/i.test(match[3] ?? '') ? 1_000_000 : 1
  const plain = Number(
    match[2]
      .replace(/[' ]/g, '')
      .replace(/[.,](?=\d{3}\b)/g, '')
      .replace(',', '.'),
  )
  if (!Number.isFinite(plain)) return []
  const said = several ? after : whole
  const period = /(?:per|a|each|every|\/) ?month|monthly/i.test(said)
    ? 'month'
    : /(?:per|a|each|every|\/) ?(?:year|annum)|annual|yearly/i.test(said)
      ? 'year'
      : 'once'
  const currency = /€|eur/i.test(sign) ? 'EUR' : /\$|usd|dollar/i.test(sign) ? 'USD' : /£|gbp/i.test(sign) ? 'GBP' : 'CHF'
  return [{ value: plain * times, currency, period, statement }]
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
function deadlineIn(s: Sentence, date: string): Facts['deadline'] {
  if (!/\b(?:go[- ]live|live|release|launch\w*|deadline|finished|ready|delivered|completed?|production|milestone)\b/i.test(s.text)) return null
  if (s.role === 'quality_targets') return null
  const span = /\b(?:within|in|after) (\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (weeks?|months?|years?)\b/i.exec(s.text)
  if (span) {
    const count = numberIn(span[1]) ?? 0
    const weeks = /^week/i.test(span[2] ?? '') ? count : /^month/i.test(span[2] ?? '') ? Math.round(count * 4.345) : count * 52
    return { value: weeks, statement: s.id, text: span[0] }
  }
  const iso = /\b(?:by|before|until|on) (\d{4}-\d{2}-\d{2})\b/i.exec(s.text)
  const named = new RegExp(String.raw`\b(?:by|before|until) (?:the )?(?:end of |(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(${months.join('|')}) (\d{4})`, 'i').exec(
    s.text,
  )
  const quarter = /\b(?:by|before|until|in) (?:the end of )?Q([1-4])[ /]?(\d{4})/i.exec(s.text)
  const until = iso?.[1]
    ? Date.parse(iso[1])
    : named?.[2]
      ? Date.UTC(Number(named[3]), months.indexOf(named[2].toLowerCase()), Number(named[1] ?? 1))
      : quarter?.[1]
        ? Date.UTC(Number(quarter[2]), Number(quarter[1]) * 3, 0)
        : Number.NaN
  if (!Number.isFinite(until)) return null
  return { value: Math.floor((until - Date.parse(date)) / (7 * 86_400_000)), statement: s.id, text: (iso ?? named ?? quarter)?.[0] ?? '' }
}

function backupIn(said: readonly Sentence[]): Facts['backupHours'] {
  for (const s of said) {
    if (!/\bback(?:ed )?[- ]?ups?\b/i.test(s.text)) continue
    const hours = /\b(?:continuous|point[- ]in[- ]time)\b/i.test(s.text)
      ? 0.1
      : /\b(?:hourly|every hour|once an hour)\b/i.test(s.text)
        ? 1
        : /\b(?:daily|nightly|every (?:day|night)|(?:once|one) (?:a|per) (?:day|night))\b/i.test(s.text)
          ? 24
          : /\b(?:weekly|every week|once a week)\b/i.test(s.text)
            ? 168
            : null
    if (hours !== null) return { value: hours, statement: s.id }
  }
  return null
}
