import type { Specification } from '#model/specification.ts'
import { container } from './container.ts'
import { kubernetes } from './kubernetes.ts'
import { observability } from './observability.ts'
import { terraform } from './terraform.ts'
import { workflows } from './workflows.ts'

export interface InfrastructureMeta {
  service: { slug: string; name: string }
  system: { slug: string; name: string }
  memoryMiB: number // the limit of one instance
}

/**
 * Everything a team needs to run the service elsewhere, path → text. Pure: same input, same bytes. What cannot be
 * known here (registry, cluster, account) is a variable without a default, so that nothing points at a wrong place.
 */
export function infrastructure(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  return {
    ...container(meta),
    ...kubernetes(specification, meta),
    ...terraform(specification, meta),
    ...workflows(meta),
    ...observability(specification, meta),
  }
}

/** The 95th percentile in milliseconds that the document promises, or 1,000, the rollout's own limit. */
export function responseTarget(s: Specification): number {
  const target = s.qualities.find((q) => q.metric === 'response_time' && q.value !== null)
  if (!target?.value) return 1_000
  return /^s|sec/.test(target.unit) ? target.value * 1_000 : target.value
}
