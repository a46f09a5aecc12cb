import { z } from 'zod'

/** How the deployed part of the network is doing right now, by service: what the network page lays over the model. */
export const healths = ['healthy', 'starting', 'unhealthy', 'stopped'] as const
export type Health = (typeof healths)[number]

export const incident = z.object({
  kind: z.enum(['run_failed', 'rolled_back', 'unhealthy']),
  at: z.date(),
  label: z.string(),
  href: z.string(),
})
export const condition = z.object({
  system: z.string(),
  service: z.string(),
  name: z.string(),
  /** Of production where there is one, else of staging; null: nothing is deployed. */
  health: z.enum(healths).nullable(),
  environment: z.enum(['staging', 'production']).nullable(),
  release: z.object({ id: z.string(), number: z.number() }).nullable(),
  /** A rollout under way, with the share of traffic it has reached. */
  rollout: z.object({ id: z.string(), status: z.string(), weight: z.number() }).nullable(),
  run: z.object({ id: z.string(), number: z.number(), status: z.string() }).nullable(),
  /** Of the last 30 days, newest first. */
  incidents: z.array(incident),
})
export const conditionList = z.array(condition)
export type Condition = z.infer<typeof condition>
