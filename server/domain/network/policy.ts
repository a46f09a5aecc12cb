import type { Allowance } from '#model/list.ts'
import type { NetworkFlow } from '#model/network.ts'
import { type NetworkKind, type NetworkRecord, systemsOf } from '#model/network-change.ts'
import { mayIn, type Person } from '#model/person.ts'
import { type Actor, actorMay } from '#server/domain/actor.ts'

const only = (allowed: boolean): Allowance => ({ allowed, why: allowed ? '' : 'Only architects and admins change the network.' })
export const mayEditSystem = (person: Person, systemId: string): Allowance => only(mayIn(person, 'network.edit', systemId))
/** A new system belongs to nobody's part of the network yet. */
export const mayAddSystems = (person: Person): Allowance => only(mayIn(person, 'network.edit', null))

export type Verdict = 'allowed' | 'hidden' | 'read only'

/**
 * Whether an actor may make an element so, or remove it. It belongs to its system; a flow to the system that depends, and its
 * other end must be one that the actor may read. What may not be read is `hidden`: nobody shall learn that it exists.
 */
export function mayChange(actor: Actor, kind: NetworkKind, record: NetworkRecord, idOf: (slug: string) => string | undefined): Verdict {
  if (actor.person === null) return 'allowed'
  const person = actor.person
  const ids = systemsOf(kind, record).map(idOf)
  if (kind === 'system' && ids[0] === undefined) return mayIn(person, 'network.edit', null) ? 'allowed' : 'read only'
  if (ids.some((id) => id === undefined || !actorMay(actor, 'read', id))) return 'hidden'
  const owner = kind === 'flow' ? idOf((record as NetworkFlow).from.system) : ids[0]
  return owner !== undefined && actorMay(actor, 'network.edit', owner) ? 'allowed' : 'read only'
}
