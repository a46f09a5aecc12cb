import type { Actor } from '../http/auth.ts'
import { signedIn } from '../http/auth.ts'
import { conflict, forbidden } from '../http/problem.ts'
import { holds, type Pool, rows, type Transaction } from './database.ts'
import type { Definitions, Entity, Facts, Operation, Permission } from './definition.ts'

export interface Service {
  pool: Pool
  definitions: Definitions
}
export interface RequestFacts {
  actor: Actor | undefined
  version: number | null
  key: string | null
}

export function entityOf(service: Service, id: string): Entity {
  const entity = service.definitions.entities[id]
  if (!entity) throw new Error(`no entity ${id}`)
  return entity
}

/** The permissions an actor has for an operation, none for public ones. 401 and 403 are decided here. */
export function permitted(actor: Actor | undefined, operation: { public: boolean; label: string; permissions: readonly Permission[] }): readonly Permission[] {
  if (operation.public) return []
  const { role } = signedIn(actor)
  const held = operation.permissions.filter((p) => p.role === role)
  if (held.length === 0) throw forbidden(`The role "${role}" may not do this: ${operation.label}.`)
  return held
}

/** The id of the actor's own record, null when there is none. */
export async function ownRecord(service: Service, tx: Pick<Transaction, 'query'>, actor: Actor | undefined): Promise<string | null> {
  const find = actor && service.definitions.roles[actor.role]?.find
  if (!find) return null
  const found = await rows(tx, { sql: find, parameters: ['subject'] }, { subject: actor.subject })
  return (found[0]?.id as string | undefined) ?? null
}

export async function factsOf(service: Service, tx: Pick<Transaction, 'query'>, actor: Actor | undefined): Promise<Facts> {
  return { actor: await ownRecord(service, tx, actor), subject: actor?.subject ?? null, role: actor?.role ?? null }
}

/** Refuses records that are not the actor's where only own ones are permitted. */
export async function permitRecord(tx: Transaction, held: readonly Permission[], operation: Operation, facts: Facts): Promise<void> {
  if (held.length === 0) return
  for (const permission of held) if (permission.record === null || (await holds(tx, permission.record, facts))) return
  throw forbidden(`This record is not yours: ${operation.label}.`, operation.statements)
}

/** Where only own records may be made, the maker needs one of their own. */
export function requireOwnRecord(service: Service, actor: Actor | undefined, held: readonly Permission[], facts: Facts): void {
  if (!actor || held.length === 0 || facts.actor !== null) return
  if (!held.every((p) => p.record?.parameters.includes('actor'))) return
  const entity = service.definitions.roles[actor.role]?.entity
  if (entity) throw conflict(`You are not registered yet: there is no ${entityOf(service, entity).name.toLowerCase()} for "${actor.subject}". Register first.`)
}
