import { mayIn, type Person } from '#model/person.ts'
import type { Permission } from '#model/role.ts'
import { Problem } from './problem.ts'

/** Who changes something, and through what. `person` is null for Gantry's own processes ('system:runner'), which no permission applies to. */
export interface Actor {
  id: string
  name: string
  via: 'ui' | 'cli' | 'system'
  person: Person | null
}

export const personActor = (person: Person, via: 'ui' | 'cli'): Actor => ({ id: person.id, name: person.name, via, person })
export const systemActor = (process: 'runner' | 'edge' | 'sweeper'): Actor => ({
  id: `system:${process}`,
  name: `Gantry (${process})`,
  via: 'system',
  person: null,
})

export const actorMay = (actor: Actor, permission: Permission, systemId: string): boolean => actor.person === null || mayIn(actor.person, permission, systemId)

/** `what` completes "You may not …". */
export function requirePermission(actor: Actor, permission: Permission, systemId: string, what: string): void {
  if (!actorMay(actor, permission, systemId))
    throw new Problem(
      'forbidden',
      `You may not ${what}: your roles in this system do not include "${permission}". Ask an admin for such a role, or somebody who has it.`,
    )
}
