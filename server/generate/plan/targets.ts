import type { Plan } from '#model/plan.ts'
import type { Quality, Specification } from '#model/specification.ts'

/** How each kind of target is reached and shown. A metric without a line here is asked back rather than promised. */
const ways: Record<Quality['metric'], { strategy: string; validation: string }> = {
  response_time: {
    strategy: 'Indexes for every filter, one query a list page, no calls to others inside a request',
    validation: 'Load measurement in staging; p95 at the edge during every rollout',
  },
  throughput: {
    strategy: 'Stateless instances, connection pool, horizontal scaling',
    validation: 'Load measurement in staging as far as the machine can load it',
  },
  concurrent_users: {
    strategy: 'No state in the process; short transactions with row locks only where rules span rows',
    validation: 'Load measurement with as many connections as the machine allows',
  },
  data_volume: { strategy: 'Keys and filters indexed, paging in every list', validation: 'Staging seeded to the volume; not part of the standard run' },
  availability: {
    strategy: 'Blue-green release, health checks, automatic rollback; at least two instances',
    validation: 'Availability at the edge over the month',
  },
  error_rate: {
    strategy: 'Rules checked in one transaction, idempotency keys, retries only of safe requests',
    validation: 'Share of 5xx at the edge; canary rule during every rollout',
  },
  recovery_time: {
    strategy: 'The old release is kept running beside the new one; backups with point-in-time recovery',
    validation: 'Rollback time of rollouts; restore drill',
  },
  retention: { strategy: 'Deletion job in the service, recorded in its audit log', validation: 'Acceptance test over the job; yearly review' },
  security: {
    strategy: 'Deny by default, tokens verified in the service, nothing but the database reachable',
    validation: 'Static scan, dynamic probes against the candidate',
  },
  compliance: { strategy: 'Personal data listed by field, audit log, least privilege roles', validation: 'Compliance list of the security stage; audit' },
  accessibility: { strategy: 'Semantic elements, labels, visible focus, contrast AA', validation: 'axe on the pages' },
  page_load: { strategy: 'One hashed script and style, cached app shell', validation: 'Bundle size gate; real-user timing' },
  other: { strategy: 'To be agreed with the owner', validation: 'To be agreed with the owner' },
}

export const targetText = (q: Quality): string =>
  q.value === null
    ? q.label
    : `${q.comparator} ${q.value.toLocaleString('en-US')}${q.unit === '%' ? ' %' : q.unit ? ` ${q.unit}` : ''}${q.percentile ? ` (p${q.percentile})` : ''}`

export const targets = (s: Specification): Plan['targets'] =>
  s.qualities.map((q) => ({ metric: q.label, target: targetText(q), ...ways[q.metric], statements: q.statements }))
