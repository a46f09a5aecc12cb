import { z } from 'zod'
import { operationsOf } from '#model/contract.ts'

export interface ServiceRole {
  id: string
  name: string
  description: string
}

const nameOf = (id: string): string => id.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase())
const described = z.union([
  z.string().transform((id) => ({ id, name: nameOf(id), description: '' })),
  z
    .object({ id: z.string(), name: z.string().optional(), description: z.string().default('') })
    .transform((r) => ({ id: r.id, name: r.name ?? nameOf(r.id), description: r.description })),
])
const contract = z.looseObject({ 'x-gantry-roles': z.array(described).optional().catch(undefined) })

/** The roles of a service as its contract declares them: described at the top, or named by its operations. */
export function rolesOf(openapi: unknown): ServiceRole[] {
  const parsed = contract.safeParse(openapi)
  if (!parsed.success) return []
  if (parsed.data['x-gantry-roles']?.length) return parsed.data['x-gantry-roles']
  const ids = operationsOf(openapi).flatMap((o) => o.roles)
  return [...new Set(ids)].sort().map((id) => ({ id, name: nameOf(id), description: '' }))
}
