import type { Specification } from '#model/specification.ts'

export interface InfrastructureMeta {
  service: { slug: string; name: string }
  system: { slug: string; name: string }
  memoryMiB: number // the limit of one instance
}

/** The 95th percentile in milliseconds that the document promises, or 1,000, the rollout's own limit. */
export function responseTarget(s: Specification): number {
  const target = s.qualities.find((q) => q.metric === 'response_time' && q.value !== null)
  if (!target?.value) return 1_000
  return /^s|sec/.test(target.unit) ? target.value * 1_000 : target.value
}
