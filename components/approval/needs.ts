import { type RoleName, roleLabels } from '#model/role.ts'

/** A pending approval waits for people; a pending stage waits for nobody. */
export const decisionState = (status: string): string => (status === 'pending' ? 'undecided' : status)
export const needWord = (role: string): string => roleLabels[role as RoleName] ?? role
