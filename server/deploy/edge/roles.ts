import { z } from 'zod'

export interface ServiceRole { id: string; name: string; description: string }

const described = z.union([
  z.string().transform((id) => ({ id, name: id.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase()), description: '' })),
  z.object({ id: z.string(), name: z.string().optional(), description: z.string().default('') }).transform((r) => ({ id: r.id, name: r.name ?? r.id, description: r.description })),
])
const contract = z.looseObject({ 'x-roles': z.array(described).default([]) })

/** The roles that a service's contract declares. */
export function rolesOf(openapi: unknown): ServiceRole[] {
  const parsed = contract.safeParse(openapi)
  return parsed.success ? parsed.data['x-roles'] : []
}
