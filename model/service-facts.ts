import type { Specification } from './specification.ts'
import type { GateVerdict } from './states.ts'

/** What is known of a delivered service from running it: the newest release that is in production, else the newest verified run. */
export interface ServiceFacts {
  system: string // slugs
  service: string
  run: { id: string; number: number; status: string } | null
  release: { number: number; digest: string } | null // in production
  staging: string | null // addresses
  production: string | null
  gates: { stage: string; name: string; label: string; verdict: GateVerdict; value: string; threshold: string }[]
  load: { rate: number; p50: number | null; p95: number | null; requests: number; errors: number; perSecond: number } | null
  openapi: Record<string, unknown> | null
  specification: Specification | null
}

/** What holds for every system unless it says otherwise, as the organisation states it. */
export interface Standards {
  stack: Record<string, string[]> // "database" → ["PostgreSQL 15 (primary)", …]
  qualityGates: { name: string; threshold: string }[]
}
export const noStandards: Standards = { stack: {}, qualityGates: [] }
