import { expect, type TestContext } from 'vitest'
import { arrange, toTheEdge } from './arrange.ts'
import { type Answer, ask } from './client.ts'
import { expectations, expectValue } from './effects.ts'
import { evaluate } from './evaluate.ts'
import { allHold, applies, make, operationOf, permissionsOf, person, reach } from './make.ts'
import type { Json, OperationPlan } from './plan-types.ts'
import { cannot, done, firstRole, type Ready, ready } from './ready.ts'
import { type Draft, entityOf, Stored, sample } from './records.ts'

/** A permitted role does it; the answer and the stored record are what the specification says. */
export async function succeeds(context: TestContext, id: string, role: string | null): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, role)
  const answer = await it.send(it.who)
  expect(answer.status, JSON.stringify(answer.body)).toBe(done[operation.kind])
  if (operation.kind === 'list' || operation.kind === 'delete') return
  const record = new Stored(entityOf(operation.entity), String(answer.body.id))
  const state = record.entity.state
  if (operation.to && state) expect(await record.get(state.column)).toBe(operation.to)
  if (operation.kind === 'create') await createdAsSent(operation, it, answer, record)
  for (const input of operation.inputs)
    if (record.field(input.id) && it.inputs[input.id] !== undefined) await expectValue(record, input.id, it.inputs[input.id] ?? null, false)
  for (const field of record.entity.fields) if (field.derived) await expectValue(record, field.id, await evaluate(field.derived, { node: record }), false)
}

async function createdAsSent(operation: OperationPlan, it: Ready, answer: Answer, record: Stored): Promise<void> {
  const draft = it.scope.node as Draft
  const set = new Set(operation.effects.flatMap((e) => Object.keys(e.values ?? {})))
  for (const field of record.entity.fields) {
    const sent = draft.values.get(field.id)
    if (operation.takes.includes(field.id) && sent !== undefined && !set.has(field.id)) await expectValue(record, field.id, sent, field.kind === 'datetime')
  }
  expect(answer.headers.location).toContain(record.id)
}

/** What the client leaves open gets its default. */
export async function defaults(context: TestContext, id: string, fieldId: string): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const field = it.scope.node.field(fieldId)
  const answer = await it.send(it.who, (body) => {
    if (field && operation.takes.includes(fieldId)) Reflect.deleteProperty(body, field.key)
  })
  if (answer.status !== 201 || !field?.default) return cannot(context, `a record without ${fieldId}`)
  const record = new Stored(entityOf(operation.entity), String(answer.body.id))
  await expectValue(record, fieldId, await evaluate(field.default, { node: record, who: it.who }), field.kind === 'datetime')
}

export async function needsToken(id: string): Promise<void> {
  const operation = operationOf(id)
  const answer = await ask(
    null,
    operation.method,
    operation.path,
    operation.path.includes('{id}') ? crypto.randomUUID() : null,
    operation.method === 'GET' || operation.method === 'DELETE' ? undefined : {},
  )
  expect(answer.status).toBe(401)
}

export async function notFor(id: string, role: string): Promise<void> {
  const operation = operationOf(id)
  const record = operation.path.includes('{id}') ? await make(operation.entity) : null
  const answer = await ask(
    await person(role),
    operation.method,
    operation.path,
    record?.id ?? null,
    operation.method === 'GET' || operation.method === 'DELETE' ? undefined : {},
  )
  expect(answer.status).toBe(403)
}

/** Somebody of the same role whose record it is not. */
export async function notOthers(context: TestContext, id: string, role: string): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, role)
  const stranger = await person(role)
  const answer = await it.send(stranger)
  if (operation.kind === 'list') {
    const own = permissionsOf(operation, role)?.own
    const mine = own === 'id' ? [it.who?.id] : [(it.scope.node as Stored).id]
    expect(answer.body.items).not.toContainEqual(expect.objectContaining({ id: mine[0] }))
  } else expect(answer.status).toBe(403)
}

export async function notWhile(context: TestContext, id: string, role: string, state: string): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, role)
  const record = it.scope.node
  if (!(record instanceof Stored) || !record.entity.state) return cannot(context, state)
  await reach(record, [state])
  await record.set(record.entity.state.column, state)
  const answer = await it.send(it.who)
  expect(answer.status).toBe(409)
  expect(await record.get(record.entity.state.column)).toBe(state)
}

/** Every other rule holds, this one does not: refused with the rule's status, and nothing has changed. */
export async function refuses(context: TestContext, id: string, index: number): Promise<void> {
  const operation = operationOf(id)
  const condition = operation.conditions[index]
  if (!condition) throw new Error(`no condition ${index}`)
  const role = operation.permissions.find((p) => condition.roles.length === 0 || condition.roles.includes(p.role))?.role ?? firstRole(operation)
  const it = await ready(context, operation, role)
  const broken = await arrange(condition.expression, false, it.scope)
  if (!broken || (await evaluate(condition.expression, it.scope)) === true || !(await allHold(operation, it.scope, index))) {
    if ((await evaluate(condition.expression, it.scope)) === true) return cannot(context, `the contrary of "${condition.message}"`)
  }
  const answer = await it.send(it.who)
  expect([403, 409, 422], JSON.stringify(answer.body)).toContain(answer.status)
}

export async function hasEffect(context: TestContext, id: string, index: number): Promise<void> {
  const operation = operationOf(id)
  const it = await ready(context, operation, firstRole(operation))
  const when = operation.effects[index]?.when
  if (when) await arrange(when, true, it.scope)
  if (!(await allHold(operation, it.scope))) return cannot(context, 'the condition of this effect')
  const expected = await expectations(operation, index, it.scope)
  if (expected.length === 0) return cannot(context, 'something to compare the effect with')
  const answer = await it.send(it.who)
  expect(answer.status, JSON.stringify(answer.body)).toBe(done[operation.kind])
  const record = operation.kind === 'delete' && it.scope.node instanceof Stored ? it.scope.node.id : String(answer.body.id)
  for (const check of expected) await check(record)
}

/** Requests that meet at a limit: as many get through as one after the other would. */
export async function holdsUnderLoad(context: TestContext, id: string, index: number): Promise<void> {
  const operation = operationOf(id)
  const condition = operation.conditions[index]
  const it = await ready(context, operation, firstRole(operation))
  if (!condition || !applies(condition.roles, it.who) || !(await toTheEdge(condition.expression, it.scope)) || !(await allHold(operation, it.scope)))
    return cannot(context, 'the edge of this limit')
  const entity = entityOf(operation.entity)
  const vary = (body: Record<string, Json>): void => {
    for (const field of entity.fields) if (field.unique && body[field.key] !== undefined) body[field.key] = sample(field)
  }
  const answers = await Promise.all(Array.from({ length: 5 }, () => it.send(it.who, vary)))
  const after = await it.send(it.who, vary)
  // Only a request that this very condition refuses tells that one of the five reached the limit.
  if (after.status < 300 || after.body.detail !== condition.message) return cannot(context, 'a limit that is reached by one request')
  expect(answers.filter((a) => a.status < 300).length).toBe(1)
  expect(answers.every((a) => a.status < 300 || a.status === 409 || a.status === condition.status)).toBe(true)
}
