import { z } from 'zod'
import { systemRef } from './list.ts'

export const documentRef = z.object({
  path: z.string(),
  title: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  changedAt: z.date(),
  changedIn: z.number(),
})
export type DocumentRef = z.infer<typeof documentRef>
export const documentedSystem = systemRef.extend({
  repository: z.string().nullable(), // null: never swept
  url: z.string().nullable(),
  requestUrl: z.string().nullable(),
  documents: z.array(documentRef),
})
export type DocumentedSystem = z.infer<typeof documentedSystem>
export const documentView = documentRef.extend({
  system: systemRef,
  text: z.string(),
  sha256: z.string(),
  commit: z.string().nullable(),
  repository: z.string(),
  url: z.string().nullable(),
})
export type DocumentView = z.infer<typeof documentView>

const path = z.string().min(1).max(300)
export const documentListInput = z.object({ system: z.string().max(80).optional() })
export const documentGetInput = z.object({ system: z.string().min(1).max(80), path })
export const documentSearchInput = z.object({ q: z.string().trim().min(1, 'Type a word to search for.').max(200, 'Search for at most 200 characters.') })
/** `excerpt` marks what was found by [[ and ]]. */
export const documentHit = z.object({ system: systemRef, path: z.string(), title: z.string(), excerpt: z.string() })
export type DocumentHit = z.infer<typeof documentHit>
