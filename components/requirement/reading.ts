import { z } from 'zod'
import { finding, question, statement } from '#model/specification.ts'

/** The part of a specification that shows how the text was understood. The rest is for those who generate from it. */
export const reading = z.object({
  statements: z.array(statement),
  questions: z.array(question),
  findings: z.array(finding),
  assumptions: z.array(z.object({ id: z.string(), text: z.string(), statements: z.array(z.string()) })),
  declined: z.object({ reasons: z.array(z.string()) }).nullable(),
})
export type Reading = z.infer<typeof reading>
export type ReadStatement = Reading['statements'][number]

/** Which tests prove a statement, from the traceability of the test stage. */
export const traceability = z.array(z.object({ id: z.string(), tests: z.array(z.object({ name: z.string(), passed: z.boolean() })).default([]) }))
export type Traceability = z.infer<typeof traceability>

export function parsed<T>(schema: z.ZodType<T>, text: string | null | undefined): T | null {
  if (!text) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // cut short
  }
}

export interface Piece {
  /** Where it begins in the document. */
  start: number
  text: string
  statement: ReadStatement | null
}

/** The document cut at the places of its statements. Where two overlap, the one that begins first keeps its place. */
export function piecesOf(text: string, document: number, statements: readonly ReadStatement[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const each of statements.filter((one) => one.document === document).sort((a, b) => a.start - b.start)) {
    if (each.start < at || each.end <= each.start || each.end > text.length) continue
    if (each.start > at) pieces.push({ start: at, text: text.slice(at, each.start), statement: null })
    pieces.push({ start: each.start, text: text.slice(each.start, each.end), statement: each })
    at = each.end
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), statement: null })
  return pieces
}
