import type { Line } from '../text/lines.ts'
import { Lexicon } from './lexicon.ts'
import { bareNoun, isAdjective, splitList, stripDeterminers } from './nouns.ts'
import { nominals } from './nominals.ts'
import { attributeHeads, createVerbs, isPerson, isVerb, manageVerbs, modalPattern, readVerbs, systemWords, weakCreateVerbs } from './vocabulary.ts'
import { identifier, singular, stem } from './words.ts'

const sections = {
  roles: /\b(?:actors?|roles?|users?|personas?|stakeholders?|user (?:groups|roles|types|classes))\b/i,
  skipped: /\b(?:out of scope|non-goals|not in scope|exclusions|constraints?|quality|non-functional|performance|history|references|glossary|definitions|terms)\b/i,
}
const nounPhrase = String.raw`((?:(?:an?|the|each|every|all|any|one|its|their)\s)?[A-Za-z][\w'-]*(?:\s[A-Za-z][\w'-]*){0,3}?)`
const modalSubject = new RegExp(String.raw`^(?:only |no |nobody but |no one but |no one except |nobody except )?(.{2,80}?)\s(?:can|may|shall|must|should|will|is able to|are able to|is allowed to|are allowed to|wants? to|needs? to|has to|have to)\s(?:not\s|only\s|be able to\s|be allowed to\s|be permitted to\s)*(\S+)(.*)$`, 'i')
const story = /^as (?:an?|the) ([^,]{2,50}?),? i\b/i
const definition = new RegExp(String.raw`^(?:each|every|an?|the|all)?\s?${nounPhrase}\s(?:(?:shall|must|should|will|can) )?(?:ha(?:s|ve)|consists? of|contains?|includes?|comprises?|is described by|are described by|is identified by|carr(?:y|ies)|record|stores?|is made up of|is composed of)\s(.+)$`, 'i')
const holds = new RegExp(String.raw`^(?:the )?(?:system|application|app|software|platform|service|portal|tool|solution|(?:[a-z]+)(?= (?:shall|must|should|will) ))\s(?:shall |must |should |will |can )?(?:be able to )?(?:hold|store|manage|maintain|keep|record|track|register|administer|know|contain|handle|support)s?\s(.+)$`, 'i')
const belongs = new RegExp(String.raw`${nounPhrase}\s(?:belongs? to|is part of|is assigned to|is linked to|relates? to|refers? to|concerns|is for)\s(?:exactly |at most )?${nounPhrase}(?:[\s.,;]|$)`, 'i')
const stateList = new RegExp(String.raw`^(?:the (?:status|state) of )?${nounPhrase}(?:'s (?:status|state))?\s(?:is|are|can be|may be|must be|shall be|is either|can either be)\s(?:either |one of |in one of the (?:states|statuses) )?(?:[\w -]{2,25}, ){1,8}[\w -]{2,25},? or [\w -]{2,25}\.?$`, 'i')

/** Nouns of the document that is being read, standing alone. */
let usedNouns = new Map<string, string>()
/** Set for the document that is being read; discovery is synchronous. */
let system = systemWords

interface Candidate { name: string; defined: number; strong: number; weak: number; statements: Set<string> }

/** Finds what the document is about: its roles and its entities, synonyms and plurals merged. */
export function discover(lines: Line[]): Lexicon {
  const lexicon = new Lexicon()
  if (lines.some((line) => /\bappl(?:y|ies) for\b|\bapplicants?\b|\b(?:approve|reject|submit|withdraw|review|process)\w* (?:an? |the |pending |all )*applications?\b/i.test(line.text))) lexicon.system.delete('application')
  system = lexicon.system
  usedNouns = nounsOf(lines)
  const roles = new Map<string, Candidate>()
  const things = new Map<string, Candidate>()
  for (const line of lines) {
    if (line.code) continue
    const heading = line.headings.at(-1) ?? ''
    if (sections.roles.test(heading) && roleLine(line, roles)) continue
    if (/\b(?:out of scope|non-goals|history|references)\b/i.test(heading)) continue
    for (const text of bodies(line)) { rolesIn(text, line, roles); thingsIn(text, line, things) }
    if (line.introducer === null && /:\s*$/.test(line.text)) introduced(line, things)
  }
  fieldHeadings(lines, things)
  implied(lines, things)
  for (const candidate of keep(roles, 1)) for (const statement of candidate.statements) lexicon.add(candidate.name, 'role', statement)
  for (const candidate of keepThings(things, roles)) for (const statement of candidate.statements) lexicon.add(candidate.name, 'entity', statement)
  mergeHeads(lexicon, things)
  if (lexicon.get('application')?.entity) for (const line of lines) {
    const wanted = /\bappl(?:y|ies) for (?:an? |the )?([a-z][\w-]*(?: [a-z][\w-]*)?)(?= for |[.,;]|$)/i.exec(line.text)?.[1]
    const term = wanted ? lexicon.find(wanted)?.term : undefined
    if (term && !term.role && ![...lines].some((other) => definition.exec(other.text)?.[1]?.toLowerCase().endsWith(term.name.toLowerCase()) && looksLikeFields(definition.exec(other.text)?.[2] ?? ''))) lexicon.merge(term.id, 'application')
    else if (wanted && !term) lexicon.alias(wanted, 'application')
  }
  return lexicon
}

/** A line's sentence in the forms that patterns expect: the text itself and, for table rows, its longest cell. */
function bodies(line: Line): string[] {
  const cells = Object.values(line.cells)
  if (cells.length) return cells.filter((cell) => cell.split(' ').length > 3)
  return [line.text.replace(/^(?:given|when|if|while|where|once|after)\b[^,]{3,80}, (?:then )?/i, ''), line.text].filter((text, i, all) => all.indexOf(text) === i)
}

function note(map: Map<string, Candidate>, phrase: string, statement: string, weight: 'strong' | 'weak', defined = false) {
  const noun = bareNoun(phrase)
  const id = identifier(noun)
  if (!id || id.length < 2 || system.has(id) || system.has(id.split('_').at(-1) ?? '') || /^(?:it|they|them|anyone|everyone|nobody|someone|who|one|following|data|information|thing|list|ability|possibility|option|requirement|document|section|other|each|same)$/.test(id)) return
  const found = map.get(id) ?? { name: noun, defined: 0, strong: 0, weak: 0, statements: new Set<string>() }
  found[weight]++
  if (defined) found.defined++
  found.statements.add(statement)
  map.set(id, found)
}

function roleLine(line: Line, roles: Map<string, Candidate>): boolean {
  const cells = Object.entries(line.cells)
  const first = cells.find(([head]) => /role|actor|user|who|name|stakeholder|persona/.test(head))?.[1] ?? cells[0]?.[1]
  const name = line.label || first || /^(?:an? |the )?([A-Za-z][\w-]*(?: [a-z][\w-]*){0,2}?)(?:s? (?:can|may|is|are|who|has|have)\b|\.?$|: | \()/i.exec(line.text)?.[1] || ''
  const cut = line.label || first ? null : subjectPrefix(line.text)
  const plain = (cut ?? name).replace(/\(.*?\)/g, '').trim()
  for (const part of splitList(plain)) if (part && part.split(' ').length <= 4) note(roles, part, line.id, 'strong')
  return plain !== ''
}

/** The people a sentence without an auxiliary begins with: "The studio manager maintains …" → "studio manager"; null when a verb does not follow them. */
function subjectPrefix(text: string): string | null {
  const words = text.replace(/^(?:only |an? |the |each |every |all )+/i, '').split(' ')
  for (let n = 1; n <= 3; n++) {
    const verb = (words[n] ?? '').replace(/[,.;]$/, '')
    const head = words.slice(0, n).join(' ')
    if (!isPerson(head) || !isVerb(verb)) continue
    if (/s$/.test(words[n - 1] ?? '') ? /[^s]$/.test(verb) || /ss$/.test(verb) : /s$/.test(verb)) return head
  }
  return null
}

function rolesIn(text: string, line: Line, roles: Map<string, Candidate>) {
  const told = story.exec(text)
  if (told?.[1]) note(roles, told[1], line.id, 'strong')
  const subject = modalSubject.exec(text)
  if (subject?.[1] && subject[2] && !/^(?:be|have|contain|include|consist|belong|not)$/i.test(subject[2])) {
    for (const part of splitList(subject[1])) {
      const noun = bareNoun(part)
      if (noun && (isPerson(noun) || (/^only /i.test(text) && isVerb(subject[2])))) note(roles, noun, line.id, isPerson(noun) ? 'strong' : 'weak')
    }
  }
  for (const match of text.matchAll(/\bby (?:an? |the |any |all )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)(?=[.,;:]|$| (?:until|when|if|before|after|with|and|or|only|within|at|in|on|for)\b)/gi)) if (match[1] && isPerson(match[1]) && /\b(?:be|is|are|been|get|gets) (?:\w+ )?\w+(?:ed|en|t|d|wn|ld)\b/i.test(text)) note(roles, match[1], line.id, 'strong')
  for (const match of text.matchAll(/\b(?:let|allow|permit|enable)s? (?:only )?(?:an? |the |any |all )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)(?= (?:to )?([a-z]+))/gi)) if (match[1] && match[2] && isVerb(match[2]) && isPerson(match[1])) note(roles, match[1], line.id, 'strong')
  for (const match of text.matchAll(/\b(?:when|if|once|after|before|while|as soon as) (?:an? |the )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+s)\b/gi)) if (match[1] && match[2] && isVerb(match[2]) && isPerson(match[1]) && !/s$/.test(match[1])) note(roles, match[1], line.id, 'strong')
  const only = /^(?:only|nobody but|no one but|nobody except|no one except)(?: an?| the)? ((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+) /i.exec(text)
  if (only?.[1] && only[2] && isVerb(only[2]) && isPerson(only[1])) note(roles, only[1], line.id, 'strong')
  pluralActors(text, line, roles)
  const prefix = subjectPrefix(text)
  if (prefix) note(roles, prefix, line.id, 'strong')
  const plain = /^(?:an? |the )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+s?) (?:an? |the |their |its |all |only )/i.exec(text)
  if (plain?.[1] && plain[2] && isVerb(plain[2]) && isPerson(plain[1])) note(roles, plain[1], line.id, 'strong')
}

/** "Organisers create events": people in the plural and a verb, no auxiliary. */
function pluralActors(text: string, line: Line, roles: Map<string, Candidate>) {
  const match = /^((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*s|staff|people)(?:(?:,| and| or) ((?:[a-z][\w-]* )?[a-z][\w-]*s))? ([a-z]+)\b/i.exec(text)
  if (!match?.[1] || !match[3] || !isVerb(match[3]) || /s$/.test(match[3])) return
  for (const part of [match[1], match[2]]) if (part && isPerson(part)) note(roles, part, line.id, 'strong')
}

function thingsIn(text: string, line: Line, things: Map<string, Candidate>) {
  const defined = definition.exec(text)
  const keeps = defined && /\b(?:stores?|records?|carr(?:y|ies)) /i.test(text.slice(0, text.length - (defined[2]?.length ?? 0))) && / with |^(?!an? |the )/i.test(defined[2] ?? '')
  if (defined?.[1] && defined[2] && !keeps && looksLikeFields(defined[2]) && !(isPerson(bareNoun(defined[1])) && /^\S+(?: \S+){0,4}? (?:shall |must |should |will |can |may )?(?:be able to )?(?:records?|stores?|carr(?:y|ies)|includes?) /i.test(text))) {
    note(things, defined[1], line.id, 'strong', true)
    for (const match of defined[2].matchAll(/\b(?:one or more|at least one|several|multiple|many|zero or more|any number of) ([a-z][\w-]*(?: [a-z][\w-]*)?)(?=[.,;(]|$| (?:and|with|each)\b)/gi)) if (match[1]) note(things, match[1], line.id, 'strong')
  }
  const held = holds.exec(text)
  if (held?.[1] && !isPerson(/^(?:the )?(\w+)/i.exec(text)?.[1] ?? '')) {
    const list = held[1].split(/ (?:with|including|consisting of|by|for|so that|in which|together with|per)\b|:/)[0] ?? ''
    const withFields = list.length < held[1].length
    for (const part of splitList(list)) if (!attributeHeads.has(singular(part.split(' ').at(-1) ?? ''))) note(things, part, line.id, withFields || splitList(list).length > 1 ? 'strong' : 'weak', withFields)
  }
  const owned = belongs.exec(text)
  if (owned?.[1] && owned[2]) { note(things, owned[1], line.id, 'strong'); note(things, owned[2], line.id, 'weak') }
  const stated = stateList.exec(text)
  if (stated?.[1] && !attributeHeads.has(singular(stripDeterminers(stated[1]).split(' ').at(-1) ?? ''))) note(things, stated[1], line.id, 'strong')
  for (const match of text.matchAll(/\bwith (?:one or more|at least one|several|multiple|up to \w+) ([a-z][\w-]*(?: [a-z][\w-]*)?)(?=[.,;(]|$| (?:and|each)\b)/gi)) if (match[1]) note(things, match[1], line.id, 'strong')
  const registers = /^(?:an?|the|each|every)? ?([a-z][\w-]*(?: [a-z][\w-]*)??) (?:can |may |shall |must |should |will )?(?:be able to )?(?:register|sign up|create an account|enrol)s?(?: online| themselves)? (?:with|by (?:entering|giving|providing)|using) /i.exec(text)
  if (registers?.[1] && !system.has(registers[1])) note(things, registers[1], line.id, 'strong')
  const made = /^(?:an?|the|each|every|all|new)? ?([a-z][\w-]*(?: [a-z][\w-]*){0,2}?) (?:is|are|can be|may be|must be|shall be|will be) (?:registered|created|added|entered|recorded|submitted|captured|defined)\b(.*)$/i.exec(text)
  if (made?.[1] && (/ by /.test(made[2] ?? '') || / with /.test(made[2] ?? '')) && !attributeHeads.has(singular(made[1].split(' ').at(-1) ?? ''))) note(things, made[1], line.id, 'strong')
  objectsIn(text, line, things)
}

/** "create, change and retire products", "lend a book to a member", "report a defect on a vehicle with …". */
function objectsIn(text: string, line: Line, things: Map<string, Candidate>) {
  const predicate = predicateOf(text)
  if (!predicate) return
  const verbsFirst = /^((?:[a-z-]+(?:, and |, or |, | and | or | & |\/))*[a-z-]+) (.+)$/i.exec(predicate)
  if (!verbsFirst?.[1] || !verbsFirst[2]) return
  const words = verbsFirst[1].split(/(?:, and |, or |, | and | or | & |\/)/)
  const verb = words[0] ?? ''
  if (!isVerb(verb)) return
  if (/^(?:be|have|has|are|is)$/.test(verb)) return
  const object = ` ${verbsFirst[2].replace(/ \([^()]*\)/g, '')}`
  const head = object.split(/ (?:with|including|by|from|for|to|on|in|at|of|until|when|if|that|which|so that|without|per|as|into|containing|consisting|via|within|and must|after|before)\b|[:;(]/)[0] ?? ''
  const fields = /\b(?:with|including|consisting of|containing|by entering|by giving|specifying|having)\b|:/.test(object.slice(head.length, head.length + 20)) || / \([^()]*,/.test(verbsFirst[2])
  const creates = words.some((word) => createVerbs.has(stem(word)) || weakCreateVerbs.has(stem(word)) || manageVerbs.has(stem(word)))
  for (const part of splitList(head)) {
    const noun = bareNoun(part)
    const last = singular(noun.split(' ').at(-1) ?? '').toLowerCase()
    if (!noun || (isVerb(part.split(' ')[0] ?? '') && part.split(' ').length > 1 && /^\w+ (?:an?|the|its|their|them|it|all|each|every) ?/i.test(part)) || (attributeHeads.has(last) && !(creates && fields))) continue
    if (/^(?:report|overview|dashboard|statistic|notification|message|password|access|history|detail|result|page|screen|button)s?$/i.test(last) && !(creates && fields)) continue
    const sure = words.some((word) => (createVerbs.has(stem(word)) && !/^(?:enter|record|capture|insert)s?$/i.test(word) && !(nominals(word).some((noun) => usedNouns.has(noun) && noun !== stem(word)))) || manageVerbs.has(stem(word)))
    note(things, noun, line.id, (fields && creates) || (sure && !readVerbs.has(stem(verb)) && !isAdjective(noun)) ? 'strong' : 'weak', fields && creates)
  }
  for (const match of object.matchAll(/ (?:to|on|for|in|from|of) (?:an? |the |each |one |their |any )((?:[a-z][\w-]* )?[a-z][\w-]*)(?=[.,;(]|$| (?:with|and|until|when|if|in|by|for|to|of)\b)/gi)) if (match[1] && !attributeHeads.has(singular(match[1].split(' ').at(-1) ?? ''))) note(things, match[1], line.id, 'weak')
}

const predicatePattern = new RegExp(String.raw`^(?:as an? [^,]+, i (?:want|need|would like|wish|must be able|should be able|can)(?: to be able)?(?: to)? |(?:only )?.{2,80}?\s(?:${modalPattern}|is able to|are able to|is allowed to|are allowed to|is responsible for)\s(?:be able to |be allowed to |be permitted to |let |allow |permit |enable )?|(?:it (?:shall|must|should) be possible (?:for .{2,40} )?to ))(.+)$`, 'i')
function predicateOf(text: string): string {
  const prefix = subjectPrefix(text)
  if (prefix) return text.replace(/^(?:only |an? |the |each |every |all )+/i, '').slice(prefix.length + 1)
  const match = predicatePattern.exec(text) ?? /^(?:only )?(?:an? |the )?(?:[a-z][\w-]* ){0,2}?[a-z][\w-]*? (?=[a-z]+s? )((?:[a-z]+s?)(?:(?:, | and | or )[a-z]+s?)* (?:an? |the |their |new |one |all |[a-z]).*)$/i.exec(isPerson(text.replace(/^(?:only |an? |the )+/i, '').split(' ')[0] ?? '') || isPerson(text.replace(/^(?:only |an? |the )+/i, '').split(' ').slice(0, 2).join(' ')) ? text : '')
  if (!match?.[1]) return ''
  return match[1].replace(/^(?:only )?(?:an? |the |all )?(?:[a-z][\w-]* ){1,3}?to (?=[a-z]+ )/i, '').replace(/^(?:the ability to|a way to|the possibility to) /i, '')
}

function looksLikeFields(list: string): boolean {
  if (/\b(?:left|more than|fewer than|less than|overdue|the right|access|permission|to be|until|already|access to)\b/i.test(list) && !/,/.test(list)) return false
  if (/^(?:to|not|been|no)\b/i.test(list)) return false
  return /^(?:an?|the|one|several|many|multiple|exactly|at least|its|following|zero|up to)\b|,|\band\b|:/i.test(list)
}

function introduced(line: Line, things: Map<string, Candidate>) {
  const match = /^(?:an?|the|each|every|for each|for every)?\s?([A-Za-z][\w-]*(?: [a-z][\w-]*){0,2})(?: (?:has|have|contains?|consists? of|includes?)(?: the following)?(?: \w+)?| details| fields| attributes| data| record)?:\s*$/i.exec(line.text)
  if (match?.[1] && /(?:has|have|contain|consist|include|details|fields|attributes|data|record)/.test(line.text)) note(things, match[1], line.id, 'strong')
}

/** A heading or label above a list of fields names an entity: "### Vehicle", "Vehicle: registration, make, model". */
function fieldHeadings(lines: Line[], things: Map<string, Candidate>) {
  for (const line of lines) {
    const heads = Object.keys(line.cells)
    const heading = (line.headings.at(-1) ?? '').replace(/^(?:entity|entities|data|the)[: ]+/i, '').replace(/ (?:fields|data|attributes|entity|record|details)$/i, '')
    const fieldTable = heads.some((head) => /^(?:field|attribute|property|column|data item|element)s?(?: name)?$/.test(head))
    const entityColumn = Object.entries(line.cells).find(([head]) => /^(?:entity|object|table|record|business object)$/.test(head))?.[1]
    if (entityColumn) note(things, entityColumn, line.id, 'strong')
    else if (fieldTable && heading) note(things, heading, line.id, 'strong', true)
    const listed = line.label && line.depth > 0 && /,/.test(line.text) && (/\((?:[^)]*\b(?:mandatory|required|unique|optional|default|text|number|date)\b)/i.test(line.text) || /\b(?:data|entit|information|domain model|objects)\b/i.test(line.headings.at(-1) ?? ''))
    if (listed && !isVerb(line.label.split(' ')[0] ?? '') && !/^(?:input|output|fields?|data|note|example|attributes)s?$/i.test(line.label)) note(things, line.label, line.id, 'strong')
  }
}

/** Words as nouns of their own: in "the reimbursement date" reimbursement is none. */
function nounsOf(lines: Line[]): Map<string, string> {
  const used = new Map<string, string>()
  for (const line of lines) {
    const words = [line.title, line.label, line.text, ...line.headings.slice(-1)].join(' . ').toLowerCase().match(/[a-z-]+|[.,;:()]/g) ?? []
    words.forEach((word, i) => { const one = singular(word); if (!used.has(one) && !attributeHeads.has(singular(words[i + 1] ?? ''))) used.set(one, line.id) })
  }
  return used
}

/** "lend a book … 4 active loans": the noun of a verb that is used in the document is a thing of its own. */
function implied(lines: Line[], things: Map<string, Candidate>) {
  const used = usedNouns
  for (const line of lines) {
    for (const text of bodies(line)) {
      const verb = /^([a-z]+)/i.exec(predicateOf(text))?.[1] ?? /\b(?:let|allow)s? (?:only )?(?:an? |the )?[\w -]{2,30}? (?:to )?([a-z]+) (?:in|for|an?|the)\b/i.exec(text)?.[1]
      if (!verb) continue
      for (const noun of nominals(verb)) if (used.has(noun) && !(noun === stem(verb) && !things.has(noun))) { note(things, noun, line.id, 'strong'); break }
    }
  }
}

function keep(map: Map<string, Candidate>, least: number): Candidate[] {
  return [...map.values()].filter((candidate) => candidate.strong >= least)
}

function keepThings(things: Map<string, Candidate>, roles: Map<string, Candidate>): Candidate[] {
  return [...things.entries()].filter(([id, candidate]) => {
    if (roles.has(id) && !(candidate.strong > 0)) return false
    if (candidate.strong > 0) return true
    const head = id.split('_').at(-1) ?? ''
    return !id.includes('_') && candidate.weak > 1 && candidate.statements.size > 1 && !attributeHeads.has(head) && !/^(?:ticket|place|seat|spot|slot|space|time|day|copy|reason|diagnosis|resolution|note|comment|decision|result)$/.test(head)
  }).map(([, candidate]) => candidate)
}

/** "clerk" is the warehouse clerk when there is no other clerk; "safety defect" is a defect. */
function mergeHeads(lexicon: Lexicon, things: Map<string, Candidate>) {
  for (const term of [...lexicon.terms.values()].sort((a, b) => a.id.length - b.id.length)) {
    if (!lexicon.terms.has(term.id)) continue
    const longer = [...lexicon.terms.values()].filter((other) => other.id.endsWith(`_${term.id}`))
    if (term.role && !term.entity && longer.length === 1 && longer[0]?.role) lexicon.merge(term.id, longer[0].id)
    else for (const other of longer) {
      const own = (things.get(other.id)?.defined ?? 0) > 0
      const prefix = other.id.slice(0, -term.id.length - 1)
      if (other.entity && !other.role && (!own || isAdjective(prefix))) lexicon.merge(other.id, term.id)
    }
  }
}
