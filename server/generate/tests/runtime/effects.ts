import { expect } from 'vitest'
import { populate } from './arrange.ts'
import { at, evaluate, matchingRows, type Scope } from './evaluate.ts'
import type { EffectPlan, Expression, OperationPlan, Value } from './plan-types.ts'
import { allOf, Draft, entityOf, type Node, Stored } from './records.ts'
import { target } from './target.ts'

export type Expectation = (id: string) => Promise<void>

function* walk(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.kind === 'call') for (const arg of expression.args) yield* walk(arg)
  if (expression.kind === 'aggregate') for (const part of [expression.value, expression.where]) if (part) yield* walk(part)
}

const readsNow = (expression: Expression): boolean => [...walk(expression)].some((part) => part.kind === 'now')

export async function expectValue(node: Node, field: string, expected: Value, moment: boolean): Promise<void> {
  const now = await (node instanceof Stored ? node.fresh() : node).get(field)
  if (moment) expect(now, field).not.toBeNull()
  else if (typeof expected === 'number') expect(Number(now), field).toBeCloseTo(expected, 2)
  else if (typeof expected === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(expected))
    expect(Math.abs(new Date(String(now)).getTime() - new Date(expected).getTime()), field).toBeLessThan(60_000)
  else expect(now, field).toEqual(expected)
}

/** The records an effect starts from: the record itself or its lines. */
async function starts(effect: EffectPlan, scope: Scope): Promise<Scope[]> {
  if (!effect.each) return [scope]
  const plan = scope.node.entity.lines.find((l) => effect.each === l.field || effect.each === l.key || effect.each === l.entity) ?? scope.node.entity.lines[0]
  if (!plan) return []
  const lines: Node[] = []
  if (scope.node instanceof Draft) lines.push(...(scope.node.lines.get(plan.key) ?? []))
  else
    for (const line of await allOf(entityOf(plan.entity)))
      if ((await line.get(line.entity.parent?.field ?? '')) === (await scope.node.get('id'))) lines.push(line)
  return lines.map((node) => ({ ...scope, node, outer: scope }))
}

/** What a request gives is stored before the effects are worked out: a field that an input fills has its value. */
function given(expression: Expression, scope: Scope): Expression {
  if (expression.kind === 'field' && scope.inputs && expression.path in scope.inputs) return { kind: 'literal', value: scope.inputs[expression.path] ?? null }
  return expression.kind === 'call' ? { ...expression, args: expression.args.map((arg) => given(arg, scope)) } : expression
}

async function setExpectations(effect: EffectPlan, scope: Scope): Promise<Expectation[]> {
  const made: Expectation[] = []
  for (const start of await starts(effect, scope)) {
    if (effect.when && (await evaluate(effect.when, start)) !== true) continue
    let node: Node | null = start.node
    let inner = start
    if (effect.select) {
      const aggregate = { kind: 'aggregate' as const, fn: 'count' as const, entity: effect.select.entity, where: effect.select.where }
      if ((await matchingRows(aggregate, start)).length === 0) await populate(aggregate, 1, start)
      const rows = await matchingRows(aggregate, start)
      if (rows.length !== 1) continue
      node = rows[0] ?? null
      inner = { ...start, node: node ?? start.node, outer: start }
    } else if (effect.target && effect.target !== 'self') for (const step of effect.target.split('.')) node = node && (await node.follow(step))
    if (!node) continue
    for (const [field, expression] of Object.entries(effect.values ?? {})) {
      const expected = await evaluate(inner.node === scope.node ? given(expression, scope) : expression, inner)
      const changed = node
      made.push((id) =>
        expectValue(changed === scope.node && changed instanceof Draft ? new Stored(changed.entity, id) : changed, field, expected, readsNow(expression)),
      )
    }
  }
  return made
}

/** What must be different after the operation because of one effect, worked out before it. */
export async function expectations(operation: OperationPlan, index: number, scope: Scope): Promise<Expectation[]> {
  const effect = operation.effects[index]
  if (!effect) return []
  const before = new Set(operation.effects.slice(0, index).flatMap((e) => Object.keys(e.values ?? {})))
  const reads = Object.values(effect.values ?? {})
    .flatMap((e) => [...walk(e)])
    .some((part) => part.kind === 'field' && before.has(part.path.split('.').at(-1) ?? ''))
  if (reads) return []
  if (effect.kind === 'set') return setExpectations(effect, scope)
  if (effect.when && (await evaluate(effect.when, scope)) !== true) return []
  if (effect.kind === 'create' && effect.entity) {
    const entity = entityOf(effect.entity)
    const count = (await allOf(entity)).length
    return [
      async () => {
        expect((await allOf(entity)).length).toBeGreaterThan(count)
      },
    ]
  }
  if (effect.kind === 'delete' && effect.target && effect.target !== 'self') {
    const place = await at(effect.target, scope.node)
    const gone = place ? await scope.node.follow(effect.target) : null
    return gone instanceof Stored
      ? [
          async () => {
            expect(await gone.exists()).toBe(false)
          },
        ]
      : []
  }
  if (effect.kind === 'notify' || effect.kind === 'call')
    return [
      async (id) => {
        expect(
          (await (await target()).database.query('select 1 from gantry_outbox where operation = $1 and record_id = $2', [operation.id, id])).rowCount,
        ).toBeGreaterThan(0)
      },
    ]
  return []
}
