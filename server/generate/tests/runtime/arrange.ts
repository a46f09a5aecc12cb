import { addDays, at, evaluate, matchingRows, type Scope } from './evaluate.ts'
import type { Expression, FieldPlan, Value } from './plan-types.ts'
import { Draft, entityOf, type Node, next, sample } from './records.ts'

/** How a draft gets values for what a rule leaves open; make.ts says, which itself arranges rules. */
let fill: (draft: Draft) => Promise<void> = () => Promise.resolve()
export function fillWith(filler: typeof fill): void {
  fill = filler
}

type Call = Expression & { kind: 'call' }
type Aggregate = Expression & { kind: 'aggregate' }
const comparisons = new Set(['=', '!=', '<', '<=', '>', '>='])
const opposite: Record<string, string> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
const turned: Record<string, string> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function shifted(value: Value, by: number): Value {
  return typeof value === 'number' ? value + by : typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? addDays(value, by) : value
}

/** The value nearest to `value` for which `x operator value` holds: rules are tried at their edge. */
function edge(operator: string, value: Value, another: Value): Value {
  if (operator === '<') return shifted(value, -1)
  if (operator === '>') return shifted(value, 1)
  return operator === '!=' ? another : value
}

/** Some other value than this one. */
function other(node: Node, id: string, value: Value): Value {
  const field = node.field(id)
  const choices = field?.values ?? (node.entity.state?.column === id ? node.entity.state.values : null)
  if (choices) return choices.find((c) => c !== value) ?? null
  if (typeof value === 'boolean') return !value
  if (field?.reference) return null
  return typeof value === 'number' || (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)) ? shifted(value, 1) : `${String(value ?? '')}${next()}`
}

const allowed = (field: FieldPlan | undefined, value: Value): boolean =>
  field === undefined ||
  ((typeof value !== 'number' || (value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity))) &&
    !(value === null && field.notNull) &&
    !(typeof value === 'number' && field.kind === 'integer' && !Number.isInteger(value)))

/** Changes records so that an expression has this value; false when it does not know how. */
async function setTo(expression: Expression, value: Value, scope: Scope): Promise<boolean> {
  if (expression.kind === 'field' || (expression.kind === 'outer' && scope.outer)) {
    const place = await at(expression.path, expression.kind === 'outer' && scope.outer ? scope.outer.node : scope.node)
    const derived = place?.node.field(place.field)?.derived
    if (place && derived) return setTo(derived, value, { ...scope, node: place.node })
    if (!place || place.field === 'id' || place.field.endsWith('_at') || !allowed(place.node.field(place.field), value)) return false
    return place.node.set(place.field, value).then(
      () => true,
      () => false,
    )
  }
  if (expression.kind === 'input' && scope.inputs) {
    scope.inputs[expression.name] = value
    return true
  }
  if (expression.kind === 'aggregate') return populate(expression, value, scope)
  if (expression.kind !== 'call') return false
  return setCall(expression, value, scope)
}

async function setCall(expression: Call, value: Value, scope: Scope): Promise<boolean> {
  const [a, b] = expression.args
  if (!a) return false
  if (['coalesce', 'lower', 'round', 'ceil', 'floor'].includes(expression.fn)) return setTo(a, value, scope)
  if (!b) return false
  const [left, right] = [await evaluate(a, scope), await evaluate(b, scope)]
  if (expression.fn === 'add_days') return setTo(a, shifted(value, -Number(right)), scope)
  if (expression.fn === 'days_between') return (await setTo(b, shifted(left, Number(value)), scope)) || setTo(a, shifted(right, -Number(value)), scope)
  if (typeof value !== 'number') return false
  if (expression.fn === '+') return (await setTo(a, value - Number(right), scope)) || setTo(b, value - Number(left), scope)
  if (expression.fn === '-') return (await setTo(a, value + Number(right), scope)) || setTo(b, Number(left) - value, scope)
  if (expression.fn === '*') return (right !== 0 && (await setTo(a, value / Number(right), scope))) || (left !== 0 && setTo(b, value / Number(left), scope))
  return false
}

/** Adds rows until a count or a sum has this value, or takes rows out of it. */
export async function populate(aggregate: Aggregate, value: Value, scope: Scope): Promise<boolean> {
  const entity = entityOf(aggregate.entity)
  const rows = await matchingRows(aggregate, scope)
  const ownLines = scope.node instanceof Draft && entity.parent?.entity === scope.node.entity.id
  if (ownLines) return overLines(aggregate, Number(value), scope)
  const now = Number(await evaluate(aggregate, scope))
  const wanted = Number(value)
  if (!Number.isFinite(wanted) || wanted > 200) return false
  for (const node of rows.slice(0, Math.max(0, aggregate.fn === 'count' ? now - wanted : 0)))
    if (!aggregate.where || !(await arrange(aggregate.where, false, { ...scope, node, outer: scope }))) return false
  if (aggregate.fn === 'count') {
    for (let missing = wanted - now; missing > 0; missing--) if (!(await addRow(aggregate, null, scope))) return false
    return true
  }
  if (aggregate.fn !== 'sum') return false
  for (let rows_ = 0, reached = now; reached < wanted && rows_ < 60; rows_++) {
    if (!(await addRow(aggregate, wanted - reached, scope))) return false
    reached = Number(await evaluate(aggregate, scope))
  }
  return true
}

/** One more row that an aggregate counts; of a sum it adds `value`, or as much of it as a field may hold. */
async function addRow(aggregate: Aggregate, value: number | null, scope: Scope): Promise<boolean> {
  const draft = new Draft(entityOf(aggregate.entity))
  const inner = { ...scope, node: draft, outer: scope }
  if (aggregate.where && !(await arrange(aggregate.where, true, inner))) return false
  await fill(draft)
  if (aggregate.where && !(await arrange(aggregate.where, true, inner))) return false
  if (value !== null && aggregate.value && !(await setTo(aggregate.value, value, inner)) && !(await setToMost(aggregate.value, value, inner))) return false
  for (const field of draft.entity.fields) if (!draft.values.has(field.id) && field.default) await draft.set(field.id, await evaluate(field.default, inner))
  const made = await draft.insert()
  return !aggregate.where || (await evaluate(aggregate.where, { ...scope, node: made, outer: scope })) === true
}

async function setToMost(expression: Expression, value: number, scope: Scope): Promise<boolean> {
  const place = expression.kind === 'field' ? await at(expression.path, scope.node) : null
  const most = place?.node.field(place.field)?.max
  return most !== undefined && setTo(expression, Math.min(most, value), scope)
}

/** Lines of the record itself that meet (or do not meet) the rest of the aggregate's condition. */
async function overLines(aggregate: Aggregate, wanted: number, scope: Scope): Promise<boolean> {
  if (aggregate.fn !== 'count' || !aggregate.where || !(scope.node instanceof Draft)) return false
  const lines = [...scope.node.lines.values()].flat().filter((line) => line.entity.id === aggregate.entity)
  for (const [index, node] of lines.entries()) if (!(await arrange(aggregate.where, index < wanted, { ...scope, node, outer: scope }))) return false
  return lines.length >= wanted
}

async function compareSides(operator: string, a: Expression, b: Expression, scope: Scope): Promise<boolean> {
  const [left, right] = [await evaluate(a, scope), await evaluate(b, scope)]
  const try_ = async (side: Expression, op: string, value: Value): Promise<boolean> => {
    const place = side.kind === 'field' ? await at(side.path, scope.node) : null
    const wanted = edge(op, value, place ? other(place.node, place.field, value) : typeof value === 'number' ? value + 1 : null)
    return setTo(side, wanted, scope)
  }
  return (right !== null && (await try_(a, operator, right))) || (left !== null && (await try_(b, turned[operator] ?? operator, left)))
}

/** Puts a limit where one more request still fits and a second does not; false when the rule is no limit. */
export async function toTheEdge(expression: Expression, scope: Scope): Promise<boolean> {
  if (expression.kind === 'call' && expression.fn === '=' && expression.args[0]?.kind === 'aggregate' && scope.node instanceof Draft)
    return linesToTheEdge(expression.args[0], expression, scope)
  if (expression.kind !== 'call' || !['<', '<=', '>', '>='].includes(expression.fn)) return false
  const [a, b] = expression.args
  if (!a || !b) return false
  return (await compareSides(expression.fn, a, b, scope)) && (await evaluate(expression, scope)) === true
}

/** No line may be short of something: what each line draws on has just enough for it. */
async function linesToTheEdge(aggregate: Aggregate, whole: Call, scope: Scope): Promise<boolean> {
  const where = aggregate.where
  const limits = where?.kind === 'call' && where.fn === 'and' ? where.args : where ? [where] : []
  const lines = scope.node instanceof Draft ? [...scope.node.lines.values()].flat() : []
  let moved = false
  for (const node of lines)
    for (const limit of limits) {
      if (limit.kind !== 'call' || !['<', '<=', '>', '>='].includes(limit.fn)) continue
      const [a, b] = limit.args
      if (a && b) moved = (await compareSides(opposite[limit.fn] ?? '', a, b, { ...scope, node, outer: scope })) || moved
    }
  return moved && (await evaluate(whole, scope)) === true
}

/** Changes records (never the service) so that a rule holds or is broken; answers whether it worked. */
export async function arrange(expression: Expression, want: boolean, scope: Scope): Promise<boolean> {
  if ((await evaluate(expression, scope)) === want) return true
  if (expression.kind === 'field') return setTo(expression, want, scope)
  if (expression.kind !== 'call') return false
  const [a, b] = expression.args
  if (expression.fn === 'not' && a) return arrange(a, !want, scope)
  if (expression.fn === 'and' || expression.fn === 'or') {
    const all = (expression.fn === 'and') === want
    for (const arg of expression.args) {
      const done = await arrange(arg, want, scope)
      if (done !== all) return done
    }
    return all
  }
  if ((expression.fn === 'is_null' || expression.fn === 'not_null') && a) return emptiness(a, (expression.fn === 'is_null') === want, scope)
  if (expression.fn === 'in' && a && b) return want ? setTo(a, await evaluate(b, scope), scope) : outside(expression, scope)
  if (expression.fn === 'overlaps' && want) return overlap(expression, scope)
  if (!comparisons.has(expression.fn) || !a || !b) return false
  if ((await compareSides(want ? expression.fn : (opposite[expression.fn] ?? ''), a, b, scope)) && (await evaluate(expression, scope)) === want) return true
  return (await evaluate(expression, scope)) === want
}

async function emptiness(side: Expression, empty: boolean, scope: Scope): Promise<boolean> {
  if (empty) return setTo(side, null, scope)
  const place = side.kind === 'field' ? await at(side.path, scope.node) : null
  const field = place?.node.field(place.field)
  return field && !field.reference ? setTo(side, sample(field), scope) : false
}

async function outside(expression: Call, scope: Scope): Promise<boolean> {
  const [side] = expression.args
  const place = side?.kind === 'field' ? await at(side.path, scope.node) : null
  if (!side || !place) return false
  const choices = place.node.field(place.field)?.values ?? (place.node.entity.state?.column === place.field ? place.node.entity.state.values : [])
  for (const choice of choices) {
    await setTo(side, choice, scope)
    if ((await evaluate(expression, scope)) === false) return true
  }
  return false
}

async function overlap(expression: Call, scope: Scope): Promise<boolean> {
  const [a, b, c, d] = expression.args
  if (!a || !b || !c || !d) return false
  const forward = (await setTo(a, await evaluate(c, scope), scope)) && (await setTo(b, await evaluate(d, scope), scope))
  return forward || ((await setTo(c, await evaluate(a, scope), scope)) && (await setTo(d, await evaluate(b, scope), scope)))
}
