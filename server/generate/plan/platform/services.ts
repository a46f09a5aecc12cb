import type { PlanService } from '#model/plan.ts'
import { effort } from '#model/plan-knowledge/figures.ts'
import { controls, externalNames, supplements } from '#model/plan-knowledge/service-parts.ts'
import type { Decided } from '../decide.ts'
import type { Ground } from '../ground.ts'
import { figure } from '../reading/numbers.ts'
import type { Assigned } from '../reading/relations.ts'
import type { Choices } from './choices.ts'

export const servicesOf = (ground: Ground, choices: Choices): PlanService[] => ground.assigned.map((a) => serviceOf(a, ground, choices))

function serviceOf(a: Assigned, ground: Ground, choices: Choices): PlanService {
  const { service, sentences, traits } = a
  const made = choices.services.get(service.slug) as { language: Decided; store: Decided }
  const own = new Set(traits.map((t) => t.trait))
  const needs = needsOf(a, ground)
  return {
    slug: service.slug,
    name: service.name,
    responsibility: responsibility(a),
    technology: made.language.option.name,
    store: made.store.option.name,
    supplements: supplementsOf(a, ground),
    scaling: scaling(a, choices),
    security: [
      ...new Set([...controls.filter((c) => c.traits.length === 0 || c.traits.some((t) => own.has(t))).map((c) => c.control), ...demands(own, ground)]),
    ],
    reliability: reliability(a, needs, choices),
    entities: a.entities,
    traits,
    needs,
    externals: externalNames
      .map(({ name, pattern }) => ({ name, statements: sentences.filter((s) => pattern.test(s.text)).map((s) => s.id) }))
      .filter((x) => x.statements.length > 0),
    weeks: weeksOf(a),
    statements: [...new Set([...service.named, ...sentences.map((s) => s.id)])],
  }
}

/** What people and others do with it, in the documents' own words. */
function responsibility(a: Assigned): string {
  const said = a.sentences.filter((s) => s.kind !== 'quality').map((s) => s.text.replace(/[.;:]\s*$/, ''))
  if (said.length === 0)
    return a.service.capabilities.length > 0
      ? `${a.service.capabilities.map((c) => c.name).join(', ')}: nothing is said beyond the name`
      : 'nothing is said beyond the name'
  const acts = said.map((text) =>
    text
      .replace(/^(?:every|each|an?|the|only) /i, '')
      .replace(/^[\w -]{2,30}? (?:can|(?:may|must|shall|should|will|is|are)(?: be)? able to|may|must|shall|should|wants? to) /i, '')
      .replace(/^as an? [\w -]{2,30}?,? i want to /i, ''),
  )
  const list = acts.map((x) => x.charAt(0).toLowerCase() + x.slice(1))
  const shown = list.slice(0, 3).map((x) => (x.length > 110 ? `${x.slice(0, 107).replace(/\s\S*$/, '')} …` : x))
  return `${shown.join('; ')}${list.length > 3 ? `; and ${list.length - 3} more` : ''}`
}

function needsOf(a: Assigned, ground: Ground): PlanService['needs'] {
  const needs = new Map<string, PlanService['needs'][number]>()
  for (const r of ground.relations.filter((x) => x.from === a.service.slug)) {
    const key = `${r.to}:${r.mode}`
    const known = needs.get(key)
    if (known) known.statements = [...new Set([...known.statements, r.statement])]
    else needs.set(key, { service: r.to, mode: r.mode, why: r.why, statements: [r.statement] })
  }
  return [...needs.values()]
}

function supplementsOf(a: Assigned, ground: Ground): PlanService['supplements'] {
  const forbidden = ground.facts.technologies.filter((t) => t.polarity === 'forbidden').map((t) => t.tag)
  const only = ground.facts.technologies.find((t) => t.only && ['postgresql', 'mysql', 'oracle', 'mssql', 'mongodb'].includes(t.tag))
  return supplements.flatMap((s) => {
    const trait = a.traits.find((t) => s.traits.some((x) => x === t.trait))
    if (
      !trait ||
      (s.all && !s.traits.every((t) => a.traits.some((x) => x.trait === t))) ||
      (s.when && !ground.holds.has(s.when)) ||
      (s.unless && ground.holds.has(s.unless)) ||
      s.tags.some((t) => forbidden.includes(t)) ||
      (only && s.database)
    )
      return []
    const extra = s.when ? (ground.holds.get(s.when) ?? []) : []
    return [{ name: s.name, why: s.why, statements: [...new Set([...trait.statements, ...extra])] }]
  })
}

function scaling(a: Assigned, choices: Choices): string {
  const own = new Set(a.traits.map((t) => t.trait))
  const runtime = choices.platform.get('runtime')?.option
  const by = runtime?.tags.includes('kubernetes')
    ? 'Horizontal pod autoscaling at 70 % CPU'
    : runtime?.tags.includes('serverless')
      ? 'One instance a request, limited to what the database takes'
      : runtime?.tags.includes('one-machine')
        ? 'A larger machine; a second process for releases without a break'
        : runtime?.tags.includes('vm')
          ? 'A further machine behind the load balancer, decided by the weekly trend'
          : 'Automatic scaling at 70 % CPU'
  if (own.has('telemetry')) return `${by}; partitioned by device, consumers scaled by lag`
  if (own.has('reactive')) return `${by}; workers scaled by the length of the queue`
  if (own.has('search') || own.has('catalog')) return `${by}; reads from replicas and cache`
  return runtime?.tags.includes('one-machine') ? by : `${by}; at least two instances`
}

function demands(own: ReadonlySet<string>, ground: Ground): string[] {
  const laws = new Set(ground.facts.laws.map((l) => l.value))
  return [
    ...(laws.has('PCI DSS') && own.has('money') ? ['PCI DSS: card numbers stay with the provider, own network segment, quarterly scans'] : []),
    ...(laws.has('GDPR') && (own.has('personal') || own.has('identity') || own.has('health'))
      ? ['GDPR: export and erasure of a person’s data, record of processing']
      : []),
    ...(laws.has('HIPAA') && own.has('health') ? ['HIPAA: access to health data is logged'] : []),
  ]
}

function reliability(a: Assigned, needs: PlanService['needs'], choices: Choices): string[] {
  const own = new Set(a.traits.map((t) => t.trait))
  const apart = !choices.platform.get('pattern')?.option.tags.includes('monolith')
  return [
    ...(apart && needs.some((n) => n.mode === 'sync') ? ['time limit, retries with jitter and circuit breaker on every call'] : []),
    ...(needs.some((n) => n.mode === 'async') ? ['events handled at least once and without harm when repeated; dead-letter queue with alarm'] : []),
    ...(own.has('money') ? ['idempotency key on every movement; daily reconciliation'] : []),
    ...(own.has('integration') ? ['outside partners behind a port: stored, retried, switched off one by one'] : []),
    ...(own.has('telemetry') ? ['late and repeated values are accepted by device and time'] : []),
  ]
}

function weeksOf(a: Assigned): PlanService['weeks'] {
  const functional = a.sentences.filter((s) => s.kind !== 'quality').length
  const partners = a.traits.some((t) => t.trait === 'integration') ? 1 : 0
  const people = effort.base + effort.perStatement * functional + effort.perTrait * a.traits.length + effort.perIntegration * partners
  return {
    people: Math.round(people * 10) / 10,
    arithmetic: `${effort.base} + ${functional} statements × ${effort.perStatement} + ${a.traits.length} traits × ${effort.perTrait}${partners ? ` + ${effort.perIntegration} for partners` : ''} = ${figure(people)} person-weeks`,
  }
}
