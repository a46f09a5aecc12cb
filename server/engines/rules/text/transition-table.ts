import { isVerb } from '../language/vocabulary.ts'
import { baseForm } from '../language/words.ts'
import type { Block } from './blocks.ts'
import { normalise } from './normalise.ts'
import { inList, type RowSentence, someone } from './tables.ts'

/** A change of state that a row of a table names. */
export interface Transition {
  thing: string
  from: string[] // [] = any
  to: string
  begins: boolean // it is made so
  roles: string[]
  condition: string
  act: string
}

const columns = {
  from: /^(?:from|from (?:state|status)|current (?:state|status)|old (?:state|status)|source(?: state)?|state|status|before|start(?:ing)? (?:state|status)|initial state|state before|status before)$/i,
  to: /^(?:to|to (?:state|status)|new (?:state|status)|next (?:state|status)|target(?: (?:state|status))?|after|resulting (?:state|status)|end (?:state|status)|result|state after|status after)$/i,
  who: /^(?:actor|role|who|by|triggered by|performed by|user|allowed (?:for|to|roles?)|responsible|allowed by|by whom|actors|roles|executed by)$/i,
  when: /^(?:conditions?|guards?|pre-?conditions?|when|constraints?|rules?|requires|prerequisites?)$/i,
  act: /^(?:actions?|events?|triggers?|transitions?|operations?|commands?|activity|trigger event|trigger\/event|name)$/i,
  what: /^(?:entity|object|business object)$/i,
}
const nothing = /^(?:|-|–|—|n\/a|none|\(none\)|always|any)$/i

const consequence = /^(?:effects?|side[- ]effects?|post-?(?:action|condition)s?|consequences?|then|follow-?up|system action|what happens|notification)$/i

/** A row of a table of transitions: from which state to which, by whom, on what condition, with what effect. */
export function transitionRow(row: Block, headings: string[]): (RowSentence & { transition: Transition }) | null {
  const cell = (column: RegExp) => {
    const at = row.header.findIndex((head) => column.test(head.trim()))
    return at < 0 ? '' : normalise(row.cells[at]?.plain ?? '').replace(/^["'`]|["'`.]$/g, '')
  }
  if (!row.header.some((head) => columns.from.test(head.trim())) || !row.header.some((head) => columns.to.test(head.trim()))) return null
  const to = cell(columns.to)
  const thing = cell(columns.what) || headings.toReversed().map(entityOf).find(Boolean)
  if (!to || !thing || to.split(' ').length > 4) return null
  const parts = (text: string) =>
    text
      .split(/ ?[,/;] ?| and | or /)
      .map((part) => part.replace(/^(?:an?|the) /i, '').trim())
      .filter(Boolean)
  const roles = parts(cell(columns.who)).filter((name) => !/^(?:system|automatic|automatically|auto|timer|scheduler|time|-|–)$/i.test(name))
  const from = cell(columns.from)
  const begins = /^(?:|start|●|new|\[\*\]|-|–|none|\(none\)|initial|n\/a)$/i.test(from)
  const said = (column: RegExp) => (nothing.test(cell(column)) ? '' : cell(column))
  const transition: Transition = {
    thing: thing.charAt(0).toLowerCase() + thing.slice(1),
    from: begins || /^(?:any|all|\*|any state|every state)$/i.test(from) ? [] : parts(from).map((state) => state.toLowerCase()),
    to: to.toLowerCase(),
    begins,
    roles,
    condition: said(columns.when),
    act: said(columns.act),
  }
  return { text: [inWords(transition), said(consequence)].filter(Boolean).join('; '), roles, transition }
}

function inWords({ thing, from, to, begins, roles, condition, act }: Transition): string {
  const object = `${/^[aeiou]/i.test(thing) ? 'an' : 'a'} ${thing}`
  const when = condition ? ` ${/^(?:if|when|only|unless|after|before|while|until)\b/i.test(condition) ? condition : `if ${condition}`}` : ''
  if (roles.length === 0) return `${object}${from.length ? ` that is ${from.join(' or ')}` : ''} becomes ${to}${when || (act ? ` when ${act}` : '')}`
  const [verb = ''] = act.toLowerCase().split(' ')
  const who = `only ${inList(roles.map(someone))} can`
  return begins ? `${who} ${isVerb(verb) ? baseForm(verb) : 'create'} ${object}` : `${who} mark ${object} as ${to}`
}

/** "5.2 Status of an appointment", "Order life cycle", "State transitions (pickup)" → the noun. */
function entityOf(heading: string): string {
  const plain = heading
    .replace(
      /\b(?:the |allowed |possible |permitted |valid )?(?:states?|status(?:es)?|life ?-?cycle|workflow|transitions?|state machine|state model|state diagram|state chart|status model|table|changes?|flow)\b/gi,
      ' ',
    )
    .replace(/[():,–-]+/g, ' ')
    .replace(/\b(?:of|for|and|in|an?|the|each|every)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain !== heading.trim() && plain.split(' ').length <= 3 ? plain : ''
}
