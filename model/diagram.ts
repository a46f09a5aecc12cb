import { z } from 'zod'
import { allowance, personRef } from './list.ts'

/** Which diagram of a system: the kind, and of what in it. */
const slug = z.string().min(1).max(60)
export const diagramView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('context') }),
  z.object({ kind: z.literal('container') }),
  z.object({ kind: z.literal('deployment') }),
  z.object({ kind: z.literal('component'), service: slug }),
  z.object({ kind: z.literal('flow'), flow: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('call'), service: slug, operation: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('entities'), service: slug }),
  z.object({ kind: z.literal('states'), service: slug, entity: z.string().min(1).max(120) }),
  z.object({ kind: z.literal('rollout'), service: slug, rollout: z.string().max(80).optional() }), // without an id: the newest
  z.object({ kind: z.literal('own'), id: z.string().min(1).max(80) }),
])
export type DiagramView = z.infer<typeof diagramView>

export const diagramThemes = ['light', 'dark', 'auto'] as const
export type DiagramTheme = (typeof diagramThemes)[number]

/** One diagram that can be drawn of a system, for the list to choose from. */
export const diagramChoice = z.object({ view: diagramView, group: z.string(), label: z.string() })
export type DiagramChoice = z.infer<typeof diagramChoice>
export const diagramChoices = z.object({ choices: z.array(diagramChoice), mayEdit: allowance, mayEmbed: allowance })

/** svg: drawn or cleaned on the server; null for Mermaid text of people, which the browser draws. mermaid: null for own SVG. */
export const drawnDiagram = z.object({
  title: z.string(),
  description: z.string(),
  svg: z.string().nullable(),
  mermaid: z.string().nullable(),
  own: z.object({ id: z.string(), updatedAt: z.date(), createdBy: personRef }).nullable(),
})
export type DrawnView = z.infer<typeof drawnDiagram>

/** What a run builds, drawn from its specification: which diagrams there are, and one of them. */
export const runDiagrams = z.object({
  choices: z.array(z.object({ name: z.string(), group: z.string(), label: z.string() })),
  name: z.string().nullable(),
  drawn: drawnDiagram.nullable(),
})
export type RunDiagrams = z.infer<typeof runDiagrams>

export const ownKinds = ['mermaid', 'svg'] as const
/** 512 KB: more than a diagram needs, less than hurts. */
export const largestOwn = 512_000
export const saveDiagramInput = z.object({
  system: slug,
  id: z.string().max(80).nullable().default(null),
  title: z.string().trim().min(1, 'Give the diagram a title.').max(120, 'Keep the title within 120 characters.'),
  kind: z.enum(ownKinds),
  text: z.string().trim().min(1, 'The diagram is empty.'),
})
export const savedDiagram = z.object({ id: z.string(), removed: z.array(z.string()) })

export const embedLink = z.object({
  id: z.string(),
  view: diagramView,
  label: z.string(),
  address: z.string(), // of the SVG
  page: z.string(),
  createdBy: personRef,
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
})
export type EmbedLinkView = z.infer<typeof embedLink>
