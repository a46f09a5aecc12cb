import type { Expression } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import { condition } from '../language/conditions.ts'
import { readFieldList } from '../language/fields.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { stem } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { require } from './guards.ts'
import { readObjects } from './objects.ts'
import { addInputs } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

/** "A rejection requires a reason", "If an application is rejected, the officer must state a reason", "A reason is required when …". */
export const neededInputs: Rule = {
  name: 'what an act needs',
  apply(clause, reading) {
    const { draft } = reading
    const act =
      /^(?:an?|the|each|every)? ?(\w+(?:ing|ion|al|ment|ation|return|closure|release)(?: (?:an?|the) [\w ]+?)?|block|ban|hold|transfer|repair|change|refund|discount|extension) (?:requires?|needs?|must (?:have|include|contain)|must be (?:given|accompanied by)) (.+)$/i.exec(
        clause.text,
      )
    const stated =
      /^(?:(?:the|an?) )?([\w -]+?) (?:must|shall|has to|needs to|should) (?:enter|give|provide|specify|state|supply|fill in|indicate|name|record) (.+)$/i.exec(
        clause.text,
      )
    const asks = /^(?:the )?(?:system|application|service|platform) (?:shall |must |should |will )?(?:require|ask for|demand|request|prompt for)s? (.+)$/i.exec(
      clause.text,
    )
    const wanted =
      /^(.+?) (?:is|are|must be|shall be|has to be|have to be|needs to be) (?:required|mandatory|needed|given|stated|entered|provided|recorded|specified)(?: (?:for|on|upon|when) (?:the |an? )?([\w ]+))?$/i.exec(
        clause.text,
      )
    const lead = clause.leads.find((candidate) => operationsIn(draft, candidate.text, clause, reading).length > 0)
    const found = lead ? operationsIn(draft, lead.text, clause, reading) : []
    const list =
      asks?.[1] && lead
        ? { operations: found, what: asks[1] }
        : act?.[1]
          ? { operations: operationsIn(draft, act[1], clause, reading), what: act[2] ?? '' }
          : stated?.[2] && lead && actorsOf(stated[1] ?? '', reading)
            ? { operations: found, what: stated[2] }
            : wanted?.[1] && (lead || wanted[2])
              ? { operations: lead ? found : operationsIn(draft, wanted[2] ?? '', clause, reading), what: wanted[1] }
              : null
    const context = contextOf(clause, reading)?.operation
    const spoken = context && clause.leads.length === 0 ? draft.operations.get(context) : undefined
    const own =
      !list && wanted?.[1] && spoken?.kind === 'action' && !fieldOf(draft.entities.get(spoken.entity) as Entity, wanted[1])?.required
        ? { operations: [spoken], what: wanted[1] }
        : null
    const chosen = list ?? own
    const doer = wanted?.[1] ? draft.lexicon.find(wanted[1])?.term : undefined
    if (doer?.role && chosen?.operations.some((operation) => operation.permissions.some((permission) => permission.role === doer.id))) return false
    if (!chosen || chosen.operations.length === 0 || clause.negative) return false
    const fields = readFieldList(chosen.what)
    if (fields.length === 0) return false
    for (const operation of chosen.operations) {
      const entity = draft.entities.get(operation.entity)
      if (entity) {
        addInputs(reading, clause, operation, entity, fields)
        for (const input of operation.inputs) if (fields.some((field) => field.id === input.id)) input.required = true
      }
    }
    return true
  },
}

/** "Only tickets in progress can be put on hold", "Only draft claims may be changed". */
export const onlyInState: Rule = {
  name: 'only in a state',
  apply(clause, reading) {
    if (!clause.only || !clause.passive || clause.agent || clause.negative) return false
    const { draft } = reading
    const mention = draft.lexicon.find(clause.subject.replace(/ (?:that|which|in|on|under|with|who|of|for)\b.*$/i, ''))
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!entity) return false
    const test =
      condition(draft, clause.subject.replace(/ (?:that|which) (?:is|are) /i, ' is '), entity) ??
      condition(draft, clause.subject.replace(/^(.*?)(in|on|under|out) (.+)$/i, 'it is $2 $3'), entity)
    const operations: Operation[] = clause.verbs.flatMap((verb) => {
      const found = [...draft.operations.values()].filter(
        (operation) =>
          operation.entity === entity.id &&
          (stem(operation.name.split('_')[0] ?? '') === stem(verb) || operation.id === draft.findOperation(verb, entity.id)?.id) &&
          (!clause.rest || !/^(?:on|in|out)\b/.test(clause.rest) || operation.name.includes(clause.rest.replace(/\W+/g, '_'))),
      )
      return found
    })
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
  const operations = clause.verbs.flatMap((verb) => {
    const found = draft.findOperation(verb, entity.id)
    return found ? [found] : []
  })
  const acted = readObjects(clause.rest, reading, null)
  const objects = [...acted.objects, ...acted.also].filter((object) => object.entity && object.adjectives)
  if (operations.length === 0 || objects.length === 0 || acted.left.length) return false
  for (const operation of operations)
    for (const object of objects) {
      const at = object.entity ? draft.pathTo(entity, object.entity.id) : null
      const tests = at === null || !object.entity ? null : qualities(draft, object.entity, at, object.adjectives)
      if (!tests) return false
      for (const test of tests) require(operation, test, clause)
    }
  return true
}

function applyTest(operation: Operation, entity: Entity, test: Expression, clause: Parameters<Rule['apply']>[0]) {
  const states =
    test.kind === 'call' && test.args[0]?.kind === 'field' && test.args[0].path === entity.states?.field && (test.fn === '=' || test.fn === 'in')
      ? test.args.slice(1).map((arg) => (arg.kind === 'literal' ? String(arg.value) : ''))
      : null
  if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
  if (states) operation.from = states
  else require(operation, test, clause)
}

/** "All of these are mandatory", "Both are required": said of the fields of the sentence before. */
export const allOfThese: Rule = {
  name: 'all of these fields',
  apply(clause, reading) {
    const match =
      /^(?:all (?:of (?:these|them)|fields|these fields|data)|both|these(?: fields)?|they(?: all)?|all) (?:are|is|must be) (mandatory|required|optional|unique)$/i.exec(
        clause.text,
      )
    const before = clause.line.follows ?? clause.line.introducer
    const entity = contextOf(clause, reading)?.entity
    if (!match?.[1] || !before || !entity) return false
    const fields = entity.fields.filter((field) => field.statements.includes(before.id) && field.source === 'client')
    for (const field of fields) {
      if (/mandatory|required/i.test(match[1])) field.required = true
      else if (/unique/i.test(match[1])) field.unique = true
      if (!field.statements.includes(clause.line.id)) field.statements.push(clause.line.id)
    }
    return fields.length > 0
  },
}

/** "The auditor … may not change anything": nothing but reading. */
export const readOnlyRole: Rule = {
  name: 'reads only',
  apply(clause, reading) {
    if (
      !clause.negative ||
      !/^(?:anything|any data|any records?|data|any of (?:it|them)|anything else)$/i.test(clause.rest) ||
      !/^(?:change|modify|edit|update|alter|delete|create|do)$/.test(clause.verbs[0] ?? '')
    )
      return false
    const actors = actorsOf(clause.subject, reading)
    if (!actors?.roles.length) return false
    for (const operation of reading.draft.operations.values())
      if (operation.kind !== 'read' && operation.kind !== 'list')
        operation.permissions = operation.permissions.filter((permission) => !actors.roles.includes(permission.role))
    for (const role of actors.roles) reading.draft.readers.add(role)
    return true
  },
}
