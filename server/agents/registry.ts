import type { Agent } from './agent.ts'

/** Which agent performs which stage. Loaded when first needed: a runner holds in memory what its stages use. */
const modules: Record<string, () => Promise<Record<string, unknown>>> = {
  analyze: () => load('./business-analyst/analyze.ts'),
  plan: () => load('./architect/plan.ts'),
  backend: () => load('./backend-developer/backend.ts'),
  frontend: () => load('./frontend-developer/frontend.ts'),
  apps: () => load('./software-developer/apps.ts'),
  integrate: () => load('./integration-engineer/integrate.ts'),
  test: () => load('./testing-engineer/test.ts'),
  secure: () => load('./security-engineer/secure.ts'),
  stage: () => load('./deployment-engineer/stage.ts'),
  verify: () => load('./deployment-engineer/verify.ts'),
}
const load = (path: string): Promise<Record<string, unknown>> => import(path)

export async function agentOf(stage: string): Promise<Agent> {
  const module = await modules[stage]?.()
  const agent = module?.[stage]
  if (typeof agent !== 'function') throw new Error(`No agent performs the stage "${stage}".`)
  return agent as Agent
}
