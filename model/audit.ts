import { z } from 'zod'
import { cursorInput, cursorOf } from './list.ts'

export const auditListInput = cursorInput.extend({
  q: z.string().trim().max(200).default(''), // in action, subject, person and reason
  actor: z.string().max(80).optional(),
  action: z.string().max(80).optional(),
  subject: z.string().max(120).optional(),
  via: z.enum(['ui', 'cli', 'system']).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
export const auditEntry = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  actorName: z.string(),
  via: z.string(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string(),
})
export const auditList = cursorOf(auditEntry)
export type AuditEntryView = z.infer<typeof auditEntry>
