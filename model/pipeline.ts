/** The one definition of each pipeline: dispatch, the canvas and the documentation are derived from it. Imports nothing. */
export const agents = [
  'business analyst',
  'architect',
  'backend developer',
  'frontend developer',
  'software developer',
  'integration engineer',
  'testing engineer',
  'security engineer',
  'deployment engineer',
  'people',
  'monitoring agent',
] as const
export type AgentName = (typeof agents)[number]

export interface StageDefinition {
  id: string
  label: string
  agent: AgentName
  /** Events of this run that must have been recorded before the stage is enqueued. */
  waitsFor: readonly string[]
  emits: string
  /** What performs it: an attempt of a runner; or rows with an expiry (people, the edge) that an attempt only starts. */
  waits: 'none' | 'people' | 'rollout' | 'observation'
  timeLimitSeconds: number
  /** Retries after technical errors (errored, lost), not after verdicts. */
  retries: number
  leaves: string
}

export interface Pipeline {
  id: string
  label: string
  starts: string
  stages: readonly StageDefinition[]
}

const stage = (
  id: string,
  label: string,
  agent: AgentName,
  waitsFor: string[],
  emits: string,
  leaves: string,
  more: Partial<StageDefinition> = {},
): StageDefinition => ({
  id,
  label,
  agent,
  waitsFor,
  emits,
  leaves,
  waits: 'none',
  timeLimitSeconds: 300,
  retries: 2,
  ...more,
})

export const deliver: Pipeline = {
  id: 'deliver',
  label: 'Deliver',
  starts: 'requirement.submitted',
  stages: [
    stage(
      'analyze',
      'Analyze',
      'business analyst',
      ['requirement.submitted'],
      'requirement.analyzed',
      'specification, user stories, acceptance criteria, wireframes, questions, traceability',
      { timeLimitSeconds: 60 },
    ),
    stage(
      'plan',
      'Plan',
      'architect',
      ['requirement.analyzed'],
      'architecture.planned',
      'plan record, services, decisions, quality targets, risks, roadmap, diagrams',
      { timeLimitSeconds: 60 },
    ),
    stage(
      'backend',
      'Backend',
      'backend developer',
      ['architecture.planned'],
      'feature.backend_ready',
      'OpenAPI 3.1, migrations, service source, API reference',
    ),
    stage('frontend', 'Frontend', 'frontend developer', ['feature.backend_ready'], 'feature.frontend_ready', 'React application, component page'),
    stage(
      'apps',
      'Apps',
      'software developer',
      ['feature.backend_ready', 'feature.frontend_ready'],
      'feature.apps_ready',
      'installable app, desktop and mobile shells',
    ),
    stage(
      'integrate',
      'Integrate',
      'integration engineer',
      ['feature.backend_ready', 'feature.frontend_ready'],
      'feature.integrated',
      'the candidate, contract report, integration scenarios, data-consistency report',
    ),
    stage('test', 'Test', 'testing engineer', ['feature.integrated'], 'feature.tested', 'test report, coverage, traceability with results', {
      timeLimitSeconds: 600,
    }),
    stage('secure', 'Secure', 'security engineer', ['feature.integrated'], 'feature.security_checked', 'findings, SBOM, threat model, compliance list', {
      timeLimitSeconds: 600,
    }),
    stage(
      'stage',
      'Stage',
      'deployment engineer',
      ['feature.tested', 'feature.security_checked', 'feature.apps_ready'],
      'feature.staging_deployed',
      'Dockerfile, manifests, Terraform, CI workflow; a running staging',
    ),
    stage('verify', 'Verify', 'deployment engineer', ['feature.staging_deployed'], 'feature.verified', 'smoke test, load measurement, release notes'),
    stage('approve', 'Approve', 'people', ['feature.verified'], 'feature.ready_for_production', 'decisions', {
      waits: 'people',
      timeLimitSeconds: 86_400,
      retries: 0,
    }),
    stage('release', 'Release', 'deployment engineer', ['feature.ready_for_production'], 'feature.released', 'rollout and its measurements', {
      waits: 'rollout',
    }),
    stage('monitor', 'Monitor', 'monitoring agent', ['feature.released'], 'release.completed', 'health over the time the old release is kept', {
      waits: 'observation',
    }),
  ],
}

export const pipelines: Record<string, Pipeline> = { deliver }

/** Direct predecessors of each stage, derived from who emits what a stage waits for. */
export function predecessors(pipeline: Pipeline): Map<string, string[]> {
  const emitter = new Map(pipeline.stages.map((s) => [s.emits, s.id]))
  return new Map(pipeline.stages.map((s) => [s.id, s.waitsFor.flatMap((event) => emitter.get(event) ?? [])]))
}

/** The stages that depend on `id`, directly or not: what a retry of `id` makes stale. */
export function descendants(pipeline: Pipeline, id: string): Set<string> {
  const before = predecessors(pipeline)
  const found = new Set<string>()
  for (const s of pipeline.stages) if (before.get(s.id)?.some((p) => p === id || found.has(p))) found.add(s.id)
  return found
}
