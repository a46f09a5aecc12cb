import { z } from 'zod'
import { personRef } from './list.ts'

/** A kept way to look at the network: the part of its address after the question mark. */
export const viewItem = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  owner: personRef,
  updatedAt: z.date(),
})
export const viewList = z.array(viewItem)
export const viewInput = z.object({
  name: z.string().trim().min(1, 'Give the view a name.').max(80, 'Keep the name within 80 characters.'),
  query: z.string().max(4000, 'This view names too much to be kept; use filters instead of single systems.'),
  shared: z.boolean().default(false),
})
export type ViewItem = z.infer<typeof viewItem>
export type ViewInput = z.infer<typeof viewInput>
