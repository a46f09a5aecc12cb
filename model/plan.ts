import { z } from 'zod'

/**
 * What the architect leaves behind for one service or for a platform of several. Each choice names the statements that
 * made it; `statements` at the end holds their sentences, so that a plan can be read without its inputs.
 */
const because = z.array(z.string())

export const planNeed = z.object({ service: z.string(), mode: z.enum(['sync', 'async']), why: z.string(), statements: because })

export const planService = z.object({
  slug: z.string(),
  name: z.string(),
  responsibility: z.string(),
  technology: z.string(),
  store: z.string(),
  /** Cache, search index, object storage … beside the store. */
  supplements: z.array(z.object({ name: z.string(), why: z.string(), statements: because })),
  scaling: z.string(),
  security: z.array(z.string()),
  reliability: z.array(z.string()),
  entities: z.array(z.string()),
  /** What was read about it and why it is built the way it is: "money", "search" … */
  traits: z.array(z.object({ trait: z.string(), statements: because })),
  needs: z.array(planNeed),
  externals: z.array(z.object({ name: z.string(), statements: because })),
  weeks: z.object({ people: z.number(), arithmetic: z.string() }).nullable(),
  statements: because,
})

export const planDecision = z.object({
  id: z.string(),
  title: z.string(),
  /** Slug of the service it is about; '' = all of them. */
  service: z.string(),
  context: z.string(),
  chosen: z.string(),
  rationale: z.string(),
  statements: because,
  criteria: z.array(z.object({ name: z.string(), weight: z.number(), why: z.string() })),
  options: z.array(z.object({ name: z.string(), note: z.string(), scores: z.array(z.number()), total: z.number(), excluded: z.string() })),
  consequences: z.array(z.string()),
  sources: z.array(z.string()),
})

export const planMeasure = z.object({
  metric: z.string(), // response_time, throughput …
  comparator: z.enum(['<', '<=', '>', '>=', '=']),
  value: z.number(),
  unit: z.string(),
  percentile: z.number().nullable(),
})
export const planTarget = z.object({
  group: z.string(),
  metric: z.string(),
  target: z.string(),
  strategy: z.string(),
  validation: z.string(),
  measure: planMeasure.nullable(), // null: nothing in it can be compared with a measurement
  statements: because,
})

export const planRisk = z.object({
  id: z.string(),
  group: z.string(),
  title: z.string(),
  probability: z.number().int().min(1).max(3),
  impact: z.number().int().min(1).max(3),
  score: z.number().int(),
  owner: z.string(),
  mitigation: z.string(),
  statements: because,
})
/** Probability times impact; from here on the plan stops until somebody accepts or lowers the risk. */
export const stoppingScore = 9

export const planGate = z.object({
  name: z.string(),
  items: z.array(z.object({ id: z.string(), item: z.string(), verdict: z.enum(['met', 'not_met', 'to_be_asked']), evidence: z.string() })),
})

export const plan = z.object({
  format: z.literal('gantry.plan/2'),
  title: z.string(),
  summary: z.string(),
  overview: z.array(z.object({ aspect: z.string(), choice: z.string(), rationale: z.string(), statements: because })),
  services: z.array(planService),
  infrastructure: z.array(z.object({ layer: z.string(), technology: z.string(), features: z.array(z.string()), decision: z.string(), statements: because })),
  decisions: z.array(planDecision),
  targets: z.array(planTarget),
  risks: z.array(planRisk),
  gates: z.array(planGate),
  roadmap: z.array(
    z.object({
      phase: z.string(),
      goal: z.string(),
      services: z.array(z.string()),
      contents: z.array(z.string()),
      after: z.array(z.string()),
      /** Counted from the plan's start; null when nothing was said that an estimate could rest on. */
      weeks: z.object({ from: z.number(), to: z.number(), arithmetic: z.string() }).nullable(),
    }),
  ),
  metrics: z.array(z.object({ group: z.string(), metric: z.string(), target: z.string() })),
  capacity: z.array(z.object({ what: z.string(), arithmetic: z.string(), result: z.string() })),
  costs: z.array(z.object({ what: z.string(), arithmetic: z.string(), perMonth: z.number() })), // EUR
  inconsistencies: z.array(z.object({ message: z.string(), statements: because })),
  questions: z.array(z.object({ text: z.string(), why: z.string(), proposed: z.string(), owner: z.string(), statements: because })),
  /** What becomes one run of `deliver` each, and what has to stand before. */
  deliverables: z.array(z.object({ slug: z.string(), name: z.string(), services: z.array(z.string()), after: z.array(z.string()) })),
  /** Sentences that belong to no service; somebody has to say where they go. */
  homeless: because,
  statements: z.array(z.object({ id: z.string(), document: z.string(), kind: z.string(), text: z.string() })),
})
export type Plan = z.infer<typeof plan>
export type PlanService = z.infer<typeof planService>
export type PlanDecision = z.infer<typeof planDecision>
export type PlanTarget = z.infer<typeof planTarget>
export type PlanRisk = z.infer<typeof planRisk>
export type PlanMeasure = z.infer<typeof planMeasure>

/** The anchor of a part of a plan, for comments and links. */
export const partOf = (kind: 'overview' | 'service' | 'decision' | 'target' | 'risk' | 'gate' | 'phase' | 'question', id: string): string => `${kind}-${id}`

/** Where a plan lies, relative to wherever plans are kept. */
export const planFileName = (story: string, date: string): string =>
  `plans/architecture-design-${
    story
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'plan'
  }-${date}.md`
