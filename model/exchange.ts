import { z } from 'zod'
import { changeNote, networkKinds } from './network-change.ts'

/** Importing and exporting the network in the formats of other tools. */
export const exchangeFormats = ['backstage', 'structurizr', 'likec4', 'persona', 'openapi', 'asyncapi', 'csv'] as const
export type ExchangeFormat = (typeof exchangeFormats)[number]
export const formatLabels: Record<ExchangeFormat, string> = {
  backstage: 'Backstage catalog',
  structurizr: 'Structurizr JSON',
  likec4: 'LikeC4',
  persona: 'Service architecture YAML',
  openapi: 'OpenAPI',
  asyncapi: 'AsyncAPI',
  csv: 'CSV',
}
/** What a file of the format looks like, for somebody who chooses one. */
export const formatHints: Record<ExchangeFormat, string> = {
  backstage: 'catalog-info.yaml: domains, systems, components, APIs, resources, groups',
  structurizr: 'workspace.json: software systems, containers, relationships, decisions',
  likec4: '.c4 or .likec4: specification and model',
  persona: 'responsibilities, dependencies, APIs, stores and events of services',
  openapi: 'the operations and the contract of a service',
  asyncapi: 'the events of a service; flows where channels match',
  csv: 'systems.csv, services.csv, flows.csv, decisions.csv, runbooks.csv',
}

export const maximalFiles = 2000
/** Bytes of all files together. */
export const maximalImport = 5 * 1_048_576
const bytes = (text: string) => new TextEncoder().encode(text).byteLength

export const exchangeFile = z.object({
  name: z.string().trim().min(1, 'Give the file a name.').max(300),
  text: z.string(),
  /** Null: recognised from name and content. */
  format: z.enum(exchangeFormats).nullable().default(null),
})
export type ExchangeFile = z.infer<typeof exchangeFile>
export const importInput = z.object({
  files: z
    .array(exchangeFile)
    .min(1, 'Add at least one file.')
    .max(maximalFiles, `At most ${maximalFiles} files at once.`)
    .refine((files) => files.reduce((sum, { text }) => sum + bytes(text), 0) <= maximalImport, 'The files are larger than 5 MB together. Import them in parts.')
    .refine(
      (files) => new Set(files.map(({ name }) => name)).size === files.length,
      'Two files have the same name. Rename one, so that messages can say which.',
    ),
  /** The system of services whose file names none: a slug or a name; a new one is made. */
  system: z.string().trim().max(120).nullable().default(null),
  /** Also remove what the files do not name, within the systems and kinds of elements that they state. */
  remove: z.boolean().default(false),
})
export type ImportInput = z.infer<typeof importInput>

const at = { file: z.string(), line: z.number().int().nullable() }
export const notCarried = z.object({ ...at, what: z.string(), why: z.string() })
export const importProblem = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
  excerpt: z.string().nullable(),
})
export type NotCarried = z.infer<typeof notCarried>
export type ImportProblem = z.infer<typeof importProblem>

export const previewedChange = z.object({
  kind: z.enum(networkKinds),
  key: z.string(),
  /** What people call it. */
  label: z.string(),
  /** unnamed: in the network, within what the files are about, and not in them; removed: the same, and it goes. */
  action: z.enum(['added', 'changed', 'unchanged', 'unnamed', 'removed']),
  /** Of an added element what is stated, of a changed one what differs. */
  fields: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  ...at,
})
export type PreviewedChange = z.infer<typeof previewedChange>
export const importPreview = z.object({
  /** Names exactly these changes to exactly this network; applying needs it. */
  digest: z.string(),
  files: z.array(z.object({ name: z.string(), format: z.enum(exchangeFormats).nullable(), bytes: z.number() })),
  /** A file states services without a system, and none was chosen. */
  needsSystem: z.boolean(),
  changes: z.array(previewedChange),
  counts: z.object({ added: z.number(), changed: z.number(), unchanged: z.number(), unnamed: z.number(), removed: z.number() }),
  notCarried: z.array(notCarried),
  problems: z.array(importProblem),
})
export type ImportPreview = z.infer<typeof importPreview>
export const importApply = importInput.extend({ digest: z.string().min(1, 'Look at the preview first.'), note: changeNote.default('') })
export const imported = z.object({
  changeset: z.string().nullable(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  removed: z.number(),
  notCarried: z.number(),
})
export type Imported = z.infer<typeof imported>

export const exportInput = z.object({
  format: z.enum(exchangeFormats),
  /** Slugs; empty: all that one may read. */
  systems: z.array(z.string().max(60)).max(5000).default([]),
})
export const exported = z.object({
  files: z.array(z.object({ name: z.string(), text: z.string() })),
  notCarried: z.array(notCarried.omit({ file: true, line: true })),
})
export type Exported = z.infer<typeof exported>
