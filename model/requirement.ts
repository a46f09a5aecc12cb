import { z } from 'zod'
import { allowance, pageInput, pageOf, personRef, requestKey, serviceRef, systemRef } from './list.ts'
import { specificationEdit } from './specification-edit.ts'
import { runStates } from './states.ts'

export const documentRoles = ['requirements', 'constraints', 'quality_targets'] as const
export const maximalBytes = 1_048_576
const bytes = (text: string) => new TextEncoder().encode(text).byteLength
// PostgreSQL's jsonb takes neither NUL nor lone surrogates; U+FFFD is what a decoder leaves of bytes that are not UTF-8.
const binary = /[\u0000-\u0008\u000e-\u001f\ufffd]/

export const document = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give the document a name.')
    .max(120)
    .regex(/^[^/\\\u0000-\u001f]+\.(md|markdown|txt)$/i, 'Only .md, .markdown and .txt documents, without folders in the name.'),
  role: z.enum(documentRoles).default('requirements'),
  text: z
    .string()
    .refine((t) => t.trim().length > 0, 'The document is empty. Write or choose one with text in it.')
    .refine((t) => t.isWellFormed() && !binary.test(t), 'The document is binary or not UTF-8. Save it as UTF-8 text and try again.'),
})
export const documents = z
  .array(document)
  .min(1, 'Add at least one document.')
  .max(5, 'At most five documents.')
  .refine((all) => all.reduce((sum, d) => sum + bytes(d.text), 0) <= maximalBytes, 'The documents have more than 1 MB together. Shorten them or leave one out.')
  .refine((all) => new Set(all.map((d) => d.name.toLowerCase())).size === all.length, 'Two documents have the same name. Rename one.')
  .refine((all) => all.some((d) => d.role === 'requirements'), 'At least one document must be the requirements themselves.')

export const title = z
  .string()
  .trim()
  .min(3, 'Give a title of at least 3 characters.')
  .max(120, 'Keep the title within 120 characters.')
  .refine((t) => /[\p{L}\p{N}]/u.test(t) && !binary.test(t) && t.isWellFormed(), 'A title needs letters or digits.')
export const submission = z.object({
  requestKey, // made by the form once: a double click or a repeated request makes one requirement and one run
  title,
  system: z.string().min(1, 'Choose a system.').max(80), // slug
  service: z.string().max(80).nullable().default(null), // slug of an existing service to revise; null = new, named after the title
  documents,
  askFirst: z.boolean().default(false),
})
export const submitted = z.object({ requirement: z.string(), run: z.string() })
export const revisionInput = z.object({
  id: z.string().max(80),
  requestKey,
  documents,
  note: z.string().trim().max(500).default(''),
  askFirst: z.boolean().default(false),
  start: z.boolean().default(true),
})
export const revised = z.object({ revision: z.number(), run: z.string().nullable() })

const runRef = z.object({
  id: z.string(),
  number: z.number(),
  status: z.enum(runStates),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
  revision: z.number(),
})
export const requirementListInput = pageInput.extend({
  system: z.string().max(80).optional(), // slug
  status: z.array(z.enum(runStates)).max(20).default([]), // of the latest run
  mine: z.boolean().default(false),
  sort: z.enum(['newest', 'oldest', 'title']).default('newest'),
})
export const requirementItem = z.object({
  id: z.string(),
  title: z.string(),
  system: systemRef,
  service: serviceRef,
  createdBy: personRef,
  createdAt: z.date(),
  revision: z.number(),
  runs: z.number(),
  latestRun: runRef.nullable(),
})
export const requirementList = pageOf(requirementItem)
export const requirementGetInput = z.object({ id: z.string().max(80), revision: z.number().int().min(1).optional() }) // none = the latest
const revisionItem = z.object({
  id: z.string(),
  number: z.number(),
  bytes: z.number(),
  askFirst: z.boolean(),
  note: z.string(),
  createdBy: personRef,
  createdAt: z.date(),
  documents: z.array(z.object({ name: z.string(), role: z.enum(documentRoles) })),
})
export const requirementView = z.object({
  id: z.string(),
  title: z.string(),
  system: systemRef,
  service: serviceRef,
  createdBy: personRef,
  createdAt: z.date(),
  revisions: z.array(revisionItem), // newest first, without texts
  revision: revisionItem.extend({
    documents: z.array(z.object({ name: z.string(), role: z.enum(documentRoles), text: z.string() })),
    edits: z.array(specificationEdit), // of the specification, by people
  }), // the one asked for
  runs: z.array(runRef), // newest first
  reading: z.string().nullable(), // the latest run that analysed the text of this revision, with or without the edits it has
  actions: z.object({ revise: allowance, start: allowance }),
})
export const requirementDiffInput = z.object({ id: z.string().max(80), from: z.number().int().min(1), to: z.number().int().min(1) })
export const requirementDiff = z.object({
  from: z.number(),
  to: z.number(),
  documents: z.array(
    z.object({ name: z.string(), change: z.enum(['added', 'removed', 'changed', 'same']), added: z.number(), removed: z.number(), patch: z.string() }),
  ), // patch: unified diff
})

export type Document = z.infer<typeof document>
export type Submission = z.infer<typeof submission>
export type RequirementItem = z.infer<typeof requirementItem>
export type RequirementView = z.infer<typeof requirementView>
