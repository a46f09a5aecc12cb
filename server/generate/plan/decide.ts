import type { PlanDecision } from '#model/plan.ts'
import { drivers } from '#model/plan-knowledge/drivers.ts'
import { opposites, technologies } from '#model/plan-knowledge/terms.ts'
import type { Criterion, Option, Scores, Topic } from '#model/plan-knowledge/topic.ts'
import type { Ground } from './ground.ts'
import { minutesOf, recoveryPoint, strictest } from './ground.ts'
import type { TechnologyFact } from './reading/facts.ts'
import { figure } from './reading/numbers.ts'

export interface Circumstances {
  number: number
  /** '' = the whole platform. */
  service: { slug: string; name: string } | null
  traits: { trait: string; statements: string[] }[]
  /** Tags that earlier decisions ask for, with why. */
  follows: { tag: string; why: string }[]
  /** Tags of the runtime chosen before. */
  runtime: readonly string[]
  /** What most services use, for uniformity. */
  usual: string | null
}
export interface Decided {
  decision: PlanDecision
  option: Option
  /** Set when constraints left nothing to choose from. */
  nothingLeft: { message: string; statements: string[] } | null
}
interface Weighed {
  name: Criterion | 'preference'
  weight: number
  whys: string[]
  statements: string[]
}

/** Weighs the options of a topic by what was read. Pure, and the arithmetic is part of the result. */
export function decide(topic: Topic, ground: Ground, at: Circumstances): Decided {
  const wished = ground.facts.technologies.filter((t) => t.polarity === 'preferred' && topic.options.some((o) => o.tags.includes(t.tag)))
  const criteria = weigh(topic, ground, at, wished)
  const options = topic.options
    .map((option) => {
      const scores = criteria.map((c) => scoreOf(option, c.name, ground, at, wished))
      const against = excluded(option, topic, ground, at)
      return { option, scores, against, total: criteria.reduce((sum, c, i) => sum + c.weight * (scores[i] ?? 0), 0) }
    })
    .toSorted((a, b) => Number(a.against !== null) - Number(b.against !== null) || b.total - a.total || a.option.name.localeCompare(b.option.name))
  const best = options[0] as (typeof options)[number]
  const second = options.find((o) => o !== best && o.against === null)
  const traits = at.traits.filter((t) => best.option.traits?.includes(t.trait))
  const forced = options.filter((o) => o !== best && o.against).flatMap((o) => o.against?.statements ?? [])
  const statements = [...new Set([...forced, ...criteria.flatMap((c) => c.statements), ...traits.flatMap((t) => t.statements)])]
  const nothingLeft = best.against
    ? {
        message: `Nothing is left for “${topic.title.toLowerCase()}”${at.service ? ` of ${at.service.name}` : ''}: ${options.map((o) => `${o.option.name}: ${o.against?.why}`).join('; ')}. ${best.option.name} stands as the least bad until a constraint changes.`,
        statements: [...new Set(options.flatMap((o) => o.against?.statements ?? []))],
      }
    : null
  const id = `${String(at.number).padStart(4, '0')}-${topic.id}${at.service ? `-${at.service.slug}` : ''}`
  return {
    option: best.option,
    nothingLeft,
    decision: {
      id,
      title: at.service ? `${topic.title}: ${at.service.name}` : topic.title,
      service: at.service?.slug ?? '',
      context: topic.context,
      chosen: best.option.name,
      rationale: rationale(
        best,
        second ?? null,
        criteria,
        traits.map((t) => t.trait),
        options.filter((o) => o !== best && o.against).length,
      ),
      statements,
      criteria: criteria.map((c) => ({ name: c.name, weight: c.weight, why: c.whys.join(', ') })),
      options: options.map((o) => ({ name: o.option.name, note: o.option.note, scores: o.scores, total: o.total, excluded: o.against?.why ?? '' })),
      consequences: best.option.consequences,
      sources: topic.sources,
    },
  }
}

type Ranked = { option: Option; total: number }
function rationale(best: Ranked, second: Ranked | null, criteria: readonly Weighed[], traits: readonly string[], out: number): string {
  const decisive = criteria.filter((c) => c.whys.length > 0).map((c) => `${c.name} (${c.whys.join(', ')})`)
  return [
    `${best.option.name}: ${best.option.note}.`,
    second ? `${best.total} points against ${second.total} for ${second.option.name}.` : out > 0 ? 'The constraints leave no other option.' : '',
    traits.length > 0 ? `Made for ${traits.join(', ')}.` : '',
    decisive.length > 0 ? `The inputs weigh more: ${decisive.join('; ')}.` : '',
    out > 0 && second ? `${out} ${out === 1 ? 'option is' : 'options are'} ruled out by constraints.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function weigh(topic: Topic, ground: Ground, at: Circumstances, wished: readonly TechnologyFact[]): Weighed[] {
  const own = new Set(at.traits.map((t) => t.trait))
  const list = Object.entries(topic.weights).map(([name, weight]): Weighed => ({ name: name as Criterion, weight, whys: [], statements: [] }))
  for (const driver of drivers) {
    const statements = ground.holds.get(driver.when)
    if (!statements || (driver.topics && !driver.topics.includes(topic.id)) || driver.not?.includes(topic.id)) continue
    // What a single service does counts for that service alone.
    if (at.service && /_load$/.test(driver.when) && !['catalog', 'search', 'telemetry', 'workflow'].some((t) => own.has(t))) continue
    if (at.service && driver.when === 'money' && !own.has('money')) continue
    if (at.service && driver.when === 'personal' && !own.has('personal') && !own.has('health')) continue
    for (const c of list) {
      const more = driver.adds[c.name as Criterion] ?? 0
      if (more === 0) continue
      c.weight += more
      c.whys.push(driver.why)
      c.statements.push(...statements)
    }
  }
  if (wished.length > 0)
    list.push({ name: 'preference', weight: 4, whys: [`${wished.map((w) => w.name).join(', ')} preferred`], statements: wished.map((w) => w.statement) })
  const skills = list.find((c) => c.name === 'skills')
  if (skills && ground.facts.skills.length > 0) {
    skills.weight += 4
    skills.whys.push('what the team knows')
    skills.statements.push(...ground.facts.skills.map((s) => s.statement))
  }
  return list
}

function scoreOf(option: Option, name: Weighed['name'], ground: Ground, at: Circumstances, wished: readonly TechnologyFact[]): number {
  if (name === 'preference') return wished.some((w) => option.tags.includes(w.tag)) ? 5 : 1
  if (name === 'skills') {
    const known = ground.facts.skills.map((s) => s.value)
    return known.length === 0 ? 3 : option.tags.some((t) => known.includes(t)) ? 5 : 1
  }
  if (name === 'delivery') return option.tags.includes('typescript') || option.name === 'PostgreSQL' ? 5 : 1
  if (name === 'uniformity') return at.usual === null ? 3 : option.name === at.usual ? 5 : 2
  if (name === 'fit') {
    const fits = at.traits.filter((t) => option.traits?.includes(t.trait)).length
    return fits === 0 ? 2 : fits === 1 ? 4 : 5
  }
  return (option.scores as Scores)[name] ?? 3
}

/** Why constraints, or decisions taken before, rule an option out. */
function excluded(option: Option, topic: Topic, ground: Ground, at: Circumstances): { why: string; statements: string[] } | null {
  const { facts } = ground
  const forbidden = facts.technologies.find((t) => t.polarity === 'forbidden' && option.tags.includes(t.tag))
  if (forbidden) return { why: `${forbidden.statement} rules out ${forbidden.name}`, statements: [forbidden.statement] }
  for (const t of facts.technologies.filter((x) => x.polarity === 'required')) {
    const pair = opposites.find((p) => p.includes(t.tag))
    const other = pair?.find((x) => x !== t.tag)
    if (other && option.tags.includes(other) && !option.tags.includes(t.tag)) return { why: `${t.statement} asks for ${t.name}`, statements: [t.statement] }
  }
  if (facts.openSourceOnly && (option.tags.includes('proprietary') || (topic.id === 'store' && !option.tags.includes('open-source'))))
    return { why: `${facts.openSourceOnly.statement} admits open source only`, statements: [facts.openSourceOnly.statement] }
  const named = facts.technologies.filter((t) => t.polarity === 'required' && topic.options.some((o) => o.tags.includes(t.tag)))
  // "in containers on Kubernetes" asks for Kubernetes; that it runs containers follows.
  const asked = named.filter((t) => !named.some((u) => technologies.find((x) => x.tag === u.tag)?.implies.includes(t.tag)))
  if (asked.length > 0 && !asked.some((t) => option.tags.includes(t.tag)))
    return { why: `${asked.map((t) => `${t.statement} asks for ${t.name}`).join(', ')}`, statements: asked.map((t) => t.statement) }
  const follows = at.follows.find((f) => topic.options.some((o) => o.tags.includes(f.tag)) && !option.tags.includes(f.tag))
  if (follows) return { why: follows.why, statements: [] }
  const oneMachine = topic.id === 'runtime' && !option.tags.includes('one-machine') ? facts.single.find((s) => s.of === 'machine') : undefined
  if (oneMachine) return { why: `${oneMachine.statement} admits one machine`, statements: [oneMachine.statement] }
  const { messages } = ground.load
  if (option.rows && messages && messages.value > option.rows && at.traits.some((t) => t.trait === 'telemetry'))
    return {
      why: `takes about ${figure(option.rows)} rows a second in batches, ${messages.statements[0] ?? 'the load'} brings ${figure(messages.value)}`,
      statements: messages.statements,
    }
  if (option.needs && !at.runtime.includes(option.needs))
    return { why: `needs ${technologies.find((t) => t.tag === option.needs)?.name ?? option.needs}, which is not where the platform runs`, statements: [] }
  return option.reaches ? unreachable(option.reaches, ground) : null
}

function unreachable(reaches: NonNullable<Option['reaches']>, ground: Ground): { why: string; statements: string[] } | null {
  const up = strictest(ground.targets, 'availability')
  if (up?.measure && up.measure.value > reaches.availability)
    return { why: `reaches about ${reaches.availability} %, ${up.statements[0] ?? 'the target'} asks for ${up.measure.value} %`, statements: up.statements }
  const back = strictest(ground.targets, 'recovery_time', (t) => !recoveryPoint(t))
  if (back?.measure && minutesOf(back.measure.value, back.measure.unit) < reaches.minutes)
    return {
      why: `recovers in about ${reaches.minutes} minutes, ${back.statements[0] ?? 'the target'} asks for ${back.measure.value} ${back.measure.unit}`,
      statements: back.statements,
    }
  return null
}
