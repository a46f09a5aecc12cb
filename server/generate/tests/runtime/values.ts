import { expect, type TestContext } from 'vitest'
import { arrange } from './arrange.ts'
import { ask } from './client.ts'
import { evaluate, type Scope } from './evaluate.ts'
import { operationOf } from './make.ts'
import type { Json, Value } from './plan-types.ts'
import { cannot, firstRole, ready } from './ready.ts'
import { Draft, entityOf, Stored, sample } from './records.ts'

/** A change that would break a rule every record keeps is refused. */
export async function keepsOnChange(context: TestContext, id: string, index: number): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const record = it.scope.node
  const rule = record.entity.invariants[index]
  if (!rule) throw new Error(`no rule ${index}`)
  const draft = new Draft(record.entity)
  const before: Record<string, Value> = {}
  for (const field of record.entity.fields) if (!field.derived) before[field.id] = await record.get(field.id)
  for (const [name, value] of Object.entries(before)) draft.values.set(name, value)
  const scope: Scope = { ...it.scope, node: draft, old: before }
  if (rule.when) await arrange(rule.when, true, scope)
  await arrange(rule.expression, false, scope)
  if ((await evaluate(rule.expression, scope)) !== false || (rule.when && (await evaluate(rule.when, scope)) !== true))
    return cannot(context, `the contrary of "${rule.message}"`)
  const changed = operation.takes.filter((name) => draft.values.get(name) !== before[name])
  if (changed.length === 0) return cannot(context, 'a change that breaks it')
  const answer = await ask(it.who, operation.method, operation.path, (record as Stored).id, draft.body(changed))
  expect([409, 422], JSON.stringify(answer.body)).toContain(answer.status)
}

/** A body with one value changed is refused at that field. */
export async function refusesValue(context: TestContext, id: string, key: string, value: Json | undefined): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const answer = await it.send(it.who, (body) => {
    if (value === undefined) Reflect.deleteProperty(body, key)
    else body[key] = value
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(422)
  expect(JSON.stringify(answer.body.errors)).toContain(key.split('.').at(-1))
}

export async function refusesLine(context: TestContext, id: string, collection: string, key: string, value: Json | undefined): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const answer = await it.send(it.who, (body) => {
    const [line] = (body[collection] ?? []) as Record<string, Json>[]
    if (!line) return
    if (value === undefined) Reflect.deleteProperty(line, key)
    else line[key] = value
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(422)
}

export async function refusesDuplicate(context: TestContext, id: string, fields: string[]): Promise<void> {
  const operation = operationOf(id)
  const role = firstRole(operation)
  const first = await ready(context, operation, role)
  const one = await first.send(first.who)
  expect(one.status, JSON.stringify(one.body)).toBe(201)
  const second = await ready(context, operation, role)
  const record = new Stored(entityOf(operation.entity), String(one.body.id))
  const shared: [string, Value][] = []
  for (const id_ of fields) shared.push([record.field(id_)?.key ?? id_, await record.get(id_)])
  const answer = await second.send(second.who, (body) => {
    for (const [key, value] of shared) body[key] = value
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(409)
}

export async function staysAsSaved(context: TestContext, id: string, fieldId: string): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const field = it.scope.node.field(fieldId)
  if (!field) throw new Error(fieldId)
  const before = await it.scope.node.get(fieldId)
  const answer = await it.send(it.who, (body) => {
    body[field.key] = field.reference ? crypto.randomUUID() : sample(field)
  })
  expect([409, 422]).toContain(answer.status)
  expect(await it.scope.node.get(fieldId)).toEqual(before)
}

export async function keepsInvariant(context: TestContext, id: string, index: number): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const rule = it.scope.node.entity.invariants[index]
  if (!rule) throw new Error(`no rule ${index}`)
  if (rule.when) await arrange(rule.when, true, it.scope)
  await arrange(rule.expression, false, it.scope)
  if ((await evaluate(rule.expression, it.scope)) !== false || (rule.when && (await evaluate(rule.when, it.scope)) !== true))
    return cannot(context, `the contrary of "${rule.message}"`)
  const answer = await it.send(it.who)
  expect([409, 422], JSON.stringify(answer.body)).toContain(answer.status)
}
