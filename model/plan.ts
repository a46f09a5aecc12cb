import { z } from 'zod'

/** What the architect leaves behind for one service or for several. Each choice names the statements that made it. */
const because = z.array(z.string())

export const plan = z.object({
  format: z.literal('gantry.plan/1'),
  title: z.string(),
  summary: z.string(),
  pattern: z.object({ name: z.string(), rationale: z.string(), statements: because }),
  services: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      responsibility: z.string(),
      technology: z.string(),
      store: z.string(),
      scaling: z.string(),
      security: z.string(),
      entities: z.array(z.string()),
    }),
  ),
  decisions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      context: z.string(),
      chosen: z.string(),
      rationale: z.string(),
      statements: because,
      criteria: z.array(z.object({ name: z.string(), weight: z.number() })),
      options: z.array(z.object({ name: z.string(), scores: z.array(z.number()), total: z.number(), note: z.string() })),
      consequences: z.array(z.string()),
    }),
  ),
  targets: z.array(z.object({ metric: z.string(), target: z.string(), strategy: z.string(), validation: z.string(), statements: because })),
  risks: z.array(
    z.object({
      title: z.string(),
      probability: z.number().int().min(1).max(3),
      impact: z.number().int().min(1).max(3),
      score: z.number().int(),
      owner: z.string(),
      mitigation: z.string(),
      statements: because,
    }),
  ),
  checklist: z.array(z.object({ item: z.string(), verdict: z.enum(['met', 'not_met', 'to_be_asked']), evidence: z.string() })),
  roadmap: z.array(z.object({ phase: z.string(), goal: z.string(), contents: z.array(z.string()), after: z.array(z.string()) })),
  metrics: z.array(z.string()),
  capacity: z.array(z.object({ what: z.string(), arithmetic: z.string(), result: z.string() })),
  inconsistencies: z.array(z.object({ message: z.string(), statements: because })),
  questions: z.array(z.string()),
})
export type Plan = z.infer<typeof plan>
