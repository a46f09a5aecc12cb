import type { Plan } from '#model/plan.ts'
import { wayOf } from '../reading/targets.ts'
import type { Situation } from './situation.ts'

type Item = Plan['gates'][number]['items'][number]
const judged = (id: string, item: string, met: boolean, evidence: string): Item => ({ id, item, verdict: met ? 'met' : 'not_met', evidence })
const asked = (id: string, item: string, evidence: string): Item => ({ id, item, verdict: 'to_be_asked', evidence })

/** The three reviews of the seed: what the plan itself shows is judged, the rest is asked. */
export function gatesOf(at: Situation): Plan['gates'] {
  return [
    { name: 'Architecture review', items: architecture(at) },
    { name: 'Documentation review', items: documentation(at) },
    { name: 'Security review', items: security(at) },
  ]
}

const inspected = (t: Plan['targets'][number]): boolean =>
  ['security', 'compliance', 'accessibility'].includes(wayOf(t.measure?.metric, `${t.metric} ${t.target}`))

function architecture({ ground, choices, services, inconsistencies }: Situation): Item[] {
  const functional = ground.input.sentences.filter((s) => s.kind === 'functional' && s.role === 'requirements')
  const homed = functional.length - ground.homeless.length
  // Authentication or encryption is inspected, not measured.
  const wanted = ground.targets.filter((t) => !inspected(t))
  const measured = wanted.filter((t) => t.measure).length
  const recovery = choices.platform.get('recovery')
  const growth = ground.holds.get('growth')
  return [
    judged(
      'requirements',
      'System design addresses all functional requirements',
      ground.homeless.length === 0 && functional.length > 0,
      `${homed} of ${functional.length} functional statements have a service`,
    ),
    judged(
      'tradeoffs',
      'Technology choices justified with trade-off analysis',
      choices.decisions.every((d) => d.options.length > 1),
      `${choices.decisions.length} decisions with weighted options`,
    ),
    judged(
      'measurable',
      'NFR targets are measurable',
      wanted.length > 0 && measured === wanted.length,
      `${measured} of ${wanted.length} have a number and a unit`,
    ),
    judged(
      'achievable',
      'NFR targets are achievable: no contradiction is open',
      inconsistencies.length === 0,
      inconsistencies.length === 0 ? 'none found' : `${inconsistencies.length} found`,
    ),
    growth
      ? asked(
          'growth',
          'Scalability approach supports growth projections',
          `growth is mentioned (${growth.join(', ')}) without a number; planned for three times the stated load`,
        )
      : asked('growth', 'Scalability approach supports growth projections', 'nothing is said about growth; planned for three times the stated load'),
    judged(
      'availability',
      'Reliability measures ensure the stated availability',
      recovery?.nothingLeft === null,
      recovery ? `${recovery.option.name}: about ${recovery.option.reaches?.availability} %` : 'not decided',
    ),
    judged(
      'independent',
      'Services can be released without each other',
      ground.order.cycles.length === 0,
      ground.order.cycles.length === 0
        ? `${services.length} ${services.length === 1 ? 'service' : 'services'}, no cycle of calls`
        : `${ground.order.cycles.length} ${ground.order.cycles.length === 1 ? 'cycle' : 'cycles'} of calls`,
    ),
  ]
}

function documentation({ services }: Situation): Item[] {
  const silent = services.filter((s) => s.responsibility.endsWith('nothing is said beyond the name'))
  return [
    judged('diagrams', 'Architecture diagrams complete', true, 'context, containers and deployment are drawn from this plan'),
    judged(
      'described',
      'Every service is described by statements',
      silent.length === 0,
      silent.length === 0
        ? `${services.length} ${services.length === 1 ? 'service' : 'services'}`
        : `${silent.map((s) => s.name).join(', ')}: only the name is known`,
    ),
    asked('contracts', 'API specifications defined for all services', 'OpenAPI comes with the delivery of each service'),
    asked('data', 'Data models documented with relationships', 'entity diagrams come with the delivery of each service'),
    asked('procedures', 'Deployment, monitoring and alerting procedures defined', 'runbooks are kept with the system'),
  ]
}

function security({ ground, services }: Situation): Item[] {
  const laws = [...new Set(ground.facts.laws.map((l) => l.value))]
  const sensitive = services.filter((s) => s.traits.some((t) => ['money', 'personal', 'health', 'identity'].includes(t.trait)))
  return [
    judged(
      'controls',
      'Security controls named for every service',
      services.every((s) => s.security.length > 0),
      `${services.reduce((n, s) => n + s.security.length, 0)} controls`,
    ),
    laws.length > 0
      ? asked(
          'compliance',
          'Compliance requirements addressed',
          `${laws.join(', ')}: demands are listed with the services; evidence is due before the first release`,
        )
      : asked(
          'compliance',
          'Compliance requirements addressed',
          sensitive.length > 0 ? `no law is named although ${sensitive.map((s) => s.name).join(', ')} handle money or personal data` : 'no law is named',
        ),
    asked('threats', 'Threat analysis completed for all components', 'threat models come with the security stage of each delivery'),
    asked('incidents', 'Incident response procedures defined', 'not part of the inputs'),
    judged('testing', 'Security testing plan established', true, 'static scan, dependency list and dynamic probes run in every delivery'),
  ]
}
