import { describe, expect, test } from 'vitest'
import { type Network, network as schema } from './network.ts'
import { sampleNetwork } from './network-sample.ts'
import { levelOf, missingFor, scorecardChecks } from './scorecard.ts'
import { scorecardsOf } from './scorecard-evaluate.ts'
import type { ServiceFacts } from './service-facts.ts'

const today = '2026-11-21'
/** A system that has everything, and a second one it depends on. */
const whole = (): Network =>
  schema.parse({
    systems: [
      {
        slug: 'sales',
        name: 'Sales',
        focus: ['leads'],
        owner: { team: 'Team Sales' },
        lifecycle: 'production',
        documented: true,
        targets: { apiP95Ms: 200, throughputRps: 100, availabilityPercent: 99.9 },
      },
      { slug: 'billing', name: 'Billing', owner: { team: 'Team Billing' } },
    ],
    services: [{ system: 'sales', slug: 'leads', name: 'Leads' }],
    flows: [{ key: 'f', from: { system: 'sales' }, to: { system: 'billing' }, data: ['contracts'], protocol: 'REST', mode: 'sync' }],
    decisions: [{ key: 'd', system: 'sales', number: 1, title: 'Use REST', status: 'accepted', date: '2026-01-01', text: '' }],
    runbooks: [{ key: 'r', system: 'sales', title: 'Restore', text: '', restoreTested: '2026-06-01' }],
  })
const facts = (more: Partial<ServiceFacts> = {}): ServiceFacts[] => [
  {
    system: 'sales',
    service: 'leads',
    run: { id: 'run_1', number: 1, status: 'succeeded' },
    release: null,
    staging: null,
    production: null,
    gates: [{ stage: 'integrate', name: 'contract', label: 'Contract', verdict: 'passed', value: '0 differences', threshold: '0' }],
    load: { rate: 50, p50: 20, p95: 90, requests: 500, errors: 0, perSecond: 140 },
    openapi: null,
    specification: null,
    ...more,
  },
]
const cardOf = (network: Network, of: ServiceFacts[] = facts()) => scorecardsOf(network, of, today)[0]!
const verdictOf = (id: string, network: Network, of?: ServiceFacts[]) => cardOf(network, of).checks.find((c) => c.id === id)!

test('a system that has everything is gold, and each check says what it saw', () => {
  const card = cardOf(whole())
  expect(card.checks.filter((c) => c.verdict !== 'passed')).toEqual([])
  expect(card).toMatchObject({ level: 'gold', passed: scorecardChecks.length, failed: 0, notEvaluated: 0 })
  expect(card.checks.every((c) => c.evidence.length > 2)).toBe(true)
  expect(missingFor(card)).toEqual([])
})

/** What is taken away → which check notices, and how. */
const cases: [string, (n: Network) => void, string, string][] = [
  ['no focus', (n) => Object.assign(n.systems[0]!, { focus: [] }), 'described', 'failed'],
  ['no owner', (n) => Object.assign(n.systems[0]!, { owner: null }), 'owned', 'failed'],
  ['no lifecycle', (n) => Object.assign(n.systems[0]!, { lifecycle: 'unknown' }), 'lifecycle', 'failed'],
  ['not documented', (n) => Object.assign(n.systems[0]!, { documented: false }), 'documented', 'failed'],
  ['nobody says whether documented', (n) => Object.assign(n.systems[0]!, { documented: null }), 'documented', 'not_evaluated'],
  ['no services', (n) => n.services.splice(0), 'services', 'failed'],
  ['no target for requests', (n) => Object.assign(n.systems[0]!.targets!, { throughputRps: null }), 'targets_set', 'failed'],
  ['a flow without protocol', (n) => Object.assign(n.flows[0]!, { protocol: null }), 'flows_described', 'failed'],
  ['no flows', (n) => n.flows.splice(0), 'flows_described', 'not_evaluated'],
  ['a second service nobody checked', (n) => n.services.push({ ...n.services[0]!, slug: 'other', name: 'Other' }), 'contract_valid', 'not_evaluated'],
  [
    'a ring',
    (n) => n.flows.push({ ...n.flows[0]!, key: 'g', from: { system: 'billing', service: null }, to: { system: 'sales', service: null } }),
    'no_sync_cycle',
    'failed',
  ],
  [
    'a ring of which a part is not stated',
    (n) => n.flows.push({ ...n.flows[0]!, key: 'g', mode: 'unknown', from: { system: 'billing', service: null }, to: { system: 'sales', service: null } }),
    'no_sync_cycle',
    'not_evaluated',
  ],
  [
    'a ring that does not wait',
    (n) => n.flows.push({ ...n.flows[0]!, key: 'g', mode: 'async', from: { system: 'billing', service: null }, to: { system: 'sales', service: null } }),
    'no_sync_cycle',
    'passed',
  ],
  ['only a proposal', (n) => Object.assign(n.decisions[0]!, { status: 'proposed' }), 'decisions', 'failed'],
  ['no runbook', (n) => n.runbooks.splice(0), 'runbook', 'failed'],
  ['an old restore', (n) => Object.assign(n.runbooks[0]!, { restoreTested: '2024-01-01' }), 'restore_tested', 'failed'],
  ['no date of a restore', (n) => Object.assign(n.runbooks[0]!, { restoreTested: null }), 'restore_tested', 'not_evaluated'],
  ['the other end has no owner', (n) => Object.assign(n.systems[1]!, { owner: null }), 'flows_owned', 'failed'],
  ['no target for availability', (n) => Object.assign(n.systems[0]!.targets!, { availabilityPercent: null }), 'availability_target', 'failed'],
]
test.each(cases)('%s', (_name, change, id, verdict) => {
  const network = whole()
  change(network)
  expect(verdictOf(id, network).verdict).toBe(verdict)
  if (verdict !== 'passed') expect(cardOf(network).level).not.toBe('gold')
})

describe('measured facts', () => {
  test('a target that is missed fails, one that was not reached when measuring is not evaluated', () => {
    const load = facts()[0]!.load!
    expect(verdictOf('targets_met', whole(), facts({ load: { ...load, p95: 250 } }))).toMatchObject({
      verdict: 'failed',
      evidence: 'p95 above 200 ms: leads 250 ms.',
    })
    expect(verdictOf('targets_met', whole(), facts({ load: { ...load, perSecond: 60 } })).verdict).toBe('not_evaluated')
    expect(verdictOf('targets_met', whole(), facts({ load: { ...load, p95: null } })).verdict).toBe('not_evaluated')
    expect(verdictOf('targets_met', whole(), facts({ load: null })).verdict).toBe('not_evaluated')
    expect(verdictOf('targets_met', whole(), []).verdict).toBe('not_evaluated')
  })
  test('a contract that failed in its run fails, one that was never checked is not evaluated', () => {
    const gates = facts()[0]!.gates.map((g) => ({ ...g, verdict: 'failed' as const }))
    expect(verdictOf('contract_valid', whole(), facts({ gates }))).toMatchObject({ verdict: 'failed' })
    expect(verdictOf('contract_valid', whole(), facts({ gates: [] })).verdict).toBe('not_evaluated')
  })
})

test('a level needs every check of it and of those below; not evaluated is no pass', () => {
  const all = scorecardChecks.map((c) => ({ id: c.id as string, verdict: 'passed' as const, evidence: '' }))
  const without = (level: string, verdict: 'failed' | 'not_evaluated') =>
    levelOf(all.map((r) => (r.id === scorecardChecks.find((c) => c.level === level)?.id ? { ...r, verdict } : r)))
  expect(levelOf(all)).toBe('gold')
  expect(without('gold', 'not_evaluated')).toBe('silver')
  expect(without('silver', 'failed')).toBe('bronze')
  expect(without('bronze', 'not_evaluated')).toBe('none')
})

test('a thousand systems take less than a second', () => {
  const network = sampleNetwork({ systems: 1_000, flows: 2_000 })
  const began = performance.now()
  expect(scorecardsOf(network, [], today)).toHaveLength(1_000)
  expect(performance.now() - began).toBeLessThan(1_000)
})
