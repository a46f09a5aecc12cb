import type { PlanTarget } from '#model/plan.ts'
import type { Condition } from '#model/plan-knowledge/drivers.ts'
import { thresholds } from '#model/plan-knowledge/figures.ts'
import type { Facts } from './reading/facts.ts'
import type { PlanInput } from './reading/input.ts'
import type { Order } from './reading/order.ts'
import type { Assigned, Relation } from './reading/relations.ts'

/** Everything that was read, in the form that choices rest on. */
export interface Ground {
  input: PlanInput
  facts: Facts
  assigned: Assigned[]
  relations: Relation[]
  order: Order
  targets: PlanTarget[]
  homeless: string[]
  load: Load
  /** What holds, with the statements that say so. */
  holds: Map<Condition, string[]>
}

/** Requests and messages a second at the peak, as stated or derived from the people at once. */
export interface Load {
  requests: { value: number; arithmetic: string; statements: string[] } | null
  messages: { value: number; arithmetic: string; statements: string[] } | null
  users: { value: number; statements: string[] } | null
}

const perSecond: [RegExp, number][] = [
  [/\/second$/, 1],
  [/\/minute$/, 60],
  [/\/hour$/, 3_600],
  [/\/day$/, 86_400],
]
const figure = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 1 })

/** What devices send, against what people ask. */
const incoming = /^(?:messages|readings|events|measurements|samples|values|positions|signals)/

export function loadOf(targets: readonly PlanTarget[], fleet: Facts['fleet']): Load {
  const rates = targets.flatMap((t) => {
    const by = t.measure?.metric === 'throughput' ? perSecond.find(([unit]) => unit.test(t.measure?.unit ?? ''))?.[1] : undefined
    return by && t.measure
      ? [{ value: t.measure.value / by, arithmetic: `${figure(t.measure.value)} ${t.measure.unit}`, unit: t.measure.unit, statements: t.statements }]
      : []
  })
  const highest = (list: typeof rates) => list.toSorted((a, b) => b.value - a.value)[0] ?? null
  const users = targets.filter((t) => t.measure?.metric === 'concurrent_users').toSorted((a, b) => (b.measure?.value ?? 0) - (a.measure?.value ?? 0))[0]
  const requests = highest(rates.filter((r) => !incoming.test(r.unit)))
  const people = users?.measure ? { value: users.measure.value, statements: users.statements } : null
  const derived = people && {
    value: people.value / thresholds.secondsBetweenRequests,
    arithmetic: `${figure(people.value)} people ÷ ${thresholds.secondsBetweenRequests} s between two requests of one person`,
    statements: people.statements,
  }
  return {
    requests: requests ?? derived,
    messages: highest([...rates.filter((r) => incoming.test(r.unit)), ...(fleet ? [{ ...fleet, unit: '' }] : [])]),
    users: people,
  }
}

/** The strictest target of a metric; null when none is stated. */
export function strictest(targets: readonly PlanTarget[], metric: string, wanted: (t: PlanTarget) => boolean = () => true): PlanTarget | null {
  const list = targets.filter((t) => t.measure?.metric === metric && wanted(t))
  const higher = metric === 'availability'
  return list.toSorted((a, b) => ((a.measure?.value ?? 0) - (b.measure?.value ?? 0)) * (higher ? -1 : 1))[0] ?? null
}

export const minutesOf = (value: number, unit: string): number =>
  /^ms/.test(unit) ? value / 60_000 : /^s/i.test(unit) ? value / 60 : /^h/i.test(unit) ? value * 60 : /^d/i.test(unit) ? value * 1_440 : value

export const recoveryPoint = (t: PlanTarget): boolean => /point|rpo|data loss/i.test(t.metric)

/** Budget in EUR a month; null when none is stated in EUR. */
export function budgetOf(facts: Facts): { perMonth: number; arithmetic: string; statement: string } | null {
  const b = facts.budgets.find((x) => x.currency === 'EUR' && x.period !== 'once')
  if (!b) return null
  return {
    perMonth: b.period === 'year' ? b.value / 12 : b.value,
    arithmetic: b.period === 'year' ? `${figure(b.value)} EUR a year ÷ 12` : `${figure(b.value)} EUR a month`,
    statement: b.statement,
  }
}

export function conditionsOf(ground: Omit<Ground, 'holds'>): Ground['holds'] {
  const { facts, load, targets, assigned, relations, input } = ground
  const holds: Ground['holds'] = new Map()
  const say = (condition: Condition, when: boolean, statements: readonly string[]) => {
    if (when) holds.set(condition, [...new Set(statements)].slice(0, 8))
  }
  const loads = [load.requests, load.messages, load.users].flatMap((x) => x?.statements ?? [])
  const peak = Math.max(load.requests?.value ?? 0, load.messages?.value ?? 0)
  say('high_load', peak >= 1_000 || (load.users?.value ?? 0) >= 5_000, loads)
  say('very_high_load', peak >= 5_000, loads)
  const up = strictest(targets, 'availability')
  say('high_availability', (up?.measure?.value ?? 0) >= 99.9, up?.statements ?? [])
  const back = strictest(targets, 'recovery_time', (t) => !recoveryPoint(t))
  say('quick_recovery', back?.measure ? minutesOf(back.measure.value, back.measure.unit) <= 60 : false, back?.statements ?? [])
  const { developers, teams } = facts
  say('small_team', developers !== null && developers.value <= 6, developers ? [developers.statement] : [])
  const second = (teams?.value ?? 1) >= 2 || (developers?.value ?? 0) > 10
  say('several_teams', second, [teams?.statement ?? developers?.statement ?? ''].filter(Boolean))
  const budget = budgetOf(facts)
  say('tight_budget', budget !== null && budget.perMonth <= 5_000, budget ? [budget.statement] : [])
  say(
    'many_services',
    assigned.length >= 4,
    assigned.flatMap((a) => a.service.named.slice(0, 1)),
  )
  const reacting = relations.filter((r) => r.mode === 'async')
  say(
    'reactions',
    new Set(reacting.map((r) => r.from)).size >= 2,
    reacting.map((r) => r.statement),
  )
  const trait = (name: string) => assigned.flatMap((a) => a.traits.filter((t) => t.trait === name).flatMap((t) => t.statements))
  say('money', trait('money').length > 0, trait('money'))
  say('personal', trait('personal').length + trait('health').length > 0, [...trait('personal'), ...trait('health')])
  say(
    'regulated',
    facts.laws.length > 0,
    facts.laws.map((l) => l.statement),
  )
  say(
    'few_services',
    assigned.length <= 2 && !second,
    assigned.flatMap((a) => a.service.named.slice(0, 1)),
  )
  say('modest_load', peak <= 200 && (load.users?.value ?? 0) <= 1_000, loads)
  const growth = input.sentences.filter((s) => /\b(?:grow\w*|scal(?:e|es|able|ing)|expan\w+|doubl\w+)\b/i.test(s.text) && s.role === 'requirements')
  say(
    'growth',
    growth.length > 0,
    growth.map((s) => s.id),
  )
  return holds
}
