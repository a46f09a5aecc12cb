import { z } from 'zod'

/** What every paged list takes and gives. Limits keep one request from asking for the whole database. */
export const pageInput = z.object({
  q: z.string().trim().max(200, 'Search for at most 200 characters.').default(''),
  page: z.number().int().min(1).max(100_000).default(1),
  pageSize: z.number().int().min(1).max(100).default(25),
})
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), page: z.number(), pageSize: z.number(), total: z.number() })
/** Lists that only grow (events, audit) are read backwards from a cursor; nextCursor is null at the end. */
export const cursorInput = z.object({ cursor: z.string().max(80).nullable().default(null), limit: z.number().int().min(1).max(200).default(50) })
export const cursorOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })

export const idInput = z.object({ id: z.string().min(1).max(80) })
export const personRef = z.object({ id: z.string(), name: z.string() })
export const systemRef = z.object({ id: z.string(), slug: z.string(), name: z.string() })
export const serviceRef = systemRef
/** Whether the asking person may do something now, and why not: buttons are drawn from it, the domain decides again. */
export const allowance = z.object({ allowed: z.boolean(), why: z.string() })
export const requestKey = z.string().regex(/^[\w-]{8,64}$/, 'A request key has 8 to 64 letters, digits, - or _.')
export const reason = z.string().trim().max(2000, 'Keep the reason within 2,000 characters.')
export const requiredReason = reason.min(3, 'Say why in at least 3 characters; it goes into the audit log.')

export type PersonRef = z.infer<typeof personRef>
export type SystemRef = z.infer<typeof systemRef>
export type Allowance = z.infer<typeof allowance>
