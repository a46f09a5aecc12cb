import type { Scores } from './topic.ts'

/** What the inputs say that makes a criterion weigh more. `why` is shown beside the weight with its statements. */
export interface Driver {
  when: Condition
  why: string
  adds: Scores
  /** Only for these topics; all without it. */
  topics?: string[]
  not?: string[]
}
export const conditions = {
  high_load: 'at least 1,000 requests a second or 5,000 people at once',
  very_high_load: 'at least 5,000 requests or messages a second',
  high_availability: 'at least 99.9 % availability',
  quick_recovery: 'recovery within an hour',
  small_team: 'at most six developers',
  several_teams: 'two teams or more, or more than ten developers',
  tight_budget: 'at most 5,000 EUR a month for infrastructure',
  many_services: 'four services or more',
  reactions: 'at least two services react to what happens in others',
  money: 'money is moved',
  personal: 'personal or health data',
  regulated: 'a law or standard is named',
  growth: 'growth is expected',
  few_services: 'one or two services, and no second team',
  modest_load: 'at most 200 requests or messages a second and 1,000 people at once, or no load stated',
} as const
export type Condition = keyof typeof conditions

export const drivers: Driver[] = [
  { when: 'high_load', why: 'high load', adds: { throughput: 3, resilience: 1 } },
  { when: 'very_high_load', why: 'very high load', adds: { throughput: 3 }, topics: ['messaging', 'language', 'store'] },
  { when: 'high_availability', why: 'high availability', adds: { resilience: 2 } },
  { when: 'quick_recovery', why: 'quick recovery', adds: { resilience: 1 } },
  { when: 'small_team', why: 'a small team', adds: { operations: 4, cost: 1 }, not: ['language'] },
  { when: 'several_teams', why: 'several teams', adds: { flexibility: 3 }, topics: ['pattern', 'runtime'] },
  { when: 'tight_budget', why: 'a tight budget', adds: { cost: 3, operations: 1 }, not: ['language'] },
  { when: 'many_services', why: 'many capabilities', adds: { flexibility: 2 }, topics: ['pattern'] },
  { when: 'few_services', why: 'few services', adds: { operations: 3, cost: 2 }, topics: ['pattern'] },
  { when: 'modest_load', why: 'a modest load', adds: { operations: 2, cost: 2 }, topics: ['pattern', 'runtime', 'messaging'] },
  { when: 'reactions', why: 'reactions between services', adds: { resilience: 1 }, topics: ['pattern', 'messaging'] },
  { when: 'money', why: 'money', adds: { consistency: 2, security: 1 } },
  { when: 'personal', why: 'personal data', adds: { security: 2 } },
  { when: 'regulated', why: 'rules of law', adds: { security: 1 } },
  { when: 'growth', why: 'expected growth', adds: { flexibility: 1, throughput: 1 }, topics: ['pattern', 'runtime'] },
]
