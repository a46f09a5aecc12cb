import type { TestContext } from 'vitest'
import { type Answer, ask, type Person } from './client.ts'
import type { Scope } from './evaluate.ts'
import { bodyOf, createDraft, person, prepare } from './make.ts'
import type { Json, OperationPlan, Value } from './plan-types.ts'
import { entityOf, sample } from './records.ts'

/** A request that is ready to be sent, with the scope its rules are evaluated in. */
export interface Ready {
  who: Person | null
  scope: Scope
  send(who: Person | null, change?: (body: Record<string, Json>) => void): Promise<Answer>
  inputs: Record<string, Value>
}

export const cannot = (context: TestContext, what: string): never => context.skip(`This suite could not bring about: ${what}`)

export async function ready(context: TestContext, operation: OperationPlan, role: string | null): Promise<Ready> {
  const who = role === null ? null : await person(role)
  if (operation.kind === 'create') {
    const self = operation.permissions.some((p) => p.role === role && (p.own === 'id' || p.own === 'self' || p.own === ''))
    const newcomer: Person | null = self && who ? { ...who, subject: `new-${who.subject}`, id: null } : who
    const made = (await createDraft(operation, newcomer)) ?? cannot(context, `a ${operation.entity} that keeps every rule of ${operation.id}`)
    return {
      who: newcomer,
      scope: made.scope,
      inputs: {},
      send: (sender, change) => {
        const body = made.draft.body(made.takes)
        change?.(body)
        return ask(sender, operation.method, operation.path, null, body)
      },
    }
  }
  const made = (await prepare(operation, who)) ?? cannot(context, `a record that keeps every rule of ${operation.id}`)
  const bodied = operation.kind === 'action' || operation.kind === 'update'
  return {
    who,
    scope: made.scope,
    inputs: made.inputs,
    send: (sender, change) => {
      const body = operation.kind === 'update' ? updateBody(operation) : (bodyOf(operation, made.inputs) as Record<string, Json>)
      change?.(body)
      return ask(sender, operation.method, operation.path, operation.kind === 'list' ? null : made.record.id, bodied ? body : undefined)
    },
  }
}

function updateBody(operation: OperationPlan): Record<string, Json> {
  const field = entityOf(operation.entity).fields.find((f) => operation.takes.includes(f.id) && !f.immutable && !f.reference && f.source === 'client')
  return field ? { [field.key]: sample(field) } : {}
}

export const firstRole = (operation: OperationPlan): string | null =>
  operation.public && operation.permissions.length === 0 ? null : (operation.permissions[0]?.role ?? null)
export const done: Record<OperationPlan['kind'], number> = { create: 201, read: 200, list: 200, update: 200, action: 200, delete: 204 }
