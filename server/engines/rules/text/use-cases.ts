import { isPerson, isVerb } from '../language/vocabulary.ts'
import { baseForm } from '../language/words.ts'
import type { Line } from './lines.ts'
import { phrase } from './phrasing.ts'

const who = /^(?:primary |main |secondary |supporting |other )?(?:actors?|stakeholders?|roles?|performed by|users?)$/i
const stage =
  /^(?:trigger|goal|(?:brief |short )?description|frequency|level|scope|priority|use case id|use case|id|includes?|extends?|summary|importance|version|status|related|notes?|frequency of use|special requirements)$/i
const flows =
  /^(?:(?:main|basic|normal|primary|standard|typical)(?: success)? (?:flow|scenario|course|path|steps)(?: of events)?|flow(?: of events)?|main success scenario|steps|scenario|happy path|alternat(?:iv)?es?(?: flows?| scenarios?| courses?| paths?)?|extensions?|exceptions?(?: flows?)?|variations?|flow of events)$/i
export const before = /^(?:pre-?conditions?|preconditions? \(.*\))$/i
export const after = /^(?:post-?conditions?|success (?:guarantees?|end condition|postconditions?)|results?|outcomes?|guarantees?|minimal guarantees?)$/i
const branch = /^(\d{1,2}[a-z]?\d?|[a-z]\d|\*[a-z])[.):]?\s+(?=\S)/i
const preparing = /^(records?|selects?|chooses?|picks?|enters?|fills in|provides?|specifies|specify|gives?|states?|types?|inputs?|sets|indicates?|adds)\b/i
const screens =
  /\b(?:the |a |an |this |its )?(?:[\w-]+ ){0,3}(?:forms?|pages?|screens?|dialogs?|menus?|confirmation(?: message)?|summary|details|success message|message)(?: (?:for|of|with|to) [\w ]+)?$/i
const visiting =
  /^(?:opens?|navigates? to|goes to|visits?|views?|reviews?|checks?|looks at|closes|leaves|accesses|clicks|presses|requests to|wants? to|decides to|logs in|signs in|confirms)\b/i

/** Names that use cases give to their parts: all of them are labels, never sentences. */
export const isPart = (label: string): boolean => [who, stage, flows, before, after].some((pattern) => pattern.test(label.trim()))

/**
 * Use cases: "Primary actor", "Preconditions", numbered steps, extensions. Steps that only choose or fill in what a later
 * step sends off become part of it; "2a. The item is gone: the system rejects it" becomes a condition; what a page shows
 * on the way is no requirement of its own.
 */
export function readUseCases(lines: Line[]) {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const heading = line.headings.at(-1) ?? ''
    groups.set(heading, [...(groups.get(heading) ?? []), line])
  }
  for (const [heading, group] of groups) {
    const parts = group.filter((line) => isPart(line.label) || isPart(line.text.replace(/:$/, '')))
    if (parts.length >= 2 && group.some((line) => line.ordered !== null || branch.test(line.raw))) readUseCase(heading, group)
  }
}

function readUseCase(heading: string, group: Line[]) {
  let part: 'none' | 'before' | 'after' | 'flow' = 'none'
  let actor = ''
  const steps: Line[] = []
  for (const line of group) {
    const label = isPart(line.label) ? line.label : isPart(line.text.replace(/:$/, '')) ? line.text.replace(/:$/, '') : ''
    if (label) {
      part = before.test(label) ? 'before' : after.test(label) ? 'after' : flows.test(label) ? 'flow' : 'none'
      if (who.test(label))
        actor =
          line.text
            .replace(/[.;]$/, '')
            .split(/,| and /)[0]
            ?.trim() || actor
      if (part === 'none' || line.text.replace(/:$/, '') === label || !line.text) line.code = true
      else if (!line.label) line.label = label
    }
    if (line.code) continue
    if (part === 'flow' && isPart(line.label)) line.label = ''
    line.introducer = null
    line.part = part
    if (part === 'before' || part === 'after') line.label = part === 'before' ? 'precondition' : 'postcondition'
    if (/\b(?:is|are) (?:already )?(?:signed|logged) in\b|\bis authenticated\b|^none$/i.test(line.text) && part === 'before') line.code = true
    if (part === 'flow' || (part === 'none' && line.ordered !== null)) steps.push(line)
  }
  const title = act(heading, actor)
  // "The object becomes available" speaks of what the step before it did.
  for (const [i, line] of steps.entries()) line.follows ??= steps[i - 1] ?? null
  for (const [i, line] of steps.entries()) step(line, steps.slice(i + 1), title)
}

/** "UC-1 Request a loan", by the borrower: "the borrower requests a loan". */
function act(heading: string, actor: string): string {
  const words = heading.replace(/^(?:use case )?(?:[A-Z]{1,6}[-_ ]?)?[\d.]*[:.)]?\s*(?:[–-] )?/i, '').trim()
  const verb = words.split(' ')[0]?.toLowerCase() ?? ''
  return actor && isPerson(actor) && isVerb(verb) && words.includes(' ')
    ? `the ${actor.toLowerCase()} can ${baseForm(verb)} ${words.slice(verb.length + 1)}`
    : ''
}

function step(line: Line, later: Line[], title: string) {
  const branched = branch.exec(line.text) ?? (line.label ? branch.exec(`${line.label}: `) : null)
  let text = branched ? line.text.replace(branch, '') : line.text
  const cause =
    branched || /^(?:if|when)\b/i.test(text)
      ? /^(?:if |when )?([^:]{5,120}): (.+)$/i.exec(line.label && !branch.test(line.label) ? `${line.label}: ${text}` : text)
      : null
  if (cause?.[1] && cause[2]) {
    line.label = ''
    text = `If ${lower(cause[1])}, ${lower(cause[2])}`
  }
  const system = /^(?:the )?system (?:then )?(displays?|shows?|presents?|prompts?|asks?|opens?|validates?|checks?|verifies|confirms?|loads?)\b(.*)$/i.exec(
    text.replace(/[.;]$/, ''),
  )
  if (
    system &&
    (screens.test(system[2] ?? '') || /^(?:validates?|checks?|verifies|confirms?|prompts?)$/i.test(system[1] ?? '')) &&
    !/\bthat\b/.test(system[2] ?? '')
  )
    line.code = true
  const doing = /^(the |an? )?([a-z][\w-]*(?: [a-z][\w-]*){0,2}?) (?:then )?([a-z]+s(?: in| to)?)\b (.+?)[.;]?$/i.exec(text)
  const person = doing?.[2] && isPerson(doing[2]) ? doing[2] : ''
  const verb = doing?.[3] ?? ''
  if (person && visiting.test(verb) && !branched && (screens.test(doing?.[4] ?? '') || later.some((other) => acts(other.text, person)))) line.code = true
  if (person && preparing.test(verb) && !branched) {
    const goal = main(later, person) ?? (title && !/^records?$/i.test(verb) && new RegExp(String.raw`^the ${person} can`, 'i').test(title) ? title : null)
    const given = (doing?.[4] ?? '').replace(/^(?:the|one of the|an?|one|all) (?:available |existing |desired |wanted )?(?=[a-z]+$)/i, 'the ')
    if (goal && !/ (?:to|as|into) \w+$/i.test(given)) text = `${goal.replace(/ with .*$/i, '')} with ${given}`
  }
  if (text !== line.text) line.text = phrase(text)
}

/** The step by the same person that sends off what earlier steps chose. */
function main(later: Line[], person: string): string | null {
  for (const line of later) {
    const found = acts(line.text, person)
    if (found) return found
  }
  return null
}

function acts(text: string, person: string): string | null {
  const doing = new RegExp(String.raw`^(?:the |an? )?${person} (?:then )?([a-z]+)(?: (?:the|an?|it|its)\b.*)?$`, 'i').exec(text.replace(/[.;]$/, ''))
  return doing?.[1] && isVerb(doing[1]) && !preparing.test(doing[1]) && !visiting.test(doing[1]) ? text.replace(/[.;]$/, '') : null
}

const lower = (text: string) => (/^[A-Z][a-z]|^A /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)
