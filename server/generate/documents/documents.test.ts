import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lint } from 'markdownlint/sync'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { afterAll, expect, test, vi } from 'vitest'
import { sampleNetwork } from '#model/network-sample.ts'
import { noStandards } from '#model/service-facts.ts'
import { documentsOf } from './documents.ts'
import { brokenLinks } from './links.ts'
import { mergeFile } from './managed.ts'
import { hostileNetwork, nasty, richFacts, richNetwork, seedNetwork, seedStandards } from './test-network.ts'
import { type SystemView, viewsOf } from './view.ts'

vi.setConfig({ testTimeout: 120_000 })
const scratch = mkdtempSync(join(tmpdir(), 'gantry-documents-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

async function write(view: SystemView): Promise<Map<string, string>> {
  const files = await documentsOf(view, { name: view.system.repository ?? view.system.slug, cloneUrl: null })
  return new Map(files.map((f) => [f.path, mergeFile(f, null, { files: {}, sections: {} }).text ?? '']))
}
function objections(files: ReadonlyMap<string, string>): string[] {
  const config = JSON.parse(files.get('.markdownlint.json') ?? '{}')
  const strings = Object.fromEntries([...files].filter(([path]) => path.endsWith('.md')))
  return Object.entries(lint({ strings, config })).flatMap(([path, found]) =>
    found.map((f) => `${path}:${f.lineNumber} ${f.ruleNames[0]} ${f.errorContext ?? ''}`),
  )
}

test('the seed: every system gets its four documents, clean, linked, the same each time', async () => {
  const network = seedNetwork()
  for (const view of viewsOf(network, [], seedStandards())) {
    const files = await write(view)
    expect([...files.keys()]).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'INTEGRATION.md', 'WORKFLOWS.md', 'docs/diagrams/context.svg']))
    expect(objections(files)).toEqual([])
    expect(brokenLinks(files)).toEqual([])
  }
  const shuffled = { ...network, systems: [...network.systems].reverse(), flows: [...network.flows].reverse() }
  const [first, second] = [viewsOf(network, [], seedStandards()), viewsOf(shuffled, [], seedStandards())]
  expect(await write(first[9] as SystemView)).toEqual(await write(second[9] as SystemView))
})

test('a newcomer to the sales system reads what it is for, what it lacks without others, and what nobody has said', async () => {
  const view = viewsOf(seedNetwork(), [], seedStandards()).find((v) => v.system.slug === 'sales')
  if (!view) throw new Error('no sales')
  const files = await write(view)
  const readme = files.get('README.md') ?? ''
  for (const words of [
    'lead management',
    '| Billing System | contract values, renewals |',
    '10,000 requests/s',
    '`billing` → `sales` → `billing`',
    '| Owner | no owner stated: ask the architects |',
    'unknown — ask the architects',
    '```mermaid',
    '(docs/diagrams/context.svg)',
    'Node.js 20 LTS',
  ])
    expect(readme).toContain(words)
  expect(files.get('ARCHITECTURE.md')).toContain('10,000 requests/s × 0.2 s = at most 2,000 requests')
  expect(files.get('ARCHITECTURE.md')).toMatch(/Billing System .* 500 ms .* breaks the 200 ms/)
  expect(files.get('INTEGRATION.md')).toContain('sequenceDiagram')
  expect(files.get('WORKFLOWS.md')).toMatch(/Billing System, Customer Experience System, Finance System and\s+Support System/)
  // Nothing of it is in a clock's hands.
  for (const text of files.values()) expect(text).not.toMatch(/20\d\d-\d\d-\d\dT/)
})

test('what is known of services stands in: contract, measurement, gates, decisions, runbooks, owner to ask', async () => {
  const [shop, stock] = viewsOf(richNetwork(), richFacts(), noStandards)
  const files = await write(shop as SystemView)
  expect(objections(files)).toEqual([])
  expect(brokenLinks(files)).toEqual([])
  expect(files.get('INTEGRATION.md')).toContain('| `GET /api/orders` | clerk |')
  expect(files.get('INTEGRATION.md')).toContain('`order.placed`')
  expect(files.get('ARCHITECTURE.md')?.replace(/\s+/g, ' ')).toContain('100 ÷ 40 = 3 instances')
  expect(files.get('ARCHITECTURE.md')).toMatch(/Stock \| levels \| 350 ms \| sync \| breaks the 200 ms/)
  expect(files.get('ARCHITECTURE.md')).toContain('[Use PostgreSQL](docs/decisions/0001-use-postgresql.md)')
  expect(files.get('WORKFLOWS.md')).toContain('91.4 %')
  expect(files.get('WORKFLOWS.md')).toContain('[Restore the orders](docs/runbooks/restore.md) | 2026-02-01')
  expect(files.get('docs/decisions/0001-use-postgresql.md')).toContain('We need rows.')
  expect(JSON.parse(files.get('api/orders.openapi.json') ?? '')).toEqual(richFacts()[0]?.openapi)
  expect(files.get('ARCHITECTURE.md')).toContain('erDiagram')
  expect(files.get('docs/diagrams/data-of-orders.svg')).toContain('<svg')
  const board = JSON.parse(files.get('monitoring/shop.grafana.json') ?? '')
  expect(
    board.panels.find((p: { title: string }) => p.title === 'Orders: Response time p95 (target 200 ms)').fieldConfig.defaults.thresholds.steps[1].value,
  ).toBe(0.2)
  expect((await write(stock as SystemView)).get('README.md')).toContain('unknown — ask the architects')
  expect(files.get('WORKFLOWS.md')).toContain('Team Shop')
})

test('the integration suite runs: it passes against a service that keeps its contract and fails against one that does not', async () => {
  const network = richNetwork()
  // No target that a busy machine could miss.
  const [shop] = viewsOf(
    { ...network, systems: network.systems.map((s) => ({ ...s, targets: s.targets && { ...s.targets, apiP95Ms: 60_000 } })) },
    richFacts(),
    noStandards,
  )
  const files = await write(shop as SystemView)
  const folder = join(scratch, 'suite')
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  let items: object = { items: [] }
  const server = createServer((request, response) => {
    const token = request.headers.authorization
    response.writeHead(request.url?.startsWith('/api/') && token !== 'Bearer good' ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(items))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { spawn } = await import('node:child_process')
  const run = (): Promise<{ code: number | null; out: string }> =>
    new Promise((done) => {
      const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env
      const child = spawn(process.execPath, ['--test', '--test-reporter=spec', 'tests/integration/*.test.mjs'], {
        cwd: folder,
        env: { ...env, SHOP_ORDERS_URL: url, SHOP_ORDERS_TOKEN: 'good', STOCK_URL: url },
      })
      let out = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.on('close', (code) => done({ code, out }))
    })
  const kept = await run()
  expect(kept.out).toContain('listOrders answers as its contract says')
  expect(kept.code, kept.out).toBe(0)
  items = { nothing: true }
  const broken = await run()
  expect(broken.code).not.toBe(0)
  expect(broken.out).toContain('the field items is promised')
  await new Promise((done) => server.close(done))
})

test('a thousand systems are looked through in a moment, and their documents stay readable', async () => {
  const network = sampleNetwork({ systems: 1000, flows: 2000 })
  const used = process.cpuUsage()
  const views = viewsOf(network, [], noStandards)
  const { user } = process.cpuUsage(used)
  expect(views).toHaveLength(1000)
  expect(user / 1e6, 'seconds of the processor').toBeLessThan(8) // looking through all flows for each step would take minutes
  const widest = views.reduce((a, b) => (b.affected.length > 0 && (b.affected[0]?.count ?? 0) > (a.affected[0]?.count ?? 0) ? b : a))
  for (const text of (await write(widest)).values()) expect(text.length).toBeLessThan(400_000)
})

interface Node {
  type: string
  url?: string
  value?: string
  children?: Node[]
}
const everyNode = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(everyNode)]

test('hostile names stay words: no markup, no foreign links, no ended tables or sections, valid programs and dashboards', async () => {
  const network = hostileNetwork()
  for (const view of viewsOf(network, [], noStandards)) {
    const files = await write(view)
    expect(objections(files), view.system.slug).toEqual([])
    const written = new Map([...files].filter(([path]) => !path.startsWith('docs/decisions/0') && !path.startsWith('docs/runbooks/r')))
    expect(brokenLinks(new Map([...files].map(([path, text]) => [path, written.has(path) ? text : '']))), view.system.slug).toEqual([])
    for (const [path, text] of written) {
      if (!path.endsWith('.md')) continue
      const nodes = everyNode(unified().use(remarkParse).use(remarkGfm).parse(text) as Node)
      for (const n of nodes) {
        if (n.type === 'html') expect(n.value).toMatch(/^<!-- gantry:(begin|end) /)
        // An address that somebody typed as a name may be shown as a link to what it says, and to nothing else.
        if (n.type === 'link' && n.url?.replace(/^(mailto:|http:\/\/)/, '') !== n.children?.[0]?.value?.replace(/^http:\/\//, ''))
          expect(n.url, path).toMatch(/^[\w./%-]+$/)
        expect(n.type).not.toBe('image')
      }
      const tables = nodes.filter((n) => n.type === 'table')
      for (const t of tables) expect(new Set(t.children?.map((row) => row.children?.length)).size, path).toBe(1)
      expect(text.match(/<!-- gantry:begin /g)?.length).toBe(text.match(/<!-- gantry:end /g)?.length)
    }
    for (const [path, text] of files) if (path.endsWith('.json')) JSON.parse(text)
    for (const [path, text] of files) if (path.endsWith('.svg')) expect(text, path).not.toMatch(/<(script|img|a|foreignObject)\b|<[^>]*\son\w+=/)
  }
  const suite = (await write(viewsOf(network, [], noStandards)[0] as SystemView)).get('tests/integration/flows.test.mjs') ?? ''
  execFileSync(process.execPath, ['--check', '--input-type=module', '-'], { input: suite })
  expect(nasty.length).toBeGreaterThan(20)
})
