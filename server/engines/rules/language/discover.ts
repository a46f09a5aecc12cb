import type { Line } from '../text/lines.ts'
import { isWanting } from './background.ts'
import { type Candidate, note, nounsOf, ownReport, ownWords, spoken } from './candidates.ts'
import { bulletedFields } from './field-lists.ts'
import { fieldHeadings, implied, introduced } from './implied.ts'
import { Lexicon } from './lexicon.ts'
import { aliasCompounds, keep, keepThings, mergeApplications, mergeHeads, mergeReports, mergeRequests, mergeShips } from './merging.ts'
import { nominals } from './nominals.ts'
import { bareNoun, isAdjective, splitList, stripDeterminers } from './nouns.ts'
import { singular } from './plurals.ts'
import { bodies, definition, looksLikeFields, nounPhrase, predicateOf, subjectPrefix } from './subjects.ts'
import { attributeHeads, createVerbs, isPerson, isVerb, manageVerbs, readVerbs, weakCreateVerbs } from './vocabulary.ts'
import { stem } from './words.ts'

const sections = {
  roles: /\b(?:actors?|roles?|users?|personas?|stakeholders?|user (?:groups|roles|types|classes))\b|^who (?:uses|will use|works with|is|are|does)\b/i,
  skipped:
    /\b(?:out of scope|non-goals|not in scope|exclusions|constraints?|quality|non-functional|performance|history|references|glossary|definitions|terms)\b/i,
}

const modalSubject =
  /^(?:only |no |nobody but |no one but |no one except |nobody except )?(.{2,80}?)\s(?:can|may|shall|must|should|will|is able to|are able to|is allowed to|are allowed to|wants? to|needs? to|has to|have to)\s(?:not\s|only\s|be able to\s|be allowed to\s|be permitted to\s)*(\S+)(.*)$/i

const story = /^as (?:an?|the) ([^,]{2,50}?),? i\b/i

const holds =
  /^(?:the )?(?:system|application|app|software|platform|service|portal|tool|solution|(?:[a-z]+)(?= (?:shall|must|should|will) ))\s(?:shall |must |should |will |can )?(?:be able to )?(?:hold|store|manage|maintain|keep|record|track|register|administer|know|contain|handle|support)s?\s(.+)$/i

const shown = /^(?:report|overview|dashboard|statistic|notification|message|password|access|history|detail|result|page|screen|button)s?$/i
const belongs = new RegExp(
  String.raw`${nounPhrase}\s(?:belongs? to|is part of|is assigned to|is linked to|relates? to|refers? to|concerns|is for)\s(?:exactly |at most )?${nounPhrase}(?:[\s.,;]|$)`,
  'i',
)

const stateList = new RegExp(
  String.raw`^(?:the (?:status|state) of )?${nounPhrase}(?:'s (?:status|state))?\s(?:is|are|can be|may be|must be|shall be|is either|can either be)\s(?:either |one of |in one of the (?:states|statuses) )?(?:[\w -]{2,25}, ){1,8}[\w -]{2,25},? or [\w -]{2,25}\.?$`,
  'i',
)

/** Finds what the document is about: its roles and its entities, synonyms and plurals merged. */
export function discover(lines: Line[]): Lexicon {
  const lexicon = new Lexicon()
  if (
    lines.some((line) =>
      /\bappl(?:y|ies) for\b|\bapplicants?\b|\b(?:approve|reject|submit|withdraw|review|process)\w* (?:an? |the |pending |all )*applications?\b/i.test(
        line.text,
      ),
    )
  )
    lexicon.system.delete('application')
  for (const word of ownWords(lines)) lexicon.system.delete(word)
  spoken.system = lexicon.system
  spoken.nouns = nounsOf(lines)
  const roles = new Map<string, Candidate>()
  const things = new Map<string, Candidate>()
  for (const line of lines) {
    if (line.code || isWanting(line.text)) continue
    const heading = line.headings.at(-1) ?? ''
    if (sections.roles.test(heading) && roleLine(line, roles)) continue
    if (/\b(?:out of scope|non-goals|history|references|assumptions?)\b/i.test(heading)) continue
    for (const name of line.people) note(roles, name, line.id, 'strong')
    for (const text of bodies(line)) {
      rolesIn(text, line, roles)
      thingsIn(text, line, things)
    }
    if (line.introducer === null && /:\s*$/.test(line.text)) introduced(line, things)
  }
  fieldHeadings(lines, things)
  bulletedFields(lines, things)
  implied(lines, things)
  for (const candidate of keep(roles, 1)) for (const statement of candidate.statements) lexicon.add(candidate.name, 'role', statement)
  for (const candidate of keepThings(things, roles)) for (const statement of candidate.statements) lexicon.add(candidate.name, 'entity', statement)
  mergeHeads(lexicon, things)
  mergeRequests(lexicon, lines)
  mergeShips(lexicon, lines)
  mergeReports(lexicon, things)
  mergeApplications(lexicon, things, lines)
  aliasCompounds(lexicon, lines)
  if (lexicon.get('application')?.entity)
    for (const line of lines) {
      const wanted = /\bappl(?:y|ies) for (?:an? |the )?([a-z][\w-]*(?: [a-z][\w-]*)?)(?= for |[.,;]|$)/i.exec(line.text)?.[1]
      const term = wanted ? lexicon.find(wanted)?.term : undefined
      if (term && !term.role && !((things.get(term.id)?.defined ?? 0) > 0)) lexicon.merge(term.id, 'application')
      else if (wanted && !term) lexicon.alias(wanted, 'application')
    }
  return lexicon
}

function roleLine(line: Line, roles: Map<string, Candidate>): boolean {
  const cells = Object.entries(line.cells)
  const first = cells.find(([head]) => /role|actor|user|who|name|stakeholder|persona/.test(head))?.[1] ?? cells[0]?.[1]
  const name =
    line.label ||
    first ||
    /^(?:an? |the )?([A-Za-z][\w-]*(?: [a-z][\w-]*){0,2}?)(?:s? (?:can|may|is|are|who|has|have)\b|\.?$|: | \()/i.exec(line.text)?.[1] ||
    ''
  const cut = line.label || first ? null : subjectPrefix(line.text)
  const plain = (cut ?? name).replace(/\(.*?\)/g, '').trim()
  for (const part of splitList(plain)) if (part && part.split(' ').length <= 4) note(roles, part, line.id, 'strong')
  return plain !== ''
}

function rolesIn(text: string, line: Line, roles: Map<string, Candidate>) {
  const users = /^(?:the )?(?:system|application|software|service|portal|platform) (?:is|will be|shall be) (?:used|operated) by ([^.]+?)\.?$/i.exec(text)?.[1]
  for (const part of splitList(users ?? '')) if (isPerson(bareNoun(part))) note(roles, part, line.id, 'strong')
  const told = story.exec(text)
  if (told?.[1]) note(roles, told[1], line.id, 'strong')
  const subject = modalSubject.exec(text)
  if (
    subject?.[1] &&
    subject[2] &&
    !/^(?:the )?(?:total |maximum |minimum )?number of /i.test(subject[1]) &&
    !/^(?:be|have|contain|include|consist|belong|not)$/i.test(subject[2])
  ) {
    for (const part of splitList(subject[1])) {
      const noun = bareNoun(part)
      if (noun && (isPerson(noun) || (/^only /i.test(text) && isVerb(subject[2])))) note(roles, noun, line.id, isPerson(noun) ? 'strong' : 'weak')
    }
  }
  for (const match of text.matchAll(
    /\bby (?:an? |the |any |all )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)(?=[.,;:]|$| (?:until|when|if|before|after|with|and|or|only|within|at|in|on|for)\b)/gi,
  ))
    if (match[1] && isPerson(match[1]) && /\b(?:be|is|are|been|get|gets) (?:\w+ )?\w+(?:ed|en|t|d|wn|ld)\b/i.test(text))
      note(roles, match[1], line.id, 'strong')
  for (const match of text.matchAll(
    /\b(?:let|allow|permit|enable)s? (?:only )?(?:an? |the |any |all )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)(?= (?:to )?([a-z]+))/gi,
  ))
    if (match[1] && match[2] && isVerb(match[2]) && isPerson(match[1])) note(roles, match[1], line.id, 'strong')
  for (const match of text.matchAll(/\b(?:when|if|once|after|before|while|as soon as) (?:an? |the )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+s)\b/gi))
    if (match[1] && match[2] && isVerb(match[2]) && isPerson(match[1]) && !/s$/.test(match[1])) note(roles, match[1], line.id, 'strong')
  const only = /^(?:only|nobody but|no one but|nobody except|no one except)(?: an?| the)? ((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+) /i.exec(text)
  if (only?.[1] && only[2] && isVerb(only[2]) && isPerson(only[1])) note(roles, only[1], line.id, 'strong')
  const given = /\bassign(?:s|ed)?\b.*?\bto (?:an? |the |one )?((?:[a-z][\w-]* )?[a-z][\w-]*)(?=[.,;]|$| (?:and|with|when|if|who)\b)/i.exec(text)
  if (given?.[1] && isPerson(given[1])) note(roles, given[1], line.id, 'strong')
  pluralActors(text, line, roles)
  const prefix = subjectPrefix(text)
  if (prefix) note(roles, prefix, line.id, 'strong')
  const plain = /^(?:an? |the )?((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*) ([a-z]+s?) (?:an? |the |their |its |all |only )/i.exec(text)
  if (plain?.[1] && plain[2] && isVerb(plain[2]) && isPerson(plain[1])) note(roles, plain[1], line.id, 'strong')
}

/** "Organisers create events": people in the plural and a verb, no auxiliary. */
function pluralActors(text: string, line: Line, roles: Map<string, Candidate>) {
  const match = /^((?:[a-z][\w-]* ){0,2}?(?:[a-z][\w-]*s|staff|people|personnel))(?:(?:,| and| or) ((?:[a-z][\w-]* )?[a-z][\w-]*s))? ([a-z]+)\b/i.exec(text)
  if (!match?.[1] || !match[3] || !isVerb(match[3]) || /s$/.test(match[3])) return
  for (const part of [match[1], match[2]]) if (part && isPerson(part)) note(roles, part, line.id, 'strong')
}

function thingsIn(text: string, line: Line, things: Map<string, Candidate>) {
  const defined = definition.exec(text)
  const keeps =
    defined &&
    /\b(?:stores?|records?|carr(?:y|ies)) /i.test(text.slice(0, text.length - (defined[2]?.length ?? 0))) &&
    / with |^(?!an? |the )/i.test(defined[2] ?? '')
  if (
    defined?.[1] &&
    defined[2] &&
    !keeps &&
    looksLikeFields(defined[2]) &&
    !(
      isPerson(bareNoun(defined[1])) &&
      /^\S+(?: \S+){0,4}? (?:shall |must |should |will |can |may )?(?:be able to )?(?:records?|stores?|carr(?:y|ies)|includes?) /i.test(text)
    )
  ) {
    note(things, defined[1], line.id, 'strong', true)
    for (const match of defined[2].matchAll(
      /\b(?:one or more|at least one|several|multiple|many|zero or more|any number of) ([a-z][\w-]*(?: [a-z][\w-]*)?)(?=[.,;(]|$| (?:and|with|each)\b)/gi,
    ))
      if (match[1]) note(things, match[1], line.id, 'strong')
  }
  const held = holds.exec(text)
  if (held?.[1] && !isPerson(/^(?:the )?(\w+)/i.exec(text)?.[1] ?? '')) {
    const list = held[1].split(/ (?:with|including|consisting of|by|for|so that|in which|together with|per)\b|:/)[0] ?? ''
    const withFields = list.length < held[1].length
    for (const part of splitList(list))
      if (!attributeHeads.has(singular(part.split(' ').at(-1) ?? '')))
        note(things, part, line.id, withFields || splitList(list).length > 1 ? 'strong' : 'weak', withFields)
  }
  const owned = belongs.exec(text)
  if (owned?.[1] && owned[2]) {
    note(things, owned[1], line.id, 'strong')
    note(things, owned[2], line.id, 'weak')
  }
  const stated = stateList.exec(text)
  const status = /^the (?:status|state) of (?:an?|the|each|every) ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:is|can be|may be)\b/i.exec(text)
  if (status?.[1]) note(things, status[1], line.id, 'strong')
  if (stated?.[1] && !attributeHeads.has(singular(stripDeterminers(stated[1]).split(' ').at(-1) ?? ''))) note(things, stated[1], line.id, 'strong')
  for (const match of text.matchAll(
    /\bwith (?:one or more|at least one|several|multiple|up to \w+) ([a-z][\w-]*(?: [a-z][\w-]*)?)(?=[.,;(]|$| (?:and|each)\b)/gi,
  ))
    if (match[1]) note(things, match[1], line.id, 'strong')
  const registers =
    /^(?:an?|the|each|every)? ?([a-z][\w-]*(?: [a-z][\w-]*)??) (?:can |may |shall |must |should |will )?(?:be able to )?(?:register|sign up|create an account|enrol)s?(?: online| themselves)? (?:with|by (?:entering|giving|providing)|using) /i.exec(
      text,
    )
  if (registers?.[1] && !spoken.system.has(registers[1])) note(things, registers[1], line.id, 'strong')
  const made =
    /^(?:an?|the|each|every|all|new)? ?([a-z][\w-]*(?: [a-z][\w-]*){0,2}?) (?:is|are|can be|may be|must be|shall be|will be) (?:registered|created|added|entered|recorded|submitted|captured|defined)\b(.*)$/i.exec(
      text,
    )
  if (made?.[1] && (/ by /.test(made[2] ?? '') || / with /.test(made[2] ?? '')) && !attributeHeads.has(singular(made[1].split(' ').at(-1) ?? '')))
    note(things, made[1], line.id, 'strong')
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
  const head =
    object.split(
      / (?:with|including|by|from|for|to|on|in|at|of|until|when|if|that|which|so that|without|per|as|into|containing|consisting|via|within|and must|after|before)\b|[:;(]/,
    )[0] ?? ''
  const fields =
    /\b(?:with|including|consisting of|containing|by entering|by giving|specifying|having)\b|:/.test(object.slice(head.length, head.length + 20)) ||
    / \([^()]*,/.test(verbsFirst[2])
  const creates = words.some((word) => createVerbs.has(stem(word)) || weakCreateVerbs.has(stem(word)) || manageVerbs.has(stem(word)))
  for (const part of splitList(head)) {
    const noun = bareNoun(part)
    const last = singular(noun.split(' ').at(-1) ?? '').toLowerCase()
    const made = creates && (fields || ownReport(noun))
    if (!noun || (isVerb(part.split(' ')[0] ?? '') && / /.test(part) && /^\w+ (?:an?|the|its|their|them|it|all|each|every)\b/i.test(part))) continue
    if ((attributeHeads.has(last) || shown.test(last)) && !made) continue
    const sure = words.some(
      (word) =>
        (createVerbs.has(stem(word)) &&
          !/^(?:enter|record|capture|insert)s?$/i.test(word) &&
          !nominals(word).some((noun) => spoken.nouns.has(noun) && stem(noun) !== stem(word))) ||
        manageVerbs.has(stem(word)),
    )
    note(things, noun, line.id, (fields && creates) || (sure && !readVerbs.has(stem(verb)) && !isAdjective(noun)) ? 'strong' : 'weak', fields && creates)
  }
  const remark = creates
    ? /^ (comments|notes|remarks|messages|ratings|reviews|attachments|photos|documents) (?:to|on|for|about|in) (?:an? |the |their |any )/i.exec(object)?.[1]
    : undefined
  if (remark) note(things, remark, line.id, 'strong')
  for (const match of object.matchAll(
    / (?:to|on|for|in|from|of) (?:an? |the |each |one |their |any )((?:[a-z][\w-]* )?[a-z][\w-]*)(?=[.,;(]|$| (?:with|and|until|when|if|in|by|for|to|of)\b)/gi,
  ))
    if (match[1] && !attributeHeads.has(singular(match[1].split(' ').at(-1) ?? ''))) note(things, match[1], line.id, 'weak')
}
