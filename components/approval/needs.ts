import { type RoleName, roleLabels } from '#model/role.ts'

export const needWord = (role: string): string => roleLabels[role as RoleName] ?? role
