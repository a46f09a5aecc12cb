import { describe, expect, it } from 'vitest'
import type { Condition } from '#model/condition.ts'
import { type Network, networkFlow, networkService, networkSystem } from '#model/network.ts'
import { compareNetworks } from '#model/network-analysis/compare.ts'
import { sampleNetwork } from '#model/network-sample.ts'
import { questionOf } from './elk-graph.ts'
import { flowsCsv, sceneMermaid, sceneSvg } from './export.ts'
import { filterNetwork } from './filter.ts'
import { plainRows } from './layout.ts'
import { contentKey } from './layout-cache.ts'
import { markOf, marksOf } from './overlay.ts'
import { mostNodes, revealed, sceneOf } from './scene.ts'
import { readState, toggled, writeState } from './state.ts'
import { treeOf } from './tree.ts'
import { nearestEdge, walk } from './walk.ts'

const network: Network = {
  systems: [
    networkSystem.parse({ slug: 'sales', name: 'Sales', domain: 'Commerce', owner: { team: 'Blue' }, compliance: ['GDPR'] }),
    networkSystem.parse({ slug: 'billing', name: 'Billing', domain: 'Commerce', owner: { team: 'Red' } }),
    networkSystem.parse({ slug: 'hr', name: 'HR', domain: 'People', owner: { team: 'Red' } }),
    networkSystem.parse({ slug: 'legal', name: '<b>"Legal"' }),
  ],
  services: [
    networkService.parse({ system: 'sales', slug: 'api', name: 'API', apis: ['GET /deals'], subscribes: ['invoice.paid'] }),
    networkService.parse({ system: 'billing', slug: 'core', name: 'Core', publishes: ['invoice.paid'] }),
  ],
  flows: [
    networkFlow.parse({ key: 'a', from: { system: 'sales', service: 'api' }, to: { system: 'billing' }, data: ['contracts'], mode: 'sync' }),
    networkFlow.parse({ key: 'b', from: { system: 'sales' }, to: { system: 'billing' }, data: ['renewals'], mode: 'async' }),
    networkFlow.parse({ key: 'c', from: { system: 'billing' }, to: { system: 'hr' }, data: ['=cost, "x"'] }),
  ],
  decisions: [],
  runbooks: [],
}
const base = readState(() => null)
const all = { level: 'system', open: [], shut: [] } as const
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort()

describe('levels', () => {
  it('gathers flows between what is closed, and counts what is inside', () => {
    const scene = sceneOf(network, { ...all, level: 'domain' })
    expect(ids(scene.nodes)).toEqual(['d:Commerce', 'd:People', 's:legal'])
    expect(scene.edges.map(({ id, flows }) => `${id} ${flows.length}`)).toEqual(['d:Commerce>d:People 1'])
    expect(scene.inside).toBe(2)
  })

  it('opens systems in their domains, and one of them to its services', () => {
    const scene = sceneOf(network, { ...all, open: ['s:sales'] })
    expect(ids(scene.nodes)).toEqual(['d:Commerce', 'd:People', 's:billing', 's:hr', 's:legal', 's:sales', 'v:sales/api'])
    expect(ids(scene.edges)).toEqual(['s:billing>s:hr', 's:sales>s:billing', 'v:sales/api>s:billing'])
    expect(scene.nodes.find(({ id }) => id === 'v:sales/api')?.parent).toBe('s:sales')
    expect(sceneOf(network, { ...all, shut: ['d:Commerce'] }).edges.map(({ id, data }) => `${id} ${data}`)).toEqual(['d:Commerce>s:hr =cost, "x"'])
  })

  it('brings into the picture what is pointed at', () => {
    const asked = { ...all, level: 'domain' as const, shut: ['d:Commerce'] }
    const change = revealed(network, asked, ['sales', 'legal'])
    expect(change).toEqual({ open: ['d:Commerce'], shut: [], at: '' })
    expect(ids(sceneOf(network, { ...asked, ...change }).nodes)).toContain('s:sales')
    expect(revealed(network, all, ['sales'])).toEqual({})
  })

  it('draws who subscribes to whom at the level of events, and only there', () => {
    const scene = sceneOf(network, { ...all, level: 'operation' })
    expect(scene.edges.find(({ derived }) => derived)).toMatchObject({ id: 'e:sales/api|invoice.paid>e:billing/core|invoice.paid', mode: 'async' })
    expect(sceneOf(network, { ...all, level: 'service' }).edges.some(({ derived }) => derived)).toBe(false)
  })

  it('mixes modes honestly', () => {
    expect(sceneOf(network, all).edges.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['s:sales>s:billing mixed', 's:billing>s:hr unknown'])
  })

  it.each([
    { systems: 1000, flows: 2000 },
    { systems: 5000, flows: 10_000 },
    { systems: 5000, flows: 100, bare: true },
  ])('keeps $systems systems within one picture, whatever is opened', (size) => {
    const big = sampleNetwork(size)
    const tree = treeOf(big)
    const open = [...tree.byId.values()].filter(({ children }) => children.length > 0).map(({ id }) => id)
    for (const asked of [all, { ...all, level: 'operation' as const }, { ...all, open }]) {
      const scene = sceneOf(big, asked)
      expect(scene.nodes.length).toBeGreaterThan(4)
      expect(scene.nodes.length).toBeLessThanOrEqual(mostNodes)
    }
    // What was opened last is what one sees.
    const last = tree.byId.get('s:system-3')
    const scene = sceneOf(big, { ...all, open: [...open.slice(0, 40), ...(last?.parent ? [last.parent.id] : [])] })
    expect(scene.nodes.some(({ id }) => id === 's:system-3')).toBe(true)
  })
})

describe('filters', () => {
  const found = (part: Partial<typeof base>, conditions: Condition[] = []) => {
    const { network: left, context } = filterNetwork(network, { ...base, ...part }, conditions)
    return left.systems.map(({ slug }) => (context.has(slug) ? `(${slug})` : slug))
  }
  it('shows what was asked for, and what touches it dimmed', () => {
    expect(found({ owner: 'Blue' })).toEqual(['sales', '(billing)'])
    expect(found({ owner: 'Blue', near: false })).toEqual(['sales'])
    expect(found({ compliance: 'not stated', domain: 'People' })).toEqual(['(billing)', 'hr'])
    expect(found({ q: 'RENEW' })).toEqual(['sales', 'billing', '(hr)'])
    expect(found({ mode: 'async' })).toEqual(['sales', 'billing'])
    expect(found({ data: 'contracts', q: 'nothing like it' })).toEqual([])
  })
  it('knows health from what is deployed', () => {
    const condition: Condition = {
      system: 'hr',
      service: 'x',
      name: 'X',
      health: 'unhealthy',
      environment: 'staging',
      release: null,
      rollout: null,
      run: null,
      incidents: [],
    }
    expect(found({ health: 'unhealthy', near: false }, [condition])).toEqual(['hr'])
    expect(found({ health: 'none', near: false }, [condition])).toEqual(['sales', 'billing', 'legal'])
    const { roots } = treeOf(network)
    const marks = marksOf('health', [condition], [])
    expect(roots.map((node) => markOf(node, marks)?.text)).toEqual([undefined, 'unhealthy', undefined])
  })
})

describe('state', () => {
  it('survives the address, also with names that have commas', () => {
    const change = { level: 'service', open: ['d:Sales, Care', 's:a'], near: false, mark: ['a', 'b'], q: 'x y' } as const
    const written = writeState(change)
    const params = new URLSearchParams(Object.entries(written).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
    expect(readState((name) => params.get(name))).toEqual({ ...base, ...change })
    expect(writeState({ level: 'system', near: true, open: [] })).toEqual({ level: null, near: null, open: null })
  })
  it('ignores what is not a state, and keeps the last touched last', () => {
    expect(readState(() => 'nonsense')).toMatchObject({ level: 'system', show: 'map', overlay: 'none', from: '' })
    expect(toggled({ ...base, open: ['a', 'b'] }, 'a', false)).toEqual({ open: ['b', 'a'], shut: [] })
  })
})

describe('places', () => {
  const scene = sceneOf(network, { ...all, open: ['s:sales'] })
  const placed = plainRows(scene)
  it('puts every box inside its own and beside the others, without a worker too', () => {
    for (const node of scene.nodes) {
      const box = placed.nodes[node.id]!
      const outer = node.parent ? placed.nodes[node.parent]! : { x: 0, y: 0, width: placed.width, height: placed.height }
      expect(box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height, node.id).toBe(
        true,
      )
      for (const other of scene.nodes.filter(({ id, parent }) => parent === node.parent && id !== node.id)) {
        const b = placed.nodes[other.id]!
        expect(box.x + box.width <= b.x || b.x + b.width <= box.x || box.y + box.height <= b.y || b.y + b.height <= box.y, `${node.id} ${other.id}`).toBe(true)
      }
    }
    expect(Object.keys(placed.edges)).toHaveLength(scene.edges.length)
  })
  it('walks along lines first, and reaches every box', () => {
    const reached = new Set(['s:legal'])
    for (const id of reached) for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) reached.add(walk(id, key, scene, placed) ?? id)
    expect([...reached].sort()).toEqual(expect.arrayContaining(['s:billing', 's:hr', 'v:sales/api']))
    expect(walk('s:hr', 'Home', scene, placed)).toBe(scene.nodes[0]?.id)
  })
  it('finds the line at a point', () => {
    const [a, b] = placed.edges['s:billing>s:hr']!.points as [{ x: number; y: number }, { x: number; y: number }]
    expect(nearestEdge(placed, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 1 }, 6)).toBe('s:billing>s:hr')
    expect(nearestEdge(placed, { x: -500, y: -500 }, 6)).toBeNull()
  })
  it('keys a layout by its content', () => {
    const key = (asked: Parameters<typeof sceneOf>[1]) => contentKey(JSON.stringify(questionOf(sceneOf(network, asked), 'DOWN').graph))
    expect(key(all)).toBe(key({ ...all }))
    expect(key(all)).not.toBe(key({ ...all, open: ['s:sales'] }))
  })
})

describe('exports', () => {
  const scene = sceneOf(network, all)
  const palette = {
    bg: '#fff',
    surface: '#fff',
    container: '#eee',
    line: '#ccc',
    lineStrong: '#888',
    fg: '#000',
    muted: '#555',
    ok: '#0a0',
    bad: '#a00',
    warn: '#aa0',
  }
  it('writes names as text, never as markup', () => {
    const svg = sceneSvg(scene, plainRows(scene), palette, 'A & B')
    expect(svg).toContain('&#60;b&#62;&#34;Legal')
    expect(svg).not.toContain('<b>')
    expect(svg).toContain('<title id="title">A &#38; B</title>')
    expect(svg.match(/<path d="M/g)?.length).toBe(1 + scene.edges.length)
  })
  it('writes Mermaid with a subgraph for each open box', () => {
    const text = sceneMermaid(scene)
    expect(text).toContain('subgraph n0["Commerce"]')
    expect(text).toContain('["#60;b#62;#34;Legal#34;"]')
    expect(text).toContain('contracts, renewals')
    expect(text.match(/subgraph/g)?.length).toBe(text.match(/^\s+end$/gm)?.length)
  })
  it('writes CSV that a spreadsheet does not run', () => {
    const lines = flowsCsv(network).split('\r\n')
    expect(lines[1]).toBe('sales,api,billing,,contracts,sync,,unknown,,,,stated')
    expect(lines[3]).toBe(`billing,,hr,,"'=cost, ""x""",unknown,,unknown,,,,stated`)
  })
})

it('shows two moments on one canvas', () => {
  const after: Network = { ...network, systems: network.systems.slice(0, 3), flows: [{ ...network.flows[0]!, mode: 'async' }, network.flows[2]!] }
  const { network: both, changes } = compareNetworks(network, after)
  const scene = sceneOf(both, all, new Set(), changes)
  expect(scene.nodes.find(({ id }) => id === 's:legal')?.change).toBe('removed')
  expect(scene.edges.map(({ id, change }) => [id, change])).toEqual([
    ['s:sales>s:billing', 'changed'],
    ['s:billing>s:hr', null],
  ])
})
