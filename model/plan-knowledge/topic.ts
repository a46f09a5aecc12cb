import type { SourceId } from './sources.ts'

/** What options are judged by. Scores are 1 (poor) to 5 (very good); what an option does not state counts 3. */
export const criteria = {
  consistency: 'rules over several records hold',
  throughput: 'load it carries',
  flexibility: 'parts change and scale by themselves',
  resilience: 'a failure stays small and is over soon',
  operations: 'little to run and to learn',
  cost: 'money a month',
  security: 'little to attack, much to prove',
  skills: 'the team knows it',
  uniformity: 'the same as for the other services',
  fit: 'made for what this service does',
  delivery: '`deliver` builds it as it is',
} as const
export type Criterion = keyof typeof criteria
export type Scores = Partial<Record<Criterion, number>>

export interface Option {
  name: string
  note: string
  tags: string[]
  scores: Scores
  /** Made for these traits: fit is 5 when the service has one of them, 2 when it has others only. */
  traits?: string[]
  /** Of a runtime decided before: without it the option does not run. */
  needs?: string
  /** Reaches at most this availability in percent, and at best this recovery time in minutes. */
  reaches?: { availability: number; minutes: number }
  /** Rows a second that one primary takes in batches; only where messages are taken in. */
  rows?: number
  consequences: string[]
}
export interface Topic {
  id: string
  title: string
  context: string
  weights: Scores
  options: Option[]
  sources: SourceId[]
  /** Decided only when this holds; always without it. */
  when?: 'several_services' | 'asynchronous' | 'transactions_across'
}
