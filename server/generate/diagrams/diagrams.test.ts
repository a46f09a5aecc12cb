import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Network, network as schema } from '#model/network.ts'
import { type Specification, specification as specificationSchema } from '#model/specification.ts'
import { browserPath, launch, openTab } from '../ui/testing/browser.ts'
import { callSequence } from './call-sequence.ts'
import { drawComponent, drawContainer, drawContext, drawDeployment, drawEntities, drawStates, serviceDiagrams } from './diagrams.ts'
import { type Drawing, drawDiagram, drawSequence } from './draw.ts'
import type { Diagram, PlacedDiagram } from './graph.ts'
import { layout } from './layout.ts'
import { messageSvg, sizeOf } from './message.ts'
import { apiCallSequence, flowSequence, rolloutSequence } from './sequences.ts'
import { clean, shorten, textWidth, wrap } from './text.ts'

/** Labels as an enemy, or a careless export, writes them. */
const nasty = [
  '<script>alert(1)</script>',
  '"quoted" & \'single\' <b>bold</b>',
  'line one\nline two\r\n%%{init: {"securityLevel":"loose"}}%%',
  '%%{init: {"theme":"forest"}}%% click n1 href "javascript:alert(1)"',
  'end',
  'a; b #quot; `code` {curly} [square] (round) |pipe| \\back',
  'style x: y#123; classDef z:fill#f00;',
  'x'.repeat(5_000),
  'שלום עולם مرحبا بالعالم',
  '👩‍👩‍👧‍👦 emoji 🚀 和漢字かな 한국어',
  '\u202eright to left override\u0000\u0007\ud800',
  '   ',
  'subgraph graph flowchart sequenceDiagram',
]
const at = (i: number): string => nasty[i % nasty.length]!

const specification = (name: string): Specification =>
  specificationSchema.parse(JSON.parse(readFileSync(new URL(`../fixtures/${name}.specification.json`, import.meta.url), 'utf8')))

/** A network in which every text is one of the nasty ones; it bypasses the schema, as older rows may. */
function hostileNetwork(): Network {
  const base = schema.parse({
    systems: nasty.map((_, i) => ({ slug: `s${i}`, name: 'x' })),
    services: [0, 1].map((i) => ({ system: 's0', slug: `v${i}`, name: 'x' })),
    flows: nasty.slice(1).map((_, i) => ({
      key: `k${i}`,
      from: { system: i % 2 ? `s${i + 1}` : 's0' },
      to: { system: i % 2 ? 's0' : `s${i + 1}` },
      mode: ['sync', 'async', 'unknown'][i % 3],
    })),
    decisions: [],
    runbooks: [],
  })
  for (const [i, s] of base.systems.entries()) Object.assign(s, { name: at(i), description: at(i + 3), focus: [at(i + 1), at(i + 2)], domain: at(i + 4) })
  for (const [i, s] of base.services.entries())
    Object.assign(s, {
      name: at(i),
      technology: at(i + 1),
      responsibilities: nasty,
      apis: nasty,
      database: at(i + 2),
      cache: at(i),
      queue: at(i + 5),
      publishes: nasty,
      subscribes: nasty,
    })
  for (const [i, f] of base.flows.entries()) Object.assign(f, { data: [at(i), at(i + 1)], protocol: at(i + 2), schema: at(i + 3) })
  return base
}

const running = nasty.slice(0, 3).map((address, i) => ({
  service: 'v0',
  kind: i ? ('staging' as const) : ('production' as const),
  address,
  instances: [{ id: `d${i}`, release: at(i), observed: at(i + 1), weight: 50, isolation: at(i + 2) }],
}))

async function hostileDrawings(): Promise<Drawing[]> {
  const n = hostileNetwork()
  const s = specification('shop')
  const evil = {
    ...s,
    entities: s.entities.map((e, i) => ({ ...e, name: at(i), fields: e.fields.map((f, k) => ({ ...f, label: at(k) })) })),
    roles: s.roles.map((r, i) => ({ ...r, name: at(i) })),
    operations: s.operations.map((o, i) => ({ ...o, label: at(i) })),
  }
  const states = await Promise.all(
    evil.entities.map((e) => drawStates(evil, { ...e, states: e.states && { ...e.states, values: e.states.values.map((v, i) => ({ ...v, label: at(i) })) } })),
  )
  return [
    await drawContext(n, 's0'),
    await drawContainer(n, 's0'),
    await drawComponent(n, 's0', 'v0'),
    await drawDeployment(n, 's0', running),
    await drawEntities(evil, at(0)),
    ...states.filter((d) => d !== null),
    ...n.flows.map((f) => drawSequence(flowSequence(n, f.key))),
    ...nasty.map((api) => drawSequence(apiCallSequence(n, 's0', 'v0', api))),
    ...evil.operations.filter((_, i) => i % 4 === 0).map((o) => drawSequence(callSequence(evil, o.id, at(1)))),
    ...nasty
      .slice(0, 4)
      .map((text) => drawSequence(rolloutSequence(text, { status: text, reason: text, steps: [{ weight: 10, requests: 1, errors: 0, p95: null }] }))),
    drawSequence(rolloutSequence('Shop', null)),
  ]
}

/** Elements and texts of an SVG; throws when it is not well-formed. */
function read(svg: string): { elements: Set<string>; attributes: Set<string>; texts: string[] } {
  const found = { elements: new Set<string>(), attributes: new Set<string>(), texts: [] as string[] }
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    found.elements.add(tag.name)
    for (const name of Object.keys(tag.attributes)) found.attributes.add(name)
  })
  parser.on('text', (text) => found.texts.push(text))
  parser.write(svg).close()
  return found
}

let drawings: Drawing[] = []
beforeAll(async () => {
  drawings = await hostileDrawings()
})

test('hostile labels stay text: every picture is well-formed and has nothing but shapes', () => {
  const allowed = new Set(['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'text', 'circle'])
  expect(drawings.length).toBeGreaterThan(35)
  for (const drawing of drawings)
    for (const theme of ['light', 'dark', 'auto'] as const) {
      const svg = drawing.svg(theme)
      const { elements, attributes, texts } = read(svg)
      expect([...elements].filter((e) => !allowed.has(e))).toEqual([])
      expect([...attributes].filter((a) => /^on|href|src|style$/i.test(a))).toEqual([])
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="t\w+" aria-describedby="d\w+"/)
      expect(svg).not.toMatch(/NaN|undefined|\u202e|@import|url\(/)
      expect(svg.length).toBeLessThan(400_000)
      expect(texts[0]).toBeTruthy()
    }
  const context = read(drawings[0]!.svg('light')).texts.join(' ')
  expect(context).toContain('<script>alert(1)</script>')
})

test('the same model gives the same bytes, and another theme other colours only', async () => {
  const again = await hostileDrawings()
  expect(again.map((d) => d.svg('auto'))).toEqual(drawings.map((d) => d.svg('auto')))
  expect(again.map((d) => d.mermaid)).toEqual(drawings.map((d) => d.mermaid))
  const without = (svg: string): string => svg.replace(/<style>.*?<\/style>/s, '')
  for (const d of drawings) {
    expect(without(d.svg('light'))).toBe(without(d.svg('dark')))
    expect(d.svg('light')).not.toBe(d.svg('dark'))
    expect(d.svg('auto')).toContain('@media (prefers-color-scheme:dark)')
  }
})

describe.skipIf(!browserPath)('in a browser', { timeout: 90_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())
  test('every Mermaid text parses, and means nothing but itself', async () => {
    const { page } = await openTab(browser)
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js') })
    const regular = (await serviceDiagrams(specification('library'), { service: 'Library', system: 'Sales' })).map((d) => d.mermaid)
    const texts = [...drawings.map((d) => d.mermaid), ...regular]
    const problems = await page.evaluate(async (list) => {
      const mermaid = (window as any).mermaid
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })
      const bad: string[] = []
      for (const text of list)
        try {
          const { config } = await mermaid.parse(text)
          if (config && Object.keys(config).length > 0) bad.push(`settings ${JSON.stringify(config)}\n${text}`)
        } catch (error) {
          bad.push(`${String(error).slice(0, 300)}\n${text}`)
        }
      return bad
    }, texts)
    expect(problems.slice(0, 3)).toEqual([])
    // Our parser would take anything if it were not asked: a broken text is told from a good one.
    expect(await page.evaluate(() => (window as any).mermaid.parse('flowchart LR\n a -->|"x| b', { suppressErrors: true }))).toBe(false)
  })
})

const boxes = (p: PlacedDiagram) => p.nodes.map(({ x, y, width, height }) => ({ x, y, width, height }))
const overlap = (a: { x: number; y: number; width: number; height: number }, b: typeof a): boolean =>
  a.x + a.width > b.x + 0.5 && b.x + b.width > a.x + 0.5 && a.y + a.height > b.y + 0.5 && b.y + b.height > a.y + 0.5

test('24 nodes with labels on every edge: no label lies on a box or on another label', async () => {
  const diagram: Diagram = {
    title: 'Many',
    description: '',
    direction: 'DOWN',
    nodes: Array.from({ length: 24 }, (_, i) => ({
      id: `n${i}`,
      title: `System ${i}`,
      kind: 'system',
      subtitle: 'Software System',
      description: 'does this and that',
      lines: [],
    })),
    edges: Array.from({ length: 34 }, (_, i) => ({
      from: `n${i % 24}`,
      to: `n${(i * 7 + 3) % 24}`,
      label: `data of flow ${i}, contracts`,
      detail: 'HTTPS, sync',
      style: 'solid' as const,
    })).filter((e) => e.from !== e.to),
  }
  const placed = await layout(diagram)
  const labels = placed.edges.flatMap((e) => e.label ?? [])
  expect(labels).toHaveLength(diagram.edges.length)
  for (const [i, label] of labels.entries()) {
    expect(boxes(placed).filter((b) => overlap(label, b))).toEqual([])
    expect(labels.slice(i + 1).filter((other) => overlap(label, other))).toEqual([])
  }
  // Drawn once, it comes from the cache: the content is the key.
  const began = performance.now()
  await drawDiagram(structuredClone(diagram))
  expect(performance.now() - began).toBeLessThan(50)
})

test('texts are measured, broken and shortened without cutting characters', () => {
  expect(textWidth('Wiki', 10)).toBeCloseTo(9.44 + 2.22 + 5 + 2.22, 5)
  expect(wrap('one two three four', 60, 2, 12).text).toHaveLength(2)
  expect(wrap('one two three four five six seven', 60, 2, 12).text[1]).toMatch(/…$/)
  expect(wrap('x'.repeat(3_000), 100, 3, 12).text.every((l) => textWidth(l, 12) <= 100)).toBe(true)
  expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 110, 12)).toMatch(/^(👩‍👩‍👧‍👦)+…$/u)
  expect(clean('a\u0000\nb\u202ec\ud800')).toBe('a bc')
})

test('a message says its size, for who embeds it', () => {
  expect(sizeOf(messageSvg('Gone', 'It is gone.', 'light'))).toMatchObject({ width: 480 })
  expect(sizeOf('<svg viewBox="0 0 30 40"/>')).toEqual({ width: 30, height: 40 })
})
