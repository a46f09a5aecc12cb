import type { PlanDecision } from '#model/plan.ts'
import { platformTopics } from '#model/plan-knowledge/platform-topics.ts'
import { languageTopic, storeTopic } from '#model/plan-knowledge/service-topics.ts'
import type { Topic } from '#model/plan-knowledge/topic.ts'
import { type Circumstances, type Decided, decide } from '../decide.ts'
import type { Ground } from '../ground.ts'

export interface Choices {
  decisions: PlanDecision[]
  /** Topic id → what was chosen for the platform. */
  platform: Map<string, Decided>
  services: Map<string, { language: Decided; store: Decided }>
  nothingLeft: { message: string; statements: string[] }[]
}

/** Every decision, in order: the platform's first, then language and store of each service. */
export function choose(ground: Ground): Choices {
  const platform = new Map<string, Decided>()
  const decisions: PlanDecision[] = []
  const nothingLeft: Choices['nothingLeft'] = []
  const base = { service: null, traits: [], usual: null } as const
  const take = (topic: Topic, at: Omit<Circumstances, 'number'>): Decided => {
    const made = decide(topic, ground, { ...at, number: decisions.length + 1 })
    decisions.push(made.decision)
    if (made.nothingLeft) nothingLeft.push(made.nothingLeft)
    return made
  }
  for (const topic of platformTopics) {
    if (!applies(topic, ground, platform)) continue
    platform.set(topic.id, take(topic, { ...base, traits: [], follows: follows(topic, platform), runtime: platform.get('runtime')?.option.tags ?? [] }))
  }
  const services = new Map<string, { language: Decided; store: Decided }>()
  const runtime = platform.get('runtime')?.option.tags ?? []
  // Modules of one deployable share their language and their database.
  if (platform.get('pattern')?.option.tags.includes('monolith') && ground.assigned.length > 1) {
    const at = { ...base, traits: ground.assigned.flatMap((a) => a.traits), follows: [], runtime }
    const both = { language: take(languageTopic, at), store: take(storeTopic, at) }
    for (const { service } of ground.assigned) services.set(service.slug, both)
    return { decisions, platform, services, nothingLeft }
  }
  const several = ground.assigned.length > 1
  const usual = { language: several ? usualOf(languageTopic, ground, runtime) : null, store: several ? usualOf(storeTopic, ground, runtime) : null }
  for (const { service, traits } of ground.assigned) {
    const at = { service: { slug: service.slug, name: service.name }, traits, follows: [], runtime }
    services.set(service.slug, { language: take(languageTopic, { ...at, usual: usual.language }), store: take(storeTopic, { ...at, usual: usual.store }) })
  }
  return { decisions, platform, services, nothingLeft }
}

/** What would be chosen if all services were one: the measure of uniformity. */
function usualOf(topic: Topic, ground: Ground, runtime: readonly string[]): string {
  const traits = ground.assigned.flatMap((a) => a.traits)
  return decide(topic, ground, { number: 0, service: null, traits, follows: [], runtime, usual: null }).option.name
}

function applies(topic: Topic, ground: Ground, platform: ReadonlyMap<string, Decided>): boolean {
  const apart = !platform.get('pattern')?.option.tags.includes('monolith')
  if (topic.when === 'several_services') return ground.assigned.length > 1 && apart
  if (topic.when === 'asynchronous')
    return (
      ground.relations.some((r) => r.mode === 'async') ||
      (ground.load.messages !== null && ground.assigned.some((a) => a.traits.some((t) => t.trait === 'telemetry')))
    )
  if (topic.when === 'transactions_across') {
    const keeps = (trait: string) => ground.assigned.filter((a) => a.traits.some((t) => t.trait === trait)).map((a) => a.service.slug)
    const money = keeps('money')
    return apart && money.length > 0 && new Set([...money, ...keeps('stock')]).size > 1
  }
  return true
}

function follows(topic: Topic, platform: ReadonlyMap<string, Decided>): Circumstances['follows'] {
  const pattern = platform.get('pattern')
  const runtime = platform.get('runtime')
  if (topic.id === 'entrance' && runtime?.option.tags.includes('serverless'))
    return [{ tag: 'managed', why: `does not stand before ${runtime.option.name} of decision ${runtime.decision.id.slice(0, 4)}` }]
  if (topic.id === 'recovery' && runtime?.option.tags.includes('one-machine'))
    return [{ tag: 'single', why: `needs more than ${runtime.option.name} of decision ${runtime.decision.id.slice(0, 4)}` }]
  if (topic.id !== 'runtime' || !pattern) return []
  const tag = pattern.option.tags.includes('serverless') ? 'serverless' : 'containers'
  return [{ tag, why: `does not carry ${pattern.option.name} of decision ${pattern.decision.id.slice(0, 4)}` }]
}
