import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sarif, serious } from './finding.ts'
import { components, cycloneDx } from './sbom.ts'
import { scanSources } from './scan.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-scan-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Seeded flaws in the style that careless generated code has them. */
const flawed = new Map([
  ['service/src/run.ts', `import { exec } from 'node:child_process'\nexport const run = (x: string) => exec('ls ' + x)\n`],
  ['service/src/eval.ts', `/* eslint-disable */\nexport const f = (x: string) => eval(x)\n`],
  [
    'service/src/sql.ts',
    `import pg from 'pg'\nconst c = new pg.Client()\nexport const q = (name: string) => c.query("select * from users where name = '" + name + "'")\n`,
  ],
  ['service/src/regex.ts', `export const r = /(a+)+$/.test('aaaa')\n`],
  ['service/src/tls.ts', `import https from 'node:https'\nexport const a = new https.Agent({ rejectUnauthorized: false })\n`],
  ['service/src/key.ts', `export const token = '${'ghp_' + 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'}'\n`],
])

describe('scanSources', () => {
  it('finds seeded flaws although the source tries to switch rules off', async () => {
    const { findings, suppressed } = await scanSources(flawed, folder, AbortSignal.timeout(60_000))
    const files = new Set(findings.filter(serious).map((f) => f.file))
    expect([...flawed.keys()].filter((f) => !files.has(f))).toEqual([])
    expect(suppressed).toBe(1)
    const log = JSON.parse(sarif(findings)) as { version: string; runs: { results: unknown[] }[] }
    expect(log.version).toBe('2.1.0')
    expect(log.runs.flatMap((r) => r.results)).toHaveLength(findings.length)
  })

  it('judges what ships, and looks for secrets in tests too', async () => {
    const moved = new Map([...flawed].map(([path, text]) => [path.replace('/src/', '/test/'), text]))
    const { findings } = await scanSources(moved, folder, AbortSignal.timeout(60_000))
    expect(new Set(findings.map((f) => f.tool))).toEqual(new Set(['secrets']))
  })

  it('is quiet on clean code', async () => {
    const clean = new Map([['service/src/a.ts', `export const add = (a: number, b: number): number => a + b\n`]])
    expect((await scanSources(clean, folder, AbortSignal.timeout(60_000))).findings).toEqual([])
  })

  it('rejects instead of passing when the scanner cannot run', async () => {
    await expect(scanSources(new Map(), '/nonexistent', AbortSignal.timeout(5_000))).rejects.toThrow()
  })
})

describe('bill of materials', () => {
  it('lists what is really bundled, once, with licences', async () => {
    const list = await components([
      {
        inputs: {
          'node_modules/express/lib/express.js': {},
          'node_modules/express/lib/view.js': {},
          'node_modules/pg/lib/index.js': {},
          'service/src/main.ts': {},
        },
      },
    ])
    expect(list.map((c) => c.name)).toEqual(['express', 'pg'])
    const document = cycloneDx(list, { name: 'shop', digest: 'a'.repeat(64) })
    expect(cycloneDx(list, { name: 'shop', digest: 'a'.repeat(64) })).toBe(document)
    expect(JSON.parse(document)).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [{ name: 'express', licenses: [{ license: { id: 'MIT' } }] }, { name: 'pg' }],
    })
  })
})
