import { call, field as path, literal, subject, type Expression } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import { condition } from '../language/conditions.ts'
import { readFieldList } from '../language/fields.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { number, numberPattern, stem } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { require } from './guards.ts'
import { readObjects } from './objects.ts'
import { addInputs, permitAll, sentence } from './operation-parts.ts'
import { contextOf, remember, type Reading, type Rule } from './rule.ts'

/** "A rejection requires a reason", "If an application is rejected, the officer must state a reason", "A reason is required when …". */
export const neededInputs: Rule = {
  name: 'what an act needs',
  apply(clause, reading) {
    const { draft } = reading
    const act = /^(?:an?|the|each|every)? ?(\w+(?:ing|ion|al|ment|ation|return|closure|release)(?: (?:an?|the) [\w ]+?)?) (?:requires?|needs?|must (?:have|include|contain)|must be (?:given|accompanied by)) (.+)$/i.exec(clause.text)
    const stated = /^(?:(?:the|an?) )?([\w -]+?) (?:must|shall|has to|needs to|should) (?:enter|give|provide|specify|state|supply|fill in|indicate|name|record) (.+)$/i.exec(clause.text)
    const asks = /^(?:the )?(?:system|application|service|platform) (?:shall |must |should |will )?(?:require|ask for|demand|request|prompt for)s? (.+)$/i.exec(clause.text)
    const wanted = /^(.+?) (?:is|are|must be|shall be|has to be) (?:required|mandatory|needed|given|stated|entered|provided|recorded|specified)(?: (?:for|on|upon|when) (?:the |an? )?([\w ]+))?$/i.exec(clause.text)
    const lead = clause.leads.find((candidate) => operationsIn(draft, candidate.text, clause, reading).length > 0)
    const found = lead ? operationsIn(draft, lead.text, clause, reading) : []
    const list = asks?.[1] && lead ? { operations: found, what: asks[1] } : act?.[1] ? { operations: operationsIn(draft, act[1], clause, reading), what: act[2] ?? '' } : stated?.[2] && lead && actorsOf(stated[1] ?? '', reading) ? { operations: found, what: stated[2] } : wanted?.[1] && (lead || wanted[2]) ? { operations: lead ? found : operationsIn(draft, wanted[2] ?? '', clause, reading), what: wanted[1] } : null
    if (!list || list.operations.length === 0 || clause.negative) return false
    const fields = readFieldList(list.what)
    if (fields.length === 0) return false
    for (const operation of list.operations) { const entity = draft.entities.get(operation.entity); if (entity) { addInputs(reading, clause, operation, entity, fields); for (const input of operation.inputs) if (fields.some((field) => field.id === input.id)) input.required = true } }
    return true
  },
}

/** "Claims above 1,000 EUR must be approved by a director": others may act only up to the threshold. */
export const thresholds: Rule = {
  name: 'thresholds of approval',
  apply(clause, reading) {
    const { draft } = reading
    const figure = `(${numberPattern})`
    const match = new RegExp(`^(?:all |any |each |every |an? |the )?(.+?) (?:with an? (?:total|amount|value|sum) )?(?:of )?(above|over|exceeding|of more than|more than|greater than|higher than|worth more than|of) ${figure}(?: ?(?:eur|usd|gbp|euros?|dollars?|pounds?))?(?: or more)? (?:(?:must|shall|need to|have to|has to|can only|may only|are|is) (?:only )?(?:be )?([a-z]+(?:ed|id)) by|(?:needs?|requires?) (?:the |an? )?(?:additional )?(approval|confirmation|authori[sz]ation)(?: of| by| from)) (?:an? |the )?(.+)$`, 'i').exec(clause.text)
    if (!match?.[1] || !match[6]) return false
    const mention = draft.lexicon.find(match[1])
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const actors = actorsOf(match[6], reading)
    const verb = match[4] ?? (/confirm/i.test(match[5] ?? '') ? 'confirm' : /author/i.test(match[5] ?? '') ? 'authorise' : 'approve')
    const operation = entity ? [...draft.operations.values()].find((candidate) => candidate.entity === entity.id && stem(candidate.name) === stem(verb)) : undefined
    const amount = entity ? amountOf(entity) : undefined
    const bound = number(match[3] ?? '')
    if (!entity || !operation || !actors?.roles.length || !amount || bound === undefined) return false
    const others = operation.permissions.map((permission) => permission.role).filter((role) => !actors.roles.includes(role))
    permitAll(draft, operation, actors, clause.line.id)
    operation.conditions.push({ expression: call(/^of$/i.test(match[2] ?? '') ? '<' : '<=', path(amount), literal(bound)), message: sentence(clause), status: 403, roles: others, statements: [clause.line.id] })
    remember(clause, reading, entity)
    return true
  },
}

const amountOf = (entity: Entity) => (entity.fields.find((field) => field.type.kind === 'money' && /total|amount|sum|value|price|cost/.test(field.id)) ?? entity.fields.find((field) => field.type.kind === 'money'))?.id

/** "A manager cannot approve their own claims": nobody acts on what they made themselves. */
export const notOwn: Rule = {
  name: 'not on own records',
  apply(clause, reading) {
    if (!clause.negative || clause.passive || !/\b(?:their|his|her|its) own\b|\b(?:he|she|they) (?:themselves )?(?:created|submitted|made|reported)\b/i.test(clause.rest)) return false
    const { draft } = reading
    const actors = actorsOf(clause.subject, reading)
    const mention = draft.lexicon.find(clause.rest.replace(/^.*?\b(?:their|his|her|its) own /i, '').split(/ (?:for|in|on|at|if|when)\b/)[0] ?? '')
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!actors || !entity) return false
    const operations = clause.verbs.flatMap((verb) => { const found = draft.findOperation(verb, entity.id); return found ? [found] : [] })
    const owner = ownerOf(reading, entity, clause.line.id)
    if (operations.length !== clause.verbs.length || !owner) return false
    for (const operation of operations) operation.conditions.push({ expression: call('!=', owner.left, owner.right), message: sentence(clause), status: 403, roles: actors.roles, statements: [clause.line.id] })
    remember(clause, reading, entity)
    return true
  },
}

/** Who made a record: its creator's subject, kept from now on. */
function ownerOf(reading: Reading, entity: Entity, statement: string): { left: Expression; right: Expression } | null {
  const create = reading.draft.operations.get(`${entity.id}.create`)
  if (!create) return null
  const kept = entity.fields.find((field) => field.id === 'created_by')
  if (!kept) entity.fields.push({ id: 'created_by', label: 'Created by', type: { kind: 'text', subject: true }, required: false, unique: false, immutable: false, source: 'system', default: subject, statements: [statement] })
  return { left: path('created_by'), right: subject }
}

/** "Only tickets in progress can be put on hold", "Only draft claims may be changed". */
export const onlyInState: Rule = {
  name: 'only in a state',
  apply(clause, reading) {
    if (!clause.only || !clause.passive || clause.agent || clause.negative) return false
    const { draft } = reading
    const mention = draft.lexicon.find(clause.subject.replace(/ (?:that|which|in|on|under|with|who)\b.*$/i, ''))
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!entity) return false
    const test = condition(draft, clause.subject.replace(/ (?:that|which) (?:is|are) /i, ' is '), entity) ?? condition(draft, clause.subject.replace(/^(.*?)(in|on|under|out) (.+)$/i, 'it is $2 $3'), entity)
    const operations: Operation[] = clause.verbs.flatMap((verb) => { const found = [...draft.operations.values()].filter((operation) => operation.entity === entity.id && (stem(operation.name.split('_')[0] ?? '') === stem(verb) || operation.id === draft.findOperation(verb, entity.id)?.id) && (!clause.rest || !/^(?:on|in|out)\b/.test(clause.rest) || operation.name.includes(clause.rest.replace(/\W+/g, '_')))); return found })
    if (!test && clause.rest) return onlyFor(clause, reading, entity)
    if (!test || operations.length === 0) return false
    for (const operation of operations) applyTest(operation, entity, test, clause)
    remember(clause, reading, entity)
    return true
  },
}

/** "Time entries can only be recorded for active projects": what the thing it is for must be. */
function onlyFor(clause: Parameters<Rule['apply']>[0], reading: Reading, entity: Entity): boolean {
  const { draft } = reading
  const operations = clause.verbs.flatMap((verb) => { const found = draft.findOperation(verb, entity.id); return found ? [found] : [] })
  const acted = readObjects(clause.rest, reading, null)
  const objects = [...acted.objects, ...acted.also].filter((object) => object.entity && object.adjectives)
  if (operations.length === 0 || objects.length === 0 || acted.left.length) return false
  for (const operation of operations) for (const object of objects) {
    const at = object.entity ? draft.pathTo(entity, object.entity.id) : null
    const tests = at === null || !object.entity ? null : qualities(draft, object.entity, at, object.adjectives)
    if (!tests) return false
    for (const test of tests) require(operation, test, clause)
  }
  return true
}

function applyTest(operation: Operation, entity: Entity, test: Expression, clause: Parameters<Rule['apply']>[0]) {
  const states = test.kind === 'call' && test.args[0]?.kind === 'field' && test.args[0].path === entity.states?.field && (test.fn === '=' || test.fn === 'in') ? test.args.slice(1).map((arg) => (arg.kind === 'literal' ? String(arg.value) : '')) : null
  if (states) operation.from = states
  else require(operation, test, clause)
}

/** "All of these are mandatory", "Both are required": said of the fields of the sentence before. */
export const allOfThese: Rule = {
  name: 'all of these fields',
  apply(clause, reading) {
    const match = /^(?:all (?:of (?:these|them)|fields|these fields|data)|both|these(?: fields)?|they(?: all)?|all) (?:are|is|must be) (mandatory|required|optional|unique)$/i.exec(clause.text)
    const before = clause.line.follows ?? clause.line.introducer
    const entity = contextOf(clause, reading)?.entity
    if (!match?.[1] || !before || !entity) return false
    const fields = entity.fields.filter((field) => field.statements.includes(before.id) && field.source === 'client')
    for (const field of fields) { if (/mandatory|required/i.test(match[1])) field.required = true; else if (/unique/i.test(match[1])) field.unique = true; if (!field.statements.includes(clause.line.id)) field.statements.push(clause.line.id) }
    return fields.length > 0
  },
}

/** "The auditor … may not change anything": nothing but reading. */
export const readOnlyRole: Rule = {
  name: 'reads only',
  apply(clause, reading) {
    if (!clause.negative || !/^(?:anything|any data|any records?|data|any of (?:it|them)|anything else)$/i.test(clause.rest) || !/^(?:change|modify|edit|update|alter|delete|create|do)$/.test(clause.verbs[0] ?? '')) return false
    const actors = actorsOf(clause.subject, reading)
    if (!actors?.roles.length) return false
    for (const operation of reading.draft.operations.values()) if (operation.kind !== 'read' && operation.kind !== 'list') operation.permissions = operation.permissions.filter((permission) => !actors.roles.includes(permission.role))
    for (const role of actors.roles) reading.draft.readers.add(role)
    return true
  },
}

export { fieldOf }
