import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Network, networkFlow, networkService, networkSystem } from '#model/network.ts'
import { sampleNetwork } from '#model/network-sample.ts'
import { compareNetworks } from './compare.ts'
import { cyclesOf } from './cycle.ts'
import { dependenciesOf } from './dependency.ts'
import { orphans, undocumented } from './gap.ts'
import { latencyBudgets } from './latency.ts'
import { blastRadius, downstreamOf } from './reach.ts'
import { singlePointsOfFailure } from './weak-point.ts'

type Mode = 'sync' | 'async' | 'unknown'
/** "a>b" is sync, "a~b" async, "a?b" not stated; "a/x" is service x of a. Targets in ms. */
function networkOf(edges: string, targets: Record<string, number> = {}): Network {
  const modes: Record<string, Mode> = { '>': 'sync', '~': 'async', '?': 'unknown' }
  const placeOf = (text: string) => ({ system: text.split('/')[0] ?? '', service: text.split('/')[1] ?? null })
  const flows = edges
    .split(' ')
    .filter(Boolean)
    .map((key) => {
      const [, from = '', sign = '', to = ''] = /^([^>~?]+)([>~?])(.+)$/.exec(key) ?? []
      return networkFlow.parse({ key, from: placeOf(from), to: placeOf(to), mode: modes[sign] })
    })
  const ends = flows.flatMap(({ from, to }) => [from, to])
  const slugs = [...new Set([...ends.map(({ system }) => system), ...Object.keys(targets)])].sort()
  const services = [...new Set(ends.filter(({ service }) => service).map(({ system, service }) => `${system}/${service}`))]
  return {
    systems: slugs.map((slug) => networkSystem.parse({ slug, name: slug, targets: targets[slug] ? { apiP95Ms: targets[slug] } : null })),
    services: services.map((key) => networkService.parse({ system: key.split('/')[0], slug: key.split('/')[1], name: key })),
    flows,
    decisions: [],
    runbooks: [],
  }
}

interface SeedSystem {
  slug: string
  name: string
  targets: { apiP95Ms: number } | null
  documented: boolean
  dependsOn: { on: string; data: string[] }[]
}
const seed = (): Network => {
  const { systems } = JSON.parse(readFileSync(new URL('../../prisma/seed/systems.json', import.meta.url), 'utf8')) as { systems: SeedSystem[] }
  return {
    systems: systems.map(({ slug, name, targets, documented }) => networkSystem.parse({ slug, name, targets, documented })),
    services: [],
    flows: systems.flatMap(({ slug, dependsOn }) =>
      dependsOn.map(({ on, data }) => networkFlow.parse({ key: `${slug}>${on}`, from: { system: slug }, to: { system: on }, data })),
    ),
    decisions: [],
    runbooks: [],
  }
}
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

describe('cycles', () => {
  it('finds every ring, shortest first, and flows without which none is left', () => {
    const found = cyclesOf(networkOf('a>b b>c c>a b~a d>a'))
    expect(found.groups).toEqual([{ systems: ['a', 'b', 'c'] }])
    expect(ids(found.cycles)).toEqual(['a>b', 'a>b>c'])
    expect(found.cycles.map(({ hard }) => hard)).toEqual([false, true])
    expect(found.more).toBe(false)
  })

  it('calls a ring over edges nobody has described hard, and says that this is assumed', () => {
    expect(cyclesOf(networkOf('a>b b?a')).cycles[0]).toMatchObject({ hard: true, assumed: true })
    expect(cyclesOf(networkOf('a>b b>a')).cycles[0]).toMatchObject({ hard: true, assumed: false })
  })

  it('lists those of the seed with the flows that close them', () => {
    const network = seed()
    const found = cyclesOf(network)
    expect(found.groups).toEqual([{ systems: ['billing', 'customer-experience', 'finance', 'sales', 'support'] }])
    expect(ids(found.cycles)).toEqual(
      expect.arrayContaining(['billing>sales', 'billing>finance', 'customer-experience>support', 'customer-experience>sales', 'billing>customer-experience']),
    )
    for (const cycle of found.cycles) expect(cycle.closedBy.length, cycle.id).toBeGreaterThan(0)
    const closing = new Set(found.closing.flatMap(({ flows }) => flows.map(({ key }) => key)))
    expect(cyclesOf({ ...network, flows: network.flows.filter(({ key }) => !closing.has(key)) }).cycles).toEqual([])
    expect(closing.size).toBeLessThan(6)
  })

  it('survives a ring of ten thousand systems', () => {
    const edges = Array.from({ length: 10_000 }, (_, n) => `s${n}>s${(n + 1) % 10_000}`).join(' ')
    const found = cyclesOf(networkOf(edges))
    expect(found.cycles[0]?.systems).toHaveLength(10_000)
    expect(found.closing).toHaveLength(1)
  })

  it('ends where there are more rings than anybody can read', () => {
    const nodes = Array.from({ length: 30 }, (_, n) => `n${n}`)
    const found = cyclesOf(networkOf(nodes.flatMap((a) => nodes.filter((b) => a !== b).map((b) => `${a}>${b}`)).join(' ')))
    expect(found.more).toBe(true)
    expect(found.cycles.length).toBeGreaterThan(100)
  })
})

describe('blast radius', () => {
  const keys = (list: readonly { key: string; depth: number; strength: string }[]) => list.map(({ key, depth, strength }) => `${key} ${depth} ${strength}`)

  it('tells depth, and hard from soft and from assumed', () => {
    const network = networkOf('b>a c>b d~b e?c f>d')
    expect(keys(blastRadius(network, { system: 'a', service: null }).places)).toEqual(['b 1 sync', 'c 2 sync', 'e 3 assumed', 'd 2 soft', 'f 3 soft'])
    expect(keys(downstreamOf(network, { system: 'e', service: null }).places)).toEqual(['c 1 assumed', 'b 2 assumed', 'a 3 assumed'])
  })

  it('prefers a longer hard way to a shorter soft one', () => {
    expect(keys(blastRadius(networkOf('c~a b>a c>b'), { system: 'a', service: null }).places)).toEqual(['b 1 sync', 'c 2 sync'])
  })

  it('lets a service hit those who named it or its system, not those of its neighbour', () => {
    const network = networkOf('x>a/api y>a/jobs z>a w>x')
    expect(keys(blastRadius(network, { system: 'a', service: 'api' }).places)).toEqual(['x 1 sync', 'z 1 sync', 'w 2 sync'])
    expect(blastRadius(network, { system: 'a', service: null }).systems.map(({ system }) => system)).toEqual(['x', 'y', 'z', 'w'])
  })

  it('knows what the failure of Billing means in the seed', () => {
    const { systems } = blastRadius(seed(), { system: 'billing', service: null })
    expect(systems.map(({ system, depth }) => `${system} ${depth}`).sort()).toEqual(['customer-experience 1', 'finance 1', 'sales 1', 'support 2'])
    expect(systems.every(({ strength }) => strength === 'assumed')).toBe(true)
  })
})

describe('weak points', () => {
  it('counts who needs a system over hard edges, and what falls apart without it', () => {
    const points = singlePointsOfFailure(networkOf('a>hub b>hub hub>db c~db c>d'))
    expect(points[0]).toEqual({ system: 'db', dependents: 3, separates: 2 })
    expect(points[1]).toEqual({ system: 'hub', dependents: 2, separates: 2 })
    expect(points.find(({ system }) => system === 'c')).toEqual({ system: 'c', dependents: 0, separates: 1 })
    expect(points.some(({ system }) => system === 'a')).toBe(false)
  })

  it('counts each member of a ring once', () => {
    const points = singlePointsOfFailure(networkOf('a>b b>c c>a d>a'))
    expect(points.map(({ system, dependents }) => `${system} ${dependents}`)).toEqual(['a 3', 'b 3', 'c 3'])
  })

  it('counts as a plain search does', () => {
    const network = sampleNetwork({ systems: 150, flows: 320 })
    const hard = {
      ...network,
      flows: network.flows.filter(({ mode }) => mode !== 'async').map((flow) => ({ ...flow, from: { ...flow.from, service: null } })),
      services: [],
    }
    for (const { system, dependents } of singlePointsOfFailure(network).slice(0, 40))
      expect(dependents, system).toBe(blastRadius(hard, { system, service: null }).systems.length)
  })
})

describe('latency budgets', () => {
  const budget = (edges: string, targets: Record<string, number>) =>
    Object.fromEntries(latencyBudgets(networkOf(edges, targets)).map((each) => [each.system, each]))

  it('adds targets along the heaviest hard path and says where they pass the promise', () => {
    const { a } = budget('a>b b>c c>d b>e', { a: 500, b: 200, c: 200, d: 200, e: 10 })
    expect(a).toMatchObject({ sum: 600, breaksAt: 'd', certain: false, unstated: 0, cut: false })
    expect(a?.path.map(({ system }) => system)).toEqual(['b', 'c', 'd'])
  })

  it('is certain when one target alone is above the promise', () => {
    const { a } = budget('a>b a>c c>d', { a: 200, b: 300, c: 150, d: 190 })
    expect(a).toMatchObject({ breaksAt: 'b', certain: true, sum: 300 })
  })

  it('does not wait for what is asynchronous, and marks what is only assumed', () => {
    expect(budget('a~b', { a: 100, b: 900 })).toEqual({})
    expect(budget('a?b', { a: 100, b: 900 }).a).toMatchObject({ assumed: true, breaksAt: 'b' })
  })

  it('ends a path before it closes a ring', () => {
    const all = budget('a>b b>c c>a', { a: 100, b: 100, c: 100 })
    for (const { path, system } of Object.values(all)) {
      expect(path.map((step) => step.system)).not.toContain(system)
      expect(new Set(path.map((step) => step.system)).size).toBe(path.length)
    }
    expect(Object.keys(all)).toEqual(['a', 'b', 'c'])
  })

  it('finds that Sales promises 200 ms over systems that promise 500', () => {
    expect(latencyBudgets(seed()).find(({ system }) => system === 'sales')).toMatchObject({ target: 200, certain: true, assumed: true })
  })
})

describe('gaps and comparison', () => {
  it('lists systems without flows and without documents', () => {
    expect(
      orphans(seed())
        .map(({ slug }) => slug)
        .sort(),
    ).toEqual(['legal', 'operations', 'payroll', 'security'])
    expect(undocumented(seed()).map(({ system }) => system.slug)).toHaveLength(7)
    expect(undocumented(seed())[0]?.missing).toContain('owner')
  })

  it('keeps what was removed and names the fields that changed', () => {
    const before = networkOf('a>b b>c')
    const after = networkOf('a>b a~d', { a: 100 })
    const { network, changes } = compareNetworks(before, after)
    expect(Object.fromEntries([...changes].map(([key, { change }]) => [key, change]))).toEqual({
      'system:a': 'changed',
      'system:c': 'removed',
      'system:d': 'added',
      'flow:b>c': 'removed',
      'flow:a~d': 'added',
    })
    expect(changes.get('system:a')?.fields).toEqual(['targets'])
    expect(network.systems.map(({ slug }) => slug).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(compareNetworks(before, before).changes.size).toBe(0)
  })
})

describe('size', () => {
  it('analyses a chain of ten thousand', () => {
    const chain = networkOf(
      Array.from({ length: 10_000 }, (_, n) => `s${n}>s${n + 1}`).join(' '),
      Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`s${n}`, 100])),
    )
    expect(cyclesOf(chain).cycles).toEqual([])
    expect(blastRadius(chain, { system: 's10000', service: null }).systems.at(-1)?.depth).toBe(10_000)
    expect(singlePointsOfFailure(chain)[0]).toMatchObject({ system: 's10000', dependents: 10_000 })
    expect(latencyBudgets(chain)[0]).toMatchObject({ breaksAt: 's2', cut: true })
  })

  it('makes the same network each time', () => {
    expect(sampleNetwork({ systems: 50, flows: 90 })).toEqual(sampleNetwork({ systems: 50, flows: 90 }))
    expect(dependenciesOf(sampleNetwork({ systems: 1000, flows: 2000 }))).toHaveLength(2000)
  })
})
