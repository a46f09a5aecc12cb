import type { Plan, PlanService } from '#model/plan.ts'
import { effort } from '#model/plan-knowledge/figures.ts'
import type { Ground } from '../ground.ts'
import { figure } from '../reading/numbers.ts'
import type { Choices } from './choices.ts'

export interface Road {
  phases: Plan['roadmap']
  weeks: { total: number; calendar: number }
}
/** A third of everybody's time goes into talking, reviews and repairs. */
const focus = 0.7

/** Phases from dependencies: what needs nothing first; then what builds on it; hardening last. */
export function roadmapOf(ground: Ground, choices: Choices, services: readonly PlanService[]): Road {
  const developers = ground.facts.developers?.value ?? effort.developersAssumed
  const assumed = ground.facts.developers ? '' : ' (assumed)'
  const groups = merged(ground.order.levels)
  const phases: Plan['roadmap'] = []
  let at = 0
  let total = 0
  const push = (goal: string, slugs: string[], contents: string[], people: number, arithmetic: string) => {
    const hands = slugs.length === 0 ? developers : Math.min(developers, slugs.length * effort.perService)
    const length = Math.max(1, Math.ceil(people / (hands * focus)))
    const previous = phases.at(-1)?.phase
    phases.push({
      phase: `Phase ${phases.length + 1}`,
      goal,
      services: slugs,
      contents,
      after: previous ? [previous] : [],
      weeks: {
        from: at,
        to: at + length,
        arithmetic: `${arithmetic} = ${figure(people)} person-weeks ÷ (${hands} ${hands < developers ? `of ${developers} ` : ''}developers${assumed} × ${focus}) → ${length} ${length === 1 ? 'week' : 'weeks'}`,
      },
    })
    at += length
    total += people
  }
  const named = (slug: string) => services.find((s) => s.slug === slug) as PlanService
  for (const [i, group] of groups.entries()) {
    const members = group.map(named)
    const people = members.reduce((sum, s) => sum + (s.weeks?.people ?? 0), 0) + (i === 0 ? effort.foundation : 0)
    push(
      i === 0 ? `Foundation and ${joined(members.map((s) => s.name))}` : joined(members.map((s) => s.name)),
      group,
      [...(i === 0 ? foundation(choices) : []), ...members.map((s) => `${s.name}: ${s.responsibility}`)],
      people,
      [...(i === 0 ? [`${effort.foundation} foundation`] : []), ...members.map((s) => `${s.weeks?.people ?? 0} ${s.name}`)].join(' + '),
    )
  }
  push('Scale and hardening', [], hardening(ground), effort.hardening, `${effort.hardening} hardening`)
  return { phases, weeks: { total: Math.round(total * 10) / 10, calendar: at } }
}

/** At most three groups: people plan in phases, not in levels. */
function merged(levels: readonly string[][]): string[][] {
  const out = levels.map((l) => [...l])
  while (out.length > 3) {
    const smallest = out
      .slice(0, -1)
      .reduce((best, l, i) => (l.length + (out[i + 1]?.length ?? 0) < (out[best]?.length ?? 0) + (out[best + 1]?.length ?? 0) ? i : best), 0)
    out.splice(smallest, 2, [...(out[smallest] ?? []), ...(out[smallest + 1] ?? [])])
  }
  return out
}
const joined = (names: readonly string[]): string => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? ''))

function foundation(choices: Choices): string[] {
  const chosen = (topic: string) => choices.platform.get(topic)?.option.name
  return [chosen('runtime'), chosen('entrance'), chosen('identity'), chosen('delivery'), chosen('observation')]
    .filter((x) => x !== undefined)
    .map((x) => `Set up: ${x}`)
}

function hardening(ground: Ground): string[] {
  const measured = ground.targets.filter((t) => t.measure)
  return [
    ...(measured.length > 0
      ? [`Measure ${measured.length} quality targets under three times the expected load`]
      : ['Agree quality targets, then measure them']),
    'Practise restore and failover in staging',
    ...(ground.facts.laws.length > 0 ? [`Audit against ${[...new Set(ground.facts.laws.map((l) => l.value))].join(', ')}`] : []),
    'Penetration test of the gateway and of what handles money or personal data',
  ]
}
