import { z } from 'zod'
import { systemRef } from './list.ts'

/** Checks of one system. What could not be looked at is `not_evaluated`: a verdict of its own, and never a pass. */
export const checkVerdicts = ['passed', 'failed', 'not_evaluated'] as const
export type CheckVerdict = (typeof checkVerdicts)[number]
/** A level is reached when every check of it, and of the levels below, has passed. */
export const scorecardLevels = ['none', 'bronze', 'silver', 'gold'] as const
export type ScorecardLevel = (typeof scorecardLevels)[number]
export const levelLabels: Record<ScorecardLevel, string> = { none: 'No level yet', bronze: 'Bronze', silver: 'Silver', gold: 'Gold' }

interface CheckDefinition {
  id: string
  label: string
  level: Exclude<ScorecardLevel, 'none'>
  /** What must be so. */
  rule: string
  /** What to do when it is not. */
  remedy: string
}
export const scorecardChecks = [
  { id: 'described', label: 'Described', level: 'bronze', rule: 'A description or focus is stated.', remedy: 'Say in a sentence what the system is for.' },
  { id: 'owned', label: 'Owned', level: 'bronze', rule: 'A team owns it.', remedy: 'Name the team that answers for it.' },
  {
    id: 'lifecycle',
    label: 'Lifecycle',
    level: 'bronze',
    rule: 'Its lifecycle is stated.',
    remedy: 'State whether it is planned, in production, on its way out …',
  },
  {
    id: 'documented',
    label: 'Documented',
    level: 'bronze',
    rule: 'Its four documents are complete.',
    remedy: 'Start a documentation sweep, and complete what it lists.',
  },
  { id: 'services', label: 'Services', level: 'silver', rule: 'The services in it are stated.', remedy: 'Add its services, or deliver one.' },
  {
    id: 'targets_set',
    label: 'Targets set',
    level: 'silver',
    rule: 'Targets for p95 and requests per second are stated.',
    remedy: 'State the targets that its users need.',
  },
  {
    id: 'flows_described',
    label: 'Flows described',
    level: 'silver',
    rule: 'Each of its flows has data, protocol and manner (sync or async).',
    remedy: 'Complete the flows that are listed.',
  },
  {
    id: 'contract_valid',
    label: 'Contract valid',
    level: 'silver',
    rule: 'The contract of every delivered service held in its run.',
    remedy: 'Deliver its services, so that their contracts are checked; correct those that failed.',
  },
  {
    id: 'no_sync_cycle',
    label: 'No sync cycle',
    level: 'silver',
    rule: 'No ring of synchronous flows leads back to it.',
    remedy: 'Make one flow of the ring asynchronous, or turn it round.',
  },
  {
    id: 'decisions',
    label: 'Decisions',
    level: 'silver',
    rule: 'At least one decision is recorded as accepted.',
    remedy: 'Write down the decision that shaped it most.',
  },
  { id: 'runbook', label: 'Runbook', level: 'silver', rule: 'There is a runbook.', remedy: 'Write what to do when it fails at night.' },
  {
    id: 'targets_met',
    label: 'Targets met',
    level: 'gold',
    rule: 'What was measured keeps every stated target.',
    remedy: 'Deliver and measure its services; correct those that miss a target.',
  },
  {
    id: 'restore_tested',
    label: 'Tested restore',
    level: 'gold',
    rule: 'A restore was tested within the last 12 months.',
    remedy: 'Restore a backup by the runbook, and state the date there.',
  },
  {
    id: 'flows_owned',
    label: 'Flows owned',
    level: 'gold',
    rule: 'Both ends of each of its flows have an owner.',
    remedy: 'Name the owners of the ends that are listed.',
  },
  {
    id: 'availability_target',
    label: 'Availability target',
    level: 'gold',
    rule: 'A target for availability is stated.',
    remedy: 'State how much of the time it must answer.',
  },
] as const satisfies readonly CheckDefinition[]
export type CheckId = (typeof scorecardChecks)[number]['id']

export const checkResult = z.object({ id: z.string(), verdict: z.enum(checkVerdicts), evidence: z.string() })
export type CheckResult = z.infer<typeof checkResult>
export const scorecard = z.object({
  system: z.string(), // slug
  level: z.enum(scorecardLevels),
  passed: z.number(),
  failed: z.number(),
  notEvaluated: z.number(),
  checks: z.array(checkResult), // in the order of scorecardChecks
})
export type Scorecard = z.infer<typeof scorecard>

/** The last verdicts of a day. */
export const scorecardDay = z.object({ day: z.iso.date(), level: z.enum(scorecardLevels), passed: z.number(), failed: z.number(), notEvaluated: z.number() })
export type ScorecardDayView = z.infer<typeof scorecardDay>
export const scorecardItem = scorecard.extend({ name: z.string(), before: scorecardDay.nullable() }) // before: the newest day that was different
export type ScorecardItem = z.infer<typeof scorecardItem>
export const scorecardList = z.array(scorecardItem)
export const scorecardView = scorecard.extend({ ref: systemRef, days: z.array(scorecardDay) }) // oldest first, 90 at most

/** The level that verdicts reach, and what keeps them from the next one. */
export function levelOf(results: readonly CheckResult[]): ScorecardLevel {
  const verdicts = new Map(results.map((r) => [r.id, r.verdict]))
  let reached: ScorecardLevel = 'none'
  for (const level of scorecardLevels.slice(1)) {
    if (!scorecardChecks.filter((c) => c.level === level).every((c) => verdicts.get(c.id) === 'passed')) break
    reached = level
  }
  return reached
}
export const nextLevel = (level: ScorecardLevel): ScorecardLevel | null => scorecardLevels[scorecardLevels.indexOf(level) + 1] ?? null
/** What stands between a system and its next level. */
export function missingFor(card: Pick<Scorecard, 'level' | 'checks'>): CheckResult[] {
  const next = nextLevel(card.level)
  const wanted = new Set<string>(scorecardChecks.filter((c) => c.level === next).map((c) => c.id))
  return card.checks.filter((c) => wanted.has(c.id) && c.verdict !== 'passed')
}
