import { plan } from '../suite.ts'
import { arrange, fillWith } from './arrange.ts'
import { ask, type Person } from './client.ts'
import { at, evaluate, type Scope } from './evaluate.ts'
import type { FieldPlan, OperationPlan, PermissionPlan, Value } from './plan-types.ts'
import { Draft, entityOf, next, Stored, sample } from './records.ts'

/** Who made a record through the service: their own actions on it are theirs to do. */
const owners = new Map<string, Person>()

export function operationOf(id: string): OperationPlan {
  const found = plan.operations.find((o) => o.id === id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}
const createOf = (entity: string): OperationPlan | undefined => plan.operations.find((o) => o.entity === entity && o.kind === 'create')
const isSelf = (own: string | null): boolean => own === 'id' || own === 'self' || own === ''

/** Somebody of a role; where its people are records, with a record of their own. */
export async function person(role: string): Promise<Person> {
  const subject = `${role}-${next()}@example.org`
  const entity = plan.roles.find((r) => r.id === role)?.entity
  if (!entity) return { role, subject, id: null }
  const register = createOf(entity)
  const draft = new Draft(entityOf(entity))
  await fill(draft, false)
  if (register?.permissions.some((p) => p.role === role)) {
    const made = await ask({ role, subject, id: null }, register.method, register.path, null, draft.body(register.takes))
    if (made.status === 201) return { role, subject, id: String(made.body.id) }
  }
  const row = await insertWithDefaults(draft, { row_subject: subject })
  return { role, subject, id: row.id }
}

async function insertWithDefaults(draft: Draft, more: Record<string, Value> = {}): Promise<Stored> {
  for (const field of draft.entity.fields)
    if (!draft.values.has(field.id) && field.default) await draft.set(field.id, await evaluate(field.default, { node: draft }))
  const row = await draft.insert(more)
  for (const line of [...draft.lines.values()].flat()) {
    await line.set(line.entity.parent?.field ?? '', row.id)
    await insertWithDefaults(line)
  }
  return row
}

let depth = 0
async function fillField(draft: Draft, field: FieldPlan, high: boolean, position: number): Promise<void> {
  if (field.derived || field.kind === 'sequence' || draft.values.has(field.id)) return
  const toParent = draft.entity.parent?.field === field.id
  if (toParent && draft.parent) return
  if (field.reference) {
    if ((field.required || toParent) && depth < 6) await draft.set(field.id, (await make(field.reference)).id)
  } else if (field.source === 'client' || field.notNull)
    await draft.set(field.id, field.default && !field.required && !high ? await evaluate(field.default, { node: draft }) : sample(field, high, position))
}

/** Valid values for what is open, records for the references, one line where there are lines. */
export async function fill(draft: Draft, high: boolean): Promise<void> {
  let position = 0
  for (const field of draft.entity.fields) {
    await fillField(draft, field, high, position)
    if (field.kind === 'date' || field.kind === 'datetime') position += 1
  }
  for (const plan_ of draft.entity.lines) {
    if (draft.lines.has(plan_.key)) continue
    const lines: Draft[] = []
    for (let i = 0; i < Math.max(1, plan_.min); i++) {
      const line = new Draft(entityOf(plan_.entity), draft)
      await fill(line, false)
      lines.push(line)
    }
    draft.lines.set(plan_.key, lines)
  }
  for (const rule of draft.entity.invariants)
    if (!rule.when || (await evaluate(rule.when, { node: draft })) === true)
      if ((await evaluate(rule.expression, { node: draft })) === false) await arrange(rule.expression, true, { node: draft })
}

fillWith((draft) => fill(draft, false))

export const permissionsOf = (operation: OperationPlan, role: string): PermissionPlan | undefined => operation.permissions.find((p) => p.role === role)
const assignedTo = (operation: OperationPlan, who: Person | null): string | null => {
  const own = who ? (permissionsOf(operation, who.role)?.own ?? null) : null
  return own !== null && !isSelf(own) && !own.includes('.') ? own : null
}

/** The body of a create that is allowed and whose rules all hold; null when that could not be arranged. */
export async function createDraft(operation: OperationPlan, who: Person | null, high = false): Promise<{ draft: Draft; takes: string[]; scope: Scope } | null> {
  const draft = new Draft(entityOf(operation.entity))
  const own = assignedTo(operation, who)
  const field = own ? draft.field(own) : undefined
  if (own && who) await draft.set(own, field?.reference ? who.id : who.subject)
  await fill(draft, high)
  if (operation.to && draft.entity.state) draft.values.set(draft.entity.state.column, operation.to)
  const scope: Scope = { node: draft, who }
  for (const condition of operation.conditions) if (applies(condition.roles, who)) await arrange(condition.expression, true, scope)
  return (await allHold(operation, scope)) ? { draft, takes: operation.takes.filter((t) => t !== own), scope } : null
}

export const applies = (roles: string[], who: Person | null): boolean => roles.length === 0 || (who !== null && roles.includes(who.role))
export async function allHold(operation: OperationPlan, scope: Scope, but = -1): Promise<boolean> {
  for (const [index, condition] of operation.conditions.entries())
    if (index !== but && applies(condition.roles, scope.who ?? null) && (await evaluate(condition.expression, scope)) !== true) return false
  return true
}

/** A stored record, made through the service where anybody may, else inserted. */
export async function make(entityId: string, maker?: Person): Promise<Stored> {
  depth += 1
  try {
    const operation = createOf(entityId)
    if (operation) {
      const role = operation.permissions.find((p) => p.own === null)?.role ?? operation.permissions.find((p) => !isSelf(p.own))?.role
      const who = maker && permissionsOf(operation, maker.role) ? maker : role ? await person(role) : null
      const prepared = who || operation.public ? await createDraft(operation, who, true) : null
      const made = prepared && (await ask(who, operation.method, operation.path, null, prepared.draft.body(prepared.takes)))
      if (made?.status === 201) {
        const id = String(made.body.id)
        if (who) owners.set(id, who)
        return new Stored(entityOf(entityId), id)
      }
    }
    const draft = new Draft(entityOf(entityId))
    await fill(draft, true)
    return await insertWithDefaults(draft)
  } finally {
    depth -= 1
  }
}

async function perform(operation: OperationPlan, record: Stored, who: Person): Promise<boolean> {
  const inputs = inputsOf(operation)
  const scope: Scope = { node: record, who, inputs }
  for (const condition of operation.conditions) await arrange(condition.expression, true, scope)
  return (await ask(who, operation.method, operation.path, record.id, bodyOf(operation, inputs))).status === 200
}

export function inputsOf(operation: OperationPlan): Record<string, Value> {
  return Object.fromEntries(operation.inputs.filter((i) => !i.reference).map((i, index) => [i.id, sample(i, false, index)]))
}
export async function referencesOf(operation: OperationPlan, inputs: Record<string, Value>): Promise<void> {
  for (const input of operation.inputs) if (input.reference && input.required) inputs[input.id] = (await make(input.reference)).id
}
export const bodyOf = (operation: OperationPlan, inputs: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(operation.inputs.filter((i) => inputs[i.id] !== undefined).map((i) => [i.key, inputs[i.id] ?? null]))

/** The operations that lead from one state to another, shortest first. */
function route(entity: string, from: string, to: string[]): OperationPlan[] | null {
  const queue: { state: string; steps: OperationPlan[] }[] = [{ state: from, steps: [] }]
  const seen = new Set([from])
  for (const here of queue) {
    if (to.includes(here.state)) return here.steps
    for (const step of plan.operations) {
      if (step.entity !== entity || step.kind !== 'action' || !step.to || seen.has(step.to) || (step.from.length > 0 && !step.from.includes(here.state)))
        continue
      seen.add(step.to)
      queue.push({ state: step.to, steps: [...here.steps, step] })
    }
  }
  return null
}

/** Brings a record into one of the states, by the service's own actions where they lead there. */
export async function reach(record: Stored, states: string[]): Promise<void> {
  const column = record.entity.state?.column
  if (!column || states.length === 0) return
  const now = String(await record.get(column))
  if (states.includes(now)) return
  for (const step of route(record.entity.id, now, states) ?? []) {
    const owner = owners.get(record.id)
    const permission = (owner && permissionsOf(step, owner.role)) ?? step.permissions.find((p) => p.own === null)
    const who = permission ? (owner?.role === permission.role ? owner : await person(permission.role)) : null
    if (!who || !(await perform(step, record, who))) break
  }
  if (!states.includes(String(await record.get(column)))) await record.set(column, states[0] ?? null)
}

/** A record that this person may do the operation on, in a state for it, with every rule kept; null when that could not be arranged. */
export async function prepare(operation: OperationPlan, who: Person | null): Promise<{ record: Stored; inputs: Record<string, Value>; scope: Scope } | null> {
  const permission = who ? permissionsOf(operation, who.role) : undefined
  const entity = entityOf(operation.entity)
  const self = permission && isSelf(permission.own) && plan.roles.some((r) => r.id === who?.role && r.entity === entity.id)
  const record = self && who?.id ? new Stored(entity, who.id) : await make(entity.id, permission && permission.own !== null && who ? who : undefined)
  if (permission && permission.own !== null && !isSelf(permission.own) && who) {
    const place = await at(permission.own, record)
    if (!place) return null
    const field = place.node.field(place.field)
    const mine = field?.reference ? who.id : who.subject
    const take = async (): Promise<void> => {
      if ((await place.node.get(place.field)) !== mine) await place.node.set(place.field, mine)
    }
    await take()
    owners.set(record.id, who)
    await reach(record, operation.from)
    // An act on the way there may have given it to somebody else.
    await take()
  } else await reach(record, operation.from)
  const inputs = inputsOf(operation)
  await referencesOf(operation, inputs)
  const scope: Scope = { node: record, who, inputs }
  if (permission?.when) await arrange(permission.when, true, scope)
  for (const condition of operation.conditions) if (applies(condition.roles, who)) await arrange(condition.expression, true, scope)
  if (permission?.when && (await evaluate(permission.when, scope)) !== true) return null
  return (await allHold(operation, scope)) ? { record, inputs, scope } : null
}
