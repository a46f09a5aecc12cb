/** How each kind of target is reached and shown. A metric without a line here is asked back rather than promised. */
const way = (strategy: string, validation: string) => ({ strategy, validation })

export const ways = {
  response_time: way(
    'Indexes for every filter, one query a list page, no calls to others inside a request',
    'Load measurement in staging; p95 at the edge during every rollout',
  ),
  throughput: way('Stateless instances, connection pool, horizontal scaling', 'Load measurement in staging as far as the machine can load it'),
  concurrent_users: way(
    'No state in the process; short transactions with row locks only where rules span rows',
    'Load measurement with as many connections as the machine allows',
  ),
  data_volume: way('Keys and filters indexed, paging in every list', 'Staging seeded to the volume; not part of the standard run'),
  availability: way('Blue-green release, health checks, automatic rollback; at least two instances', 'Availability at the edge over the month'),
  error_rate: way(
    'Rules checked in one transaction, idempotency keys, retries only of safe requests',
    'Share of 5xx at the edge; canary rule during every rollout',
  ),
  recovery_time: way('The old release is kept running beside the new one; backups with point-in-time recovery', 'Rollback time of rollouts; restore drill'),
  retention: way('Deletion job in the service, recorded in its audit log', 'Acceptance test over the job; yearly review'),
  security: way('Deny by default, tokens verified in the service, nothing but the database reachable', 'Static scan, dynamic probes against the candidate'),
  compliance: way('Personal data listed by field, audit log, least privilege roles', 'Compliance list of the security stage; audit'),
  accessibility: way('Semantic elements, labels, visible focus, contrast AA', 'axe on the pages'),
  page_load: way('One hashed script and style, cached app shell', 'Bundle size gate; real-user timing'),
  storage: way('Volumes that grow online; files in object storage, old partitions archived', 'Fill level and growth a week on the dashboard'),
  bandwidth: way('Compressed responses, pictures and scripts from a content delivery network', 'Traffic at the gateway under load'),
  query_time: way('Indexes for every filter; slow queries logged from 50 ms', 'Statement statistics of the database under load'),
  reaction_time: way('Events handled as they arrive, no polling on the way; lag is watched', 'Time from event to reaction measured with marked events'),
  connections: way('A pool in each instance, a pooler in front of the database above 500 connections', 'Open connections under load'),
  consistency: way(
    'One transaction inside a service; sagas with compensation across services',
    'Consistency report of the integration stage; reconciliation job',
  ),
  other: way('To be agreed with the owner', 'To be agreed with the owner'),
}
