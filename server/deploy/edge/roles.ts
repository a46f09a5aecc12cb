import { z } from 'zod'

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
const operation = z.looseObject({ 'x-gantry-roles': z.array(z.string()).optional() }).catch({})
const contract = z.looseObject({
  'x-gantry-roles': z.array(described).optional().catch(undefined),
  paths: z.record(z.string(), z.record(z.string(), operation).catch({})).default({}),
})

/** The roles of a service as its contract declares them: described at the top, or named by its operations. */
export function rolesOf(openapi: unknown): ServiceRole[] {
  const parsed = contract.safeParse(openapi)
  if (!parsed.success) return []
  if (parsed.data['x-gantry-roles']?.length) return parsed.data['x-gantry-roles']
  const ids = Object.values(parsed.data.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((o) => (o['x-gantry-roles'] as string[] | undefined) ?? [])
  return [...new Set(ids)].sort().map((id) => ({ id, name: nameOf(id), description: '' }))
}
