import { z } from 'zod'

/** The rows of trace.json: what each statement, and each edit, became. */
export const traceRows = z.array(
  z.object({
    id: z.string(),
    text: z.string(),
    kind: z.string(),
    status: z.string(),
    stories: z.array(z.string()),
    criteria: z.array(z.string()),
    operations: z.array(z.string()),
    tests: z.array(z.object({ name: z.string(), passed: z.boolean() })),
  }),
)
export type TraceRow = z.infer<typeof traceRows>[number]

export const proofs = ['proven', 'unproven', 'failing', 'partly', 'not_understood', 'other'] as const
export type Proof = (typeof proofs)[number]

/** Where a statement stands. Only what is understood can be proven; what nobody can test, or is no function, is `other`. */
export function proofOf(row: TraceRow): Proof {
  if (row.kind !== 'functional' && row.kind !== 'edit') return 'other'
  if (row.tests.some((each) => !each.passed)) return 'failing'
  if (row.status === 'partly') return 'partly'
  if (row.status !== 'understood') return 'not_understood'
  return row.tests.length > 0 ? 'proven' : 'unproven'
}

export interface Share {
  proof: Proof
  count: number
  percent: number // of the functional statements
}
/** Of the functional statements alone: edits are people's, not the document's. */
export function sharesOf(rows: readonly TraceRow[]): Share[] {
  const functional = rows.filter((each) => each.kind === 'functional')
  return proofs
    .filter((proof) => proof !== 'other')
    .map((proof) => {
      const count = functional.filter((each) => proofOf(each) === proof).length
      return { proof, count, percent: functional.length === 0 ? 0 : (100 * count) / functional.length }
    })
}
