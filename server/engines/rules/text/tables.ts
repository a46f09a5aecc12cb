import { createVerbs, isPerson, isVerb } from '../language/vocabulary.ts'
import { baseForm, stem } from '../language/words.ts'
import type { Block } from './blocks.ts'
import { normalise } from './normalise.ts'

/** What a row of a table says in words, and whom its columns name. */
export interface RowSentence {
  text: string
  roles: string[]
  matrix?: Matrix
}

/** Who may do what with a thing, and what the table speaks of at all. */
export interface Matrix {
  thing: string
  kinds: string[] // verbs
  grants: { name: string; verbs: string[] }[]
}

const dictionary =
  /^(?:type|data type|datatype|format|mandatory|required|unique|optional|length|size|default|constraints?|values?|key|pk|fk|nullable|null|min|max|unit|field|attribute|domain|validation)/i
const notes = /^(?:notes?|remarks?|comments?|conditions?|restrictions?|rules?|constraints?|explanation|description)$/i
const number = /^(?:id|no\.?|nr\.?|#|ref\.?|number|key)$/i
const what =
  /^(?:|functions?|actions?|operations?|activit(?:y|ies)|permissions?|rights?|use cases?|features?|capabilit(?:y|ies)|entit(?:y|ies)|objects?|business objects?|resources?|process(?:es)?|tasks?|data|screens?|modules?|areas?|what|access|actions? \/ roles?|(?:function|action|entity|object|permission|operation) ?[\\/] ?role|records?|subject|tables?)$/i

const yes = /^(?:✓|✔|✅|☑|●|•|x|yes|y|ja|1|true|allowed|permitted|can|\+)$/i
const no = /^(?:|-|–|—|✗|✘|❌|☐|○|no|n|none|0|false|not allowed|never|n\/a|no access|\.)$/i
const own = /^(?:(?:✓|✔|✅|x|yes|y)?[ ,]*\(?(?:own|only own|own only|own records?(?: only)?|own data|self|their own|only their own|mine|o)\)?)$/i
const crud: Record<string, string> = { c: 'create', r: 'view', u: 'update', d: 'delete', v: 'view', w: 'update', e: 'update', l: 'view' }
const words: [RegExp, string[]][] = [
  [/^(?:read|view|read[- ]?only|view only|see|display|ro)$/i, ['view']],
  [/^(?:write|edit|update|change|modify)$/i, ['view', 'update']],
  [/^(?:read\/write|read & write|read and write|rw|r\/w)$/i, ['view', 'update']],
  [/^(?:create|add|enter)$/i, ['create', 'view']],
  [/^(?:manage|maintain|full|full access|all|crud)$/i, ['create', 'view', 'update', 'delete']],
]

interface Grant {
  verbs: string[] // [] = what the row names
  own: boolean
}

/** "✓", "CRU", "R (own)", "view, edit": what a cell of a matrix of permissions allows; 'no' nothing; null when it is no such cell. */
function grantOf(cell: string): Grant | 'no' | null {
  const text = cell
    .trim()
    .replace(/[*¹²³†‡]+$/, '')
    .trim()
  if (no.test(text)) return 'no'
  if (own.test(text)) return { verbs: [], own: true }
  if (yes.test(text)) return { verbs: [], own: false }
  const restricted = /^(.+?)[ ,]*\(?(?:own(?: only| records?)?|only own)\)?$/i.exec(text)
  const plain = (restricted?.[1] ?? text).trim()
  const letters = plain.replace(/[\s,/+&-]+/g, '')
  if (/^[CRUDVWEL]{1,5}$/.test(letters))
    return { verbs: [...new Set([...letters.toLowerCase()].map((letter) => crud[letter] ?? 'view'))], own: restricted !== null }
  const verbs = plain
    .split(/\s*(?:,|\/|;|\+|&| and )\s*/)
    .map((word) => words.find(([pattern]) => pattern.test(word))?.[1] ?? (isVerb(word) ? [word.toLowerCase()] : null))
  return verbs.every((found) => found !== null) ? { verbs: [...new Set(verbs.flat())], own: restricted !== null } : null
}

/** A row of a matrix of permissions: what, and for every role whether. */
export function permissionRow(row: Block): RowSentence | null {
  const heads = row.header.map((head) => normalise(head))
  const at = heads.findIndex((head) => what.test(head))
  if (at < 0 || at > 1 || (at === 1 && !number.test(heads[0] ?? '')) || row.cells.length !== heads.length) return null
  const roles = heads.map((_, i) => i).filter((i) => i > at && !notes.test(heads[i] ?? ''))
  if (roles.length === 0 || roles.some((i) => !heads[i] || (dictionary.test(heads[i] ?? '') && !isPerson(heads[i] ?? '')))) return null
  const grants = roles.map((i) => grantOf(row.cells[i]?.plain ?? ''))
  if (grants.some((grant) => grant === null) || (roles.length === 1 && !isPerson(heads[roles[0] ?? 0] ?? ''))) return null
  const names = roles.map((i) => (heads[i] ?? '').replace(/ \(.*\)$/, ''))
  const subject = normalise(row.cells[at]?.plain ?? '').replace(/[.;:]$/, '')
  const allowed = names.map((name, i) => ({ name, grant: grants[i] as Grant | 'no' })).filter((entry) => entry.grant !== 'no') as {
    name: string
    grant: Grant
  }[]
  if (!subject || subject.split(' ').length > 12) return null
  const note = heads.map((head, i) => (notes.test(head) && i > at ? normalise(row.cells[i]?.plain ?? '') : '')).filter(Boolean)
  const said = allowed.length ? grantsInWords(allowed, subject) : nobody(subject)
  return said === null ? null : { text: [said, ...note].join('; '), roles: names, matrix: matrixOf(subject, allowed) }
}

/** "Edit owner" speaks of one act, "Owner" of all that its cells may hold. */
function matrixOf(subject: string, allowed: { name: string; grant: Grant }[]): Matrix {
  const act = actOf(subject)
  const [, said = '', object = subject] = (act ? /^((?:[a-z-]+(?:, | and ))*[a-z-]+) (?:an? |the |all )?(.+)$/.exec(act) : null) ?? []
  const kinds = act ? said.split(/, | and /) : ['create', 'view', 'update', 'delete']
  return { thing: object, kinds, grants: allowed.map(({ name, grant }) => ({ name, verbs: act ? kinds : grant.verbs })) }
}

const nobody = (subject: string) => {
  const act = actOf(subject)
  return act ? `nobody can ${act}` : null
}

/** Who may do what; a role with its own records only gets a sentence of its own, others together "only". */
function grantsInWords(allowed: { name: string; grant: Grant }[], subject: string): string | null {
  const groups = new Map<string, { names: string[]; own: boolean }>()
  for (const { name, grant } of allowed) {
    const named = actOf(subject)
    const act = named ?? (grant.verbs.length ? `${inList(grant.verbs)} ${bareObject(subject)}` : null)
    const parts = act ? (grant.own ? ownActs(act) : [{ act, own: false }]) : []
    if (parts.length === 0) return null
    for (const part of parts) {
      const group = groups.get(part.act) ?? { names: [], own: part.own }
      group.names.push(name)
      groups.set(part.act, group)
    }
  }
  const alone = groups.size === 1
  return [...groups].map(([act, { names, own: mine }]) => `${alone && !mine ? 'only ' : ''}${inList(names.map(someone))} can ${act}`).join('; ')
}

/** What is made has no owner yet: "create, view and update bookings" of their own → "create bookings", "view and update only their own bookings". */
function ownActs(act: string): { act: string; own: boolean }[] {
  const [, said = '', object = ''] = /^((?:[a-z-]+(?:, | and ))*[a-z-]+(?: (?:in|out|up|off))?) (?:an? |the |all )?(.+)$/.exec(act) ?? []
  const verbs = said.split(/, | and /)
  const makes = verbs.filter((verb) => createVerbs.has(stem(verb)))
  const others = verbs.filter((verb) => !createVerbs.has(stem(verb)))
  return [
    ...(makes.length ? [{ act: `${inList(makes)} ${withArticle(object)}`, own: false }] : []),
    ...(others.length ? [{ act: `${inList(others)} only their own ${object}`, own: true }] : []),
  ]
}

export const someone = (name: string) => {
  const plain = /^[A-Z]{2,}$/.test(name) ? name : bareObject(name)
  return /^(?:an?|the) /i.test(plain) ? plain : `${/^[aeiou]/i.test(plain) ? 'an' : 'a'} ${plain}`
}
export const inList = (parts: string[]) => (parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`)
const bareObject = (subject: string) => subject.charAt(0).toLowerCase() + subject.slice(1)

/** "Create booking", "Creating bookings", "Booking: cancel", "Bookings – view" → "create a booking". */
export function actOf(subject: string): string | null {
  const text = bareObject(subject)
  const [first = '', ...rest] = text.split(' ')
  const base = /ing$/.test(first) && isVerb(first) ? baseForm(first) : first
  const listed = /^((?:[a-z-]+(?: ?[/,&] ?| and | or |, and ))+[a-z-]+) (.+)$/i.exec(text)
  if (listed?.[1] && listed[2]) {
    const verbs = listed[1].split(/ ?[/,&] ?| and | or /).filter(Boolean)
    if (verbs.every(isVerb)) return `${inList(verbs.map((verb) => (/ing$/.test(verb) ? baseForm(verb) : verb)))} ${withArticle(listed[2])}`
  }
  if (isVerb(base) && rest.length)
    return `${base} ${/^(?:in|out|up|off)$/.test(rest[0] ?? '') ? `${rest[0]} ${withArticle(rest.slice(1).join(' '))}` : withArticle(rest.join(' '))}`
  const turned = /^(.+?)(?: –|:| -|,) (.+)$/.exec(text)
  const verbs = turned?.[2]?.split(/ ?[/,&] ?| and | or /) ?? []
  if (turned?.[1] && verbs.length && verbs.every((verb) => isVerb(verb)))
    return `${inList(verbs.map((verb) => (/ing$/.test(verb) ? baseForm(verb) : verb)))} ${withArticle(turned[1])}`
  return null
}

const withArticle = (object: string) => {
  const [first = ''] = object.split(' ')
  if (!object || /^(?:an?|the|all|any|own|their|its|every|each|new|only)$/i.test(first)) return object
  const head = object.split(/ (?:of|for|to|from|with|in|on|as) /)[0] ?? ''
  if (/s$/.test(head) && !/(?:ss|us|is)$/.test(head)) return object
  return `${/^[aeiou]/i.test(object) ? 'an' : 'a'} ${object}`
}
