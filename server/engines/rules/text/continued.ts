import { isPerson, isVerb, modalPattern } from '../language/vocabulary.ts'
import { baseForm } from '../language/words.ts'
import type { Line } from './lines.ts'
import { phrase } from './phrasing.ts'

const modalEnd = new RegExp(
  String.raw`\b(?:${modalPattern}|is able to|are able to|is allowed to|are allowed to|wants? to|be able to|is responsible for)(?: (?:not|only))?$`,
  'i',
)
const doing =
  /\b(?:(?:do|perform|carry out|use|execute) )?(?:all |any )?(?:of )?(?:the )?following(?: (?:things|actions?|operations?|functions?|tasks?|steps|activities))?$/i
const conditionEnd =
  /\b(only if|only when|if|when|unless|provided that|as long as|while)(?: (?:all |both )?(?:of )?(?:the )?following(?: (?:conditions?|criteria|rules))?(?: (?:is|are|apply|applies|hold|holds)(?: (?:met|fulfilled|satisfied|true|given))?)?)?$/i
const leadStart = /^(?:when|if|once|after|as soon as|while|before|whenever|upon|on|in case)\b/i
const finite = new RegExp(String.raw`^(?:${modalPattern}|can not|is|are|has|have|belongs?|becomes?|gets?|never|only)\b`, 'i')
const amount = /^(?:at most|no more than|not more than|up to|only one|a maximum of|at least|exactly|\d)/i
const anyOf = /\b(?:any|one|either|at least one) of (?:the )?following/i

/**
 * "The buyer" above "registers with a name", "A clerk can:" above "cancel orders", "When an order is paid:" above
 * "the customer is notified": an item that goes on with what stands above it becomes a sentence of its own, and what
 * stands above is none. So does a person named before a colon ("Clerk: cancels orders").
 */
export function continueSentences(lines: Line[]) {
  for (const line of lines) {
    if (line.code && line.introducer === null) continue
    if (line.depth === 0 && /^(?:description|requirement|statement|fit criterion|acceptance criteri(?:a|on)|text)$/i.test(line.label)) line.label = ''
    if (Object.keys(line.cells).length || !line.text) continue
    const parent = line.introducer
    const whole = parent && line.depth > 0 && !/[.!?]$/.test(parent.text) ? continued(parent, line) : null
    if (whole && parent) {
      line.text = phrase(whole)
      line.introducer = null
      line.code = false
      parent.code = true
    } else if (isReport(line)) line.text = `the system shall report ${reported(line.text)}`
    else if (line.label && isPerson(line.label) && acts(line.text) && line.label.split(' ').length <= 4) {
      line.text = phrase(`the ${lower(line.label)} ${predicate(line.text, line.label)}`)
      line.label = ''
    }
  }
}

/** Items below "Reports" are named, not told: "Number of subjects per study", "Adverse events by severity". */
function isReport(line: Line): boolean {
  const heading = (line.headings.at(-1) ?? '').replace(/^[\d.]+ /, '')
  return (
    line.depth > 0 &&
    !line.label &&
    /^(?:(?:lists?|search(?:es)?|queries|views) (?:and|&) )?(?:reports?|reporting|statistics|evaluations?|dashboards?|key figures|overviews|analytics|lists)(?: (?:and|&) (?:\w+))?$/i.test(
      heading,
    ) &&
    !/\b(?:shall|must|should|can|may|will|is|are|has|have|sees?|views?|lists?|shows?|reports?|prints?|want)\b/i.test(line.text) &&
    line.text.split(' ').length > 1 &&
    line.text.split(' ').length < 20
  )
}

function reported(text: string): string {
  const plain = lower(text.replace(/[.;]$/, ''))
  if (/^(?:the )?(?:number|sum|total|average|count|top|revenue|turnover|cost)/i.test(plain)) return plain.replace(/^(?=number|sum|total|average|count)/, 'the ')
  const grouped = /^(.+?) (?:by|per) (.+)$/i.exec(plain)
  return grouped && !/\b(?:price|cost|revenue|amount|fees?|hours|turnover|sales|income)\b/i.test(grouped[1] ?? '')
    ? `the number of ${grouped[1]} per ${grouped[2]}`
    : grouped
      ? `the sum of ${grouped[1]} per ${grouped[2]}`
      : `a list of ${plain}`
}

function continued(parent: Line, line: Line): string | null {
  const label = parent.text === '' ? parent.label : parent.text
  const colon = /:\s*$/.test(label)
  const stem = label.replace(/(?:\.\.\.|[:–])+\s*$/, '').trim()
  const text = line.label ? `${line.label}: ${line.text}` : line.text
  const child = lower(text)
  if (!stem || stem.length > 200) return null
  const told = stem.replace(doing, '').trim()
  if (modalEnd.test(told) && verbFirst(child)) return `${told.replace(/ is responsible for$/i, ' can')} ${basePredicate(child)}`
  if (/\b(?:have|has)$/i.test(stem) && amount.test(child)) return `${stem} ${child}`
  const condition = conditionEnd.exec(stem)
  if (condition && colon && !anyOf.test(stem) && condition.index > 0 && /\b(?:can|may|must|shall|is|are)\b/i.test(stem.slice(0, condition.index)))
    return `${stem.slice(0, condition.index)}${condition[1]?.toLowerCase()} ${child.replace(/[,;]?(?: and)?[.;]?$/, '')}`
  if (leadStart.test(stem) && colon && !/,/.test(stem.slice(0, -1))) return `${stem}, ${child}`
  return fragment(stem, child)
}

/** "The organiser", "Tickets": a few words without a verb, and the verb below. */
function fragment(stem: string, child: string): string | null {
  const noun = stem.replace(/^(?:as )?(?:an?|the|each|every|all) /i, '')
  if (noun.split(' ').length > 4 || !/^[A-Za-z][\w' /-]*$/.test(noun) || finite.test(noun)) return null
  if (isPerson(noun) && acts(child)) return `${determined(stem)} ${predicate(child, noun)}`
  return finite.test(child) && !/^(?:only|has|have)\b/.test(child) ? `${determined(stem)} ${child}` : null
}

const determined = (stem: string) => (/^(?:an?|the|each|every|all) /i.test(stem) || /s$/.test(stem) ? stem : `the ${lower(stem)}`)

const firstWords = (text: string) => text.replace(/^(?:not|only|to) /i, '').split(/[ ,]/)
const verbFirst = (text: string) => isVerb(firstWords(text)[0] ?? '') && firstWords(text).length > 1
const acts = (text: string) => (finite.test(text) && !/^(?:is|are) (?:an?|the)\b/i.test(text)) || verbFirst(lower(text))

/** What a person does, in a form that goes with them: "create orders" is what they may. */
function predicate(text: string, who: string): string {
  const child = lower(text)
  if (finite.test(child)) return child
  const [verb = ''] = firstWords(child)
  return /s$/.test(verb) && verb !== baseForm(verb) && !/s$/.test(who) ? child : `can ${child.replace(/^to /, '')}`
}

const basePredicate = (child: string) => {
  const [verb = ''] = firstWords(child)
  return /s$/.test(verb) || /ing$/.test(verb) ? child.replace(verb, baseForm(verb)) : child.replace(/^to /, '')
}

const lower = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)
