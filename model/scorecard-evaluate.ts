import type { Network, NetworkFlow, NetworkService, NetworkSystem } from './network.ts'
import { cyclesOf } from './network-analysis/cycle.ts'
import { type CheckId, type CheckResult, type CheckVerdict, levelOf, type Scorecard, scorecardChecks } from './scorecard.ts'
import type { ServiceFacts } from './service-facts.ts'

type Verdict = readonly [CheckVerdict, string]
const passed = (evidence: string): Verdict => ['passed', evidence]
const failed = (evidence: string): Verdict => ['failed', evidence]
const unknown = (evidence: string): Verdict => ['not_evaluated', evidence]

/** What the checks look at: one system with what belongs to it. */
interface Subject {
  system: NetworkSystem
  services: NetworkService[]
  flows: NetworkFlow[]
  network: Network
  facts: ServiceFacts[]
  rings: { certain: ReadonlySet<string>; possible: ReadonlySet<string>; path: ReadonlyMap<string, string> }
  ownerOf: (slug: string) => string | null
  /** ISO date. */
  today: string
}
const listed = (words: readonly string[]): string => (words.length > 3 ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', '))

const checks: Record<CheckId, (s: Subject) => Verdict> = {
  described: ({ system }) =>
    system.description
      ? passed('A description is stated.')
      : system.focus.length > 0
        ? passed(`Focus: ${listed(system.focus)}.`)
        : failed('Neither description nor focus is stated.'),
  owned: ({ system }) => (system.owner ? passed(`${system.owner.team}.`) : failed('No owner is stated.')),
  lifecycle: ({ system }) => (system.lifecycle === 'unknown' ? failed('The lifecycle is not stated.') : passed(`${system.lifecycle}.`)),
  documented: ({ system }) =>
    system.documented === null
      ? unknown('Nobody has said whether its documents are complete.')
      : system.documented
        ? passed('Its documents are complete.')
        : failed('Its documents are not complete.'),
  services: ({ services }) => (services.length > 0 ? passed(`${services.length}: ${listed(services.map((s) => s.name))}.`) : failed('No services are stated.')),
  targets_set: targetsSet,
  flows_described: flowsDescribed,
  contract_valid: contractValid,
  no_sync_cycle: noSyncCycle,
  decisions: ({ network, system }) => {
    const own = network.decisions.filter((d) => d.system === system.slug)
    const accepted = own.filter((d) => d.status === 'accepted').length
    return accepted > 0 ? passed(`${accepted} accepted.`) : failed(own.length > 0 ? `${own.length} recorded, none accepted.` : 'No decision is recorded.')
  },
  runbook: ({ network, system }) => {
    const own = network.runbooks.filter((r) => r.system === system.slug)
    return own.length > 0 ? passed(`${listed(own.map((r) => r.title))}.`) : failed('There is no runbook.')
  },
  targets_met: targetsMet,
  restore_tested: restoreTested,
  flows_owned: flowsOwned,
  availability_target: ({ system }) =>
    system.targets?.availabilityPercent ? passed(`${system.targets.availabilityPercent} %.`) : failed('No target for availability is stated.'),
}

function targetsSet({ system }: Subject): Verdict {
  const missing = [system.targets?.apiP95Ms ? '' : 'p95', system.targets?.throughputRps ? '' : 'requests per second'].filter(Boolean)
  if (missing.length > 0) return failed(`Not stated: ${missing.join(', ')}.`)
  return passed(`p95 ${system.targets?.apiP95Ms} ms, ${system.targets?.throughputRps} requests per second.`)
}

const flowName = (f: NetworkFlow): string => `${f.from.system} → ${f.to.system}`

function flowsDescribed({ flows }: Subject): Verdict {
  if (flows.length === 0) return unknown('The model has no flow to or from it.')
  const bare = flows.filter((f) => f.data.length === 0 || !f.protocol || f.mode === 'unknown')
  return bare.length > 0
    ? failed(`${bare.length} of ${flows.length} lack data, protocol or manner: ${listed(bare.map(flowName))}.`)
    : passed(`All ${flows.length} are.`)
}

function contractValid({ services, facts }: Subject): Verdict {
  const gates = facts.flatMap((f) => f.gates.filter((g) => g.stage === 'integrate' && g.name === 'contract').map((g) => ({ ...g, service: f.service })))
  const bad = gates.filter((g) => g.verdict === 'failed')
  if (bad.length > 0) return failed(`Failed: ${listed(bad.map((g) => `${g.service} (${g.value})`))}.`)
  const good = new Set(gates.filter((g) => g.verdict === 'passed' || g.verdict === 'waived').map((g) => g.service))
  const unchecked = services.filter((s) => !good.has(s.slug))
  if (services.length === 0 || unchecked.length > 0)
    return unknown(services.length === 0 ? 'There is no service whose contract could be checked.' : `Not checked: ${listed(unchecked.map((s) => s.name))}.`)
  return passed(`Held in the runs of ${listed(services.map((s) => s.name))}.`)
}

function noSyncCycle({ system, rings, flows }: Subject): Verdict {
  const path = rings.path.get(system.slug)
  if (rings.certain.has(system.slug)) return failed(path ? `${path}.` : 'It is part of a ring of synchronous flows.')
  if (rings.possible.has(system.slug)) return unknown(`It is in a ring, and whether that is synchronous is not stated${path ? `: ${path}` : ''}.`)
  return passed(flows.length > 0 ? 'No ring leads back to it.' : 'It has no flows.')
}

/** Of each target: what the load measurement of the delivered services says. */
function targetsMet({ system, facts }: Subject): Verdict {
  const { apiP95Ms, throughputRps } = system.targets ?? {}
  if (!apiP95Ms && !throughputRps) return unknown('No targets are stated.')
  const measured = facts.filter((f) => f.load)
  if (measured.length === 0) return unknown('Nothing was measured.')
  const slow = apiP95Ms ? measured.filter((f) => f.load?.p95 != null && f.load.p95 > apiP95Ms) : []
  if (slow.length > 0) return failed(`p95 above ${apiP95Ms} ms: ${listed(slow.map((f) => `${f.service} ${Math.round(f.load?.p95 ?? 0)} ms`))}.`)
  // A load below the target says what this machine can produce, not what the service can bear.
  const enough = !throughputRps || measured.some((f) => (f.load?.perSecond ?? 0) >= throughputRps)
  const timed = !apiP95Ms || measured.every((f) => f.load?.p95 != null)
  const figures = listed(
    measured.map(
      (f) =>
        `${f.service}: p95 ${f.load?.p95 == null ? 'not measured' : `${Math.round(f.load.p95)} ms`}, ${Math.round(f.load?.perSecond ?? 0)} requests per second`,
    ),
  )
  return enough && timed
    ? passed(`${figures}.`)
    : unknown(`${figures}; ${enough ? 'p95 was not measured' : `${throughputRps} requests per second were not reached when measuring`}.`)
}

function restoreTested({ network, system, today }: Subject): Verdict {
  const dates = network.runbooks.filter((r) => r.system === system.slug).flatMap((r) => r.restoreTested ?? [])
  const last = dates.sort().at(-1)
  if (!last) return unknown('No date of a tested restore is stated.')
  const days = Math.round((Date.parse(today) - Date.parse(last)) / 86_400_000)
  return days <= 366 ? passed(`Last on ${last}.`) : failed(`Last on ${last}, ${days} days ago.`)
}

function flowsOwned({ flows, ownerOf }: Subject): Verdict {
  if (flows.length === 0) return unknown('The model has no flow to or from it.')
  const bare = flows.filter((f) => !(f.ownerFrom ?? ownerOf(f.from.system)) || !(f.ownerTo ?? ownerOf(f.to.system)))
  return bare.length > 0 ? failed(`${bare.length} of ${flows.length} lack an owner: ${listed(bare.map(flowName))}.`) : passed(`All ${flows.length} are.`)
}

/** The scorecards of every system of a network. Pure: the same facts give the same verdicts. */
export function scorecardsOf(network: Network, facts: readonly ServiceFacts[], today: string): Scorecard[] {
  const servicesOf = Map.groupBy(network.services, (s) => s.system)
  const factsOf = Map.groupBy(facts, (f) => f.system)
  const flowsOf = new Map<string, NetworkFlow[]>()
  for (const flow of network.flows) for (const slug of new Set([flow.from.system, flow.to.system])) flowsOf.set(slug, [...(flowsOf.get(slug) ?? []), flow])
  const owners = new Map(network.systems.map((s) => [s.slug, s.owner?.team ?? null]))
  const rings = ringsOf(network)
  return network.systems.map((system): Scorecard => {
    const of = <T>(map: ReadonlyMap<string, T[]>): T[] => map.get(system.slug) ?? []
    const subject: Subject = {
      system,
      services: of(servicesOf),
      flows: of(flowsOf),
      facts: of(factsOf),
      network,
      rings,
      ownerOf: (slug) => owners.get(slug) ?? null,
      today,
    }
    const results = scorecardChecks.map(({ id }): CheckResult => {
      const [verdict, evidence] = checks[id](subject)
      return { id, verdict, evidence }
    })
    const count = (verdict: CheckVerdict): number => results.filter((r) => r.verdict === verdict).length
    return {
      system: system.slug,
      level: levelOf(results),
      passed: count('passed'),
      failed: count('failed'),
      notEvaluated: count('not_evaluated'),
      checks: results,
    }
  })
}

/** Which systems are in a ring of flows that are stated to be synchronous, and which may be. */
function ringsOf(network: Network): Subject['rings'] {
  const of = (flows: NetworkFlow[]) => cyclesOf({ systems: network.systems, flows })
  const certain = of(network.flows.filter((f) => f.mode === 'sync'))
  const possible = of(network.flows.filter((f) => f.mode !== 'async'))
  const path = new Map<string, string>()
  // Shortest first, so the last word is the shortest ring; one that is certain counts before one that may be.
  for (const { systems } of [...[...possible.cycles].reverse(), ...[...certain.cycles].reverse()])
    for (const slug of systems) path.set(slug, [...systems, systems[0]].join(' → '))
  const members = (groups: readonly { systems: readonly string[] }[]): ReadonlySet<string> => new Set(groups.flatMap((g) => g.systems))
  return { certain: members(certain.groups), possible: members(possible.groups), path }
}
