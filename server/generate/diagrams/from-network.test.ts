import { expect, test } from 'vitest'
import { network as schema } from '#model/network.ts'
import { drawContainer, drawContext, drawDeployment } from './diagrams.ts'
import { containerOf, contextOf } from './from-network.ts'
import { componentOf, deploymentOf } from './from-service.ts'
import { flowSequence } from './sequences.ts'

const part = (of: Record<string, unknown>) => schema.parse({ systems: [], services: [], flows: [], decisions: [], runbooks: [], ...of })
const two = [
  { slug: 'a', name: 'A', targets: { concurrentUsers: 5000 } },
  { slug: 'b', name: 'B', targets: { apiP95Ms: 300 } },
]

test('flows between the same two in the same manner are one arrow from who depends', () => {
  const flow = { from: { system: 'a' }, to: { system: 'b' }, mode: 'sync', protocol: 'REST' }
  const n = part({
    systems: two,
    flows: [
      { ...flow, key: '1', data: ['x', 'y'] },
      { ...flow, key: '2', data: ['y', 'z'] },
      { ...flow, key: '3', mode: 'async', protocol: null, data: ['w'] },
    ],
  })
  expect(contextOf(n, 'a').edges).toEqual([
    { from: 'people:', to: 'a', label: 'use', style: 'solid' },
    { from: 'a', to: 'b', label: 'x, y, z', detail: 'REST, sync', style: 'solid' },
    { from: 'a', to: 'b', label: 'w', detail: 'async', style: 'dashed' },
  ])
  expect(contextOf(n, 'b').description).toContain('depends on 0 and is depended on by 1 other systems')
})

test('services of one queue share it; an event between services without one is an arrow', () => {
  const service = (slug: string, more: object) => ({ system: 'a', slug, name: slug, ...more })
  const n = part({
    systems: two,
    services: [
      service('p', { publishes: ['e'], queue: 'RabbitMQ' }),
      service('q', { subscribes: ['e'], queue: 'RabbitMQ' }),
      service('r', { subscribes: ['e'], database: 'PostgreSQL' }),
    ],
  })
  const { nodes, edges } = containerOf(n, 'a')
  expect(nodes.filter((x) => x.kind === 'queue')).toHaveLength(1)
  expect(edges.filter((e) => e.detail === 'event').map((e) => `${e.from} ${e.label} ${e.to}`)).toEqual(['a/p e a/r'])
  expect(componentOf(n, 'a', 'p').nodes.map((x) => x.title)).toEqual(['p', 'Event publisher', 'Messages'])
})

test('a sequence goes the way of its manner: asked and answered, or told', () => {
  const flow = { key: 'f', from: { system: 'a' }, to: { system: 'b' }, data: ['x'] }
  const told = (mode: string) =>
    flowSequence(part({ systems: two, flows: [{ ...flow, mode }] }), 'f').steps.map((s) =>
      s.kind === 'message' ? `${s.from} ${s.style} ${s.to}: ${s.label}` : s.kind === 'note' ? s.text : '',
    )
  expect(told('sync')).toEqual(['from sync to: asks for x', 'to return from: x', 'Target: p95 within 300 ms.'])
  expect(told('async')).toEqual(['to async from: x', 'No schema is linked.'])
  expect(told('unknown')[0]).toBe('Whether this waits for an answer is not stated.')
})

test('what runs is drawn as observed, the rest as not stated', () => {
  const n = part({
    systems: two,
    services: [
      { system: 'a', slug: 'p', name: 'P' },
      { system: 'a', slug: 'q', name: 'Q' },
    ],
  })
  const instances = [
    { id: 'd1', release: 'Release 3', observed: 'ready', weight: 90, isolation: null },
    { id: 'd2', release: 'Release 4', observed: 'unhealthy', weight: 10, isolation: null },
  ]
  const drawn = deploymentOf(n, 'a', [{ service: 'p', kind: 'production', address: 'p.a', instances }])
  expect(drawn.nodes.find((x) => x.id === 'd2')).toMatchObject({ title: 'Release 4', description: 'unhealthy', parent: 'production:p' })
  expect(drawn.edges.map((e) => e.label).filter(Boolean)).toEqual(['90 % of the traffic', '10 % of the traffic'])
  expect(drawn.nodes.find((x) => x.title === 'Q')).toMatchObject({ parent: 'nowhere:' })
})

test('what nobody has stated is drawn as not stated', async () => {
  const n = schema.parse({ systems: [{ slug: 'hr', name: 'HR' }], services: [], flows: [], decisions: [], runbooks: [] })
  expect((await drawContext(n, 'hr')).description).toContain('owner is not stated')
  expect((await drawContainer(n, 'hr')).svg('light')).toContain('Services not stated')
  expect((await drawDeployment(n, 'hr')).svg('light')).toContain('Where this runs is not stated')
  expect(() => flowSequence(n, 'nothing')).toThrow(/no flow/)
})

test('a large system is summed up: what nobody would read is counted in one box', async () => {
  const services = Array.from({ length: 60 }, (_, i) => ({ system: 'hub', slug: `v${i}`, name: `Service ${i}`, database: 'PostgreSQL' }))
  const others = Array.from({ length: 37 }, (_, i) => ({ slug: `s${i}`, name: `System ${i}` }))
  const flows = Array.from({ length: 400 }, (_, i) => ({
    key: `f${i}`,
    from: { system: 'hub', service: `v${i % 60}` },
    to: { system: `s${i % 37}` },
    data: [`d${i}`],
    mode: 'sync',
  }))
  const n = schema.parse({ systems: [{ slug: 'hub', name: 'Hub' }, ...others], services, flows, decisions: [], runbooks: [] })
  const [container, context, where] = [containerOf(n, 'hub'), contextOf(n, 'hub'), deploymentOf(n, 'hub', [])]
  expect([container.nodes.length, container.edges.length, context.nodes.length]).toEqual([58, 36, 18])
  expect(container.nodes.filter((x) => x.title.startsWith('and ')).map((x) => x.title)).toEqual(['and 40 more', 'and 21 more'])
  expect(context.nodes.at(-1)).toMatchObject({ title: 'and 21 more', description: 'The network page shows them all.' })
  expect(where.nodes.length).toBeLessThan(50)
})
