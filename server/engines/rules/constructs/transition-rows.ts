import { call, type Expression, field, literal } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import { verbFor } from '../complete/state-verbs.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { isVerb } from '../language/vocabulary.ts'
import { baseForm, identifier } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import type { Line } from '../text/lines.ts'
import { actorsOf } from './actors.ts'
import { type Reading, remember } from './rule.ts'

/** One row: in these states these roles may, on these conditions. */
interface Row {
  from: string[]
  roles: string[]
  conditions: Expression[]
  statement: string
}
const rowsOf = new WeakMap<Operation, Row[]>()

function entityOf(line: Line, reading: Reading): Entity | undefined {
  const mention = line.transition ? reading.draft.lexicon.find(line.transition.thing) : null
  return mention?.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
}

/** The states that a row of a table of transitions names. */
export function transitionStates(line: Line, reading: Reading) {
  const entity = entityOf(line, reading)
  const row = line.transition
  if (!entity || !row) return
  const first = entity.states === null
  const states = [...row.from, row.to].map((state) => reading.draft.addState(entity, state, line.id))
  if ((first || row.begins) && entity.states && states[0]) {
    entity.states.initial = states[0]
    reading.draft.began.add(entity.id)
  }
}

/** The act that a row stands for: its name, states, people and conditions. The rest of the row is read like any sentence. */
export function transitionAct(line: Line, clauses: Clause[], reading: Reading): boolean {
  const { draft } = reading
  const row = line.transition
  const entity = entityOf(line, reading)
  const [clause] = clauses
  if (!row || !entity?.states || !clause || row.roles.length === 0) return false
  const actors = row.roles.map((role) => actorsOf(role, reading))
  if (actors.some((found) => found === null)) return false
  const roles = [...new Set(actors.flatMap((found) => found?.roles ?? []))]
  const to = draft.addState(entity, row.to, line.id)
  const from = row.from.map((state) => draft.addState(entity, state, line.id))
  const operation = row.begins ? beginning(reading, entity, row.act, line) : operationFor(reading, entity, row.act, to, line)
  operation.to = to
  if (!row.begins)
    for (const state of from.length ? from : entity.states.values.map((value) => value.id).filter((state) => state !== to))
      if (!operation.from.includes(state)) operation.from.push(state)
  for (const role of roles) draft.permit(operation, role, line.id)
  remember(clause, reading, entity, operation.id)
  clause.read = true
  const conditions: Expression[] = []
  const made: Row = { from, roles, conditions, statement: line.id }
  rowsOf.set(operation, [...(rowsOf.get(operation) ?? []), made])
  if (row.condition) clause.left.push(row.condition)
  reading.later.push(() => finish(reading, clause, entity, operation, made, row.condition))
  return true
}

function beginning(reading: Reading, entity: Entity, act: string, line: Line): Operation {
  const [verb = 'create'] = act.toLowerCase().split(' ')
  const operation = reading.draft.operation(entity, 'create', 'create', verbLabel(isVerb(verb) ? baseForm(verb) : 'create', entity), line.id)
  if (isVerb(verb)) reading.draft.nameVerb(baseForm(verb), operation.id)
  return operation
}

function operationFor(reading: Reading, entity: Entity, act: string, to: string, line: Line): Operation {
  const { draft } = reading
  const [first = '', second = ''] = act.toLowerCase().split(' ')
  const verb =
    isVerb(first) && !/^(?:create|add|new|update|edit|change|modify|delete|set|mark|move|put)$/.test(baseForm(first))
      ? [baseForm(first), ...(/^(?:in|out|up|off|back|down)$/.test(second) ? [second] : [])].join(' ')
      : verbFor(to)
  const known =
    draft.operations.get(`${entity.id}.${identifier(verb)}`) ??
    [...draft.operations.values()].find((other) => other.entity === entity.id && other.kind === 'action' && other.to === to && !act)
  if (known && !known.statements.includes(line.id)) known.statements.push(line.id)
  const operation = known ?? draft.operation(entity, identifier(verb), 'action', verbLabel(verb, entity), line.id)
  draft.nameVerb(verb, operation.id)
  draft.nameVerb(to.replace(/_/g, ' '), operation.id)
  return operation
}

/** Conditions once all acts are known; whoever may only in some of the states gets a permission that says so. */
function finish(reading: Reading, clause: Clause, entity: Entity, operation: Operation, row: Row, text: string) {
  const rows = rowsOf.get(operation) ?? []
  const status = field(entity.states?.field ?? 'status')
  const inStates = (states: string[]) => (states.length === 1 ? call('=', status, literal(states[0] ?? '')) : call('in', status, ...states.map(literal)))
  const test = text ? condition(reading.draft, text.replace(/^(?:only )?(?:if|when) /i, ''), entity) : null
  if (test) {
    clause.left.splice(clause.left.indexOf(text), 1)
    const alone = rows.length === 1 || row.from.length === 0
    operation.conditions.push({
      expression: alone ? test : call('or', call('not', inStates(row.from)), test),
      message: `${operation.label}: only if ${text.replace(/^(?:only )?(?:if|when) /i, '')}.`,
      status: 409,
      roles: alone ? [] : row.roles, // beside another row it binds only the people of its own
      statements: [row.statement],
    })
  }
  for (const permission of operation.permissions) {
    const mine = rows.filter((other) => other.roles.includes(permission.role))
    const states = [...new Set(mine.flatMap((other) => other.from))]
    const everywhere = mine.some((other) => other.from.length === 0) || operation.from.every((state) => states.includes(state))
    if (mine.length && !everywhere && operation.kind === 'action') permission.when = inStates(states)
  }
}
