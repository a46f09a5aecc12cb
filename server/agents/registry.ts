import type { Agent } from './agent.ts'

/** Which agent performs which stage. Loaded when first needed: a runner holds in memory what its stages use. */
const agents: Record<string, () => Promise<Agent>> = {
  analyze: async () => (await import('./business-analyst/analyze.ts')).analyze,
  plan: async () => (await import('./architect/plan.ts')).plan,
  backend: async () => (await import('./backend-developer/backend.ts')).backend,
  frontend: async () => (await import('./frontend-developer/frontend.ts')).frontend,
  apps: async () => (await import('./software-developer/apps.ts')).apps,
  integrate: async () => (await import('./integration-engineer/integrate.ts')).integrate,
  test: async () => (await import('./testing-engineer/test.ts')).test,
  secure: async () => (await import('./security-engineer/secure.ts')).secure,
  stage: async () => (await import('./deployment-engineer/stage.ts')).stage,
  verify: async () => (await import('./deployment-engineer/verify.ts')).verify,
}

export async function agentOf(stage: string): Promise<Agent> {
  const load = agents[stage]
  if (!load) throw new Error(`No agent performs the stage "${stage}".`)
  return load()
}
