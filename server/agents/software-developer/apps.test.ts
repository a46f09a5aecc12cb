import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { specification as schema } from '#model/specification.ts'
import { contract } from '#server/generate/contract/contract.ts'
import { buildUi } from '#server/generate/ui/build.ts'
import { generateUi } from '#server/generate/ui/ui.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import type { AgentContext, AgentResult } from '../agent.ts'
import { apps } from './apps.ts'
import { proveInBrowser } from './browser-proof.ts'
import { installability } from './criteria.ts'

let folder: string
let sources: Map<string, string>
let built: Map<string, Uint8Array>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-apps-'))
  const specification = schema.parse(JSON.parse(await readFile(new URL('../../generate/fixtures/shop.specification.json', import.meta.url), 'utf8')))
  sources = generateUi({ specification, openapi: contract(specification), name: specification.title })
  built = await buildUi(sources)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const where = async () => ({ sandbox: await openSandbox(), folder: await mkdtemp(join(folder, 'attempt-')), signal: new AbortController().signal })
const failing = (built: Map<string, Uint8Array>): string[] =>
  installability(built)
    .filter((c) => !c.passed)
    .map((c) => c.id)
const edited = (path: string, change: (text: string) => string): Map<string, Uint8Array> =>
  new Map(built).set(path, new TextEncoder().encode(change(new TextDecoder().decode(built.get(path)))))

describe('installability', () => {
  test('holds for what the generator builds', () => {
    expect(failing(built)).toEqual([])
  })

  test.each([
    ['index.html', (t: string) => t.replace('rel="manifest"', 'rel="other"'), 'manifest'],
    ['manifest.webmanifest', (t: string) => t.replace('standalone', 'browser'), 'display'],
    ['manifest.webmanifest', (t: string) => t.replaceAll('512x512', '256x256'), 'sizes'],
    ['manifest.webmanifest', (t: string) => t.replace('"maskable"', '"any"'), 'maskable'],
    ['icons/icon-512.png', () => 'no image', 'icons'],
    ['sw.js', (t: string) => t.replace("addEventListener('fetch'", "addEventListener('other'"), 'fetch'],
    ['sw.js', (t: string) => t.replace('"/offline.html"', '"/nowhere.html"'), 'shell'],
    ['sw.js', (t: string) => t.replace('const files = [', 'const files = ["/api/orders",'), 'data'],
  ])('%s: a change that breaks it is found', (path, change, criterion) => {
    expect(failing(edited(path, change))).toContain(criterion)
  })
})

describe('in a browser', () => {
  test('the application installs and starts without a network, or the reason for not trying is said', { timeout: 90_000 }, async () => {
    const proof = await proveInBrowser(built, await where())
    if ('reason' in proof) expect(proof.reason).toMatch(/no Chromium is installed|only in the full sandbox|not installed/)
    else expect(proof).toMatchObject({ controlled: true, offline: true, manifestErrors: [], installabilityErrors: [], complaints: [] })
  })

  test('a shell that is not stored does not start without a network', { timeout: 90_000 }, async () => {
    const proof = await proveInBrowser(
      edited('sw.js', (t) => t.replace("await caches.match('/index.html')", 'undefined').replace("await caches.match('/offline.html')", 'undefined')),
      await where(),
    )
    if (!('reason' in proof)) expect(proof.offline).toBe(false)
  })
})

describe('apps', () => {
  const perform = async (of: Map<string, string>): Promise<AgentResult> =>
    await apps({
      ...(await where()),
      service: { slug: 'shop', name: 'Shop "one" <b>' },
      system: { slug: 'sales', name: 'Sales' },
      log: () => undefined,
      sources: async () => of,
      publicAddress: () => 'https://shop.example.org',
    } as unknown as AgentContext)

  test('leaves the report, the document and both projects', { timeout: 90_000 }, async () => {
    const result = await perform(sources)
    expect(result.outcome).toBe('succeeded')
    expect(result.gates.find((g) => g.name === 'installable')).toMatchObject({ verdict: 'passed', evidence: 'pwa-report.json' })
    expect(result.gates.find((g) => g.name === 'installed_in_browser')?.verdict).toMatch(/^(passed|not_evaluated)$/)
    const config = JSON.parse(String(result.sources?.['apps/desktop/src-tauri/tauri.conf.json']))
    expect(config).toMatchObject({ productName: 'Shop "one" <b>', app: { windows: [{ url: 'https://shop.example.org' }] } })
    expect(JSON.parse(String(result.sources?.['apps/mobile/capacitor.config.json']))).toMatchObject({
      server: { url: 'https://shop.example.org', cleartext: false },
    })
    for (const kind of ['desktop', 'mobile']) expect(result.sources?.[`apps/${kind}/README.md`]).toContain('Not built here')
  })

  test('fails with what is missing', { timeout: 90_000 }, async () => {
    const result = await perform(new Map([...sources, ['ui/public/manifest.webmanifest', '{"name":"x"}']]))
    expect(result.outcome).toBe('failed')
    expect(result.reason).toContain('PNG icons of 192 and 512 pixels')
  })
})
