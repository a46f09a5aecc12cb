import type { Allowance } from '#model/list.ts'
import { type Person, rolesIn } from '#model/person.ts'
import { Problem } from '#server/domain/problem.ts'

/** Whether a person with these rules would still be an admin everywhere. */
export const isAdmin = (person: Person): boolean => rolesIn(person, null).includes('admin')

/** `what` completes "Only admins may …". */
export function requireAdmin(person: Person, what: string): void {
  if (!isAdmin(person)) throw new Problem('forbidden', `Only admins may ${what}. Ask one of them.`)
}

/** A change of somebody's roles. The last admin stays: without one nobody could ever be made admin again. */
export function mayChange(change: { before: Person; after: Person; otherAdmins: number }): Allowance {
  if (isAdmin(change.before) && !isAdmin(change.after) && change.otherAdmins === 0) {
    return { allowed: false, why: `${change.before.name} is the last admin. Make somebody else admin first; otherwise nobody could manage members again.` }
  }
  return { allowed: true, why: '' }
}
