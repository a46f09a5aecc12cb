import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Specification, specification as schema } from '#model/specification.ts'
import { contract } from '#server/generate/contract/contract.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import type { AgentContext, AgentResult } from '../agent.ts'
import { checkUi } from './check.ts'
import { frontend } from './frontend.ts'

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-frontend-'))
  sandbox = await openSandbox()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function perform(specification: Specification, existing: Record<string, string> = {}): Promise<AgentResult> {
  const files: Record<string, unknown> = { 'analyze/specification.json': specification, 'backend/openapi.json': contract(specification) }
  const context = {
    service: { slug: 'library', name: specification.title },
    folder: await mkdtemp(join(folder, 'attempt-')),
    sandbox,
    signal: new AbortController().signal,
    log: () => undefined,
    read: async (stage: string, path: string) => Buffer.from(JSON.stringify(files[`${stage}/${path}`])),
    sources: async () => new Map(Object.entries(existing)),
  } as unknown as AgentContext
  return await frontend(context)
}

const library = async (): Promise<Specification> =>
  schema.parse(JSON.parse(await readFile(new URL('../../generate/fixtures/library.specification.json', import.meta.url), 'utf8')))

describe('frontend', () => {
  test('leaves an application that type checks and lints, its manifest and its component page', { timeout: 120_000 }, async () => {
    const result = await perform(await library(), {
      'ui/.generated': 'ui/src/pages/gone.tsx\nservice/src/app.ts\n',
      'ui/src/pages/gone.tsx': 'import x from "./nowhere"',
      'ui/src/pages/ours.tsx': '',
      'service/src/app.ts': '',
    })
    expect(result.gates.map((g) => [g.name, g.verdict, g.value])).toMatchObject([
      ['lint', 'passed', '0'],
      ['bundle_size', 'passed', expect.stringMatching(/^\d+ KB$/)],
    ])
    expect(result.outcome).toBe('succeeded')
    const artifact = (path: string): string => String(result.artifacts.find((a) => a.path === path)?.bytes)
    expect(JSON.parse(artifact('ui-manifest.json')).pages).toContainEqual({ path: '/reports/loans-per-book', page: 'ReportPage' })
    expect(artifact('components.html')).toContain('States of Loan')
    expect(artifact('components.html')).not.toContain('<script')
    expect(result.sources?.['ui/src/pages/gone.tsx']).toBeNull()
    expect(Object.keys(result.sources ?? {})).not.toContain('service/src/app.ts')
    expect(Object.keys(result.sources ?? {})).not.toContain('ui/src/pages/ours.tsx')
  })

  test('type errors and forbidden markup are found, each in its file', { timeout: 120_000 }, async () => {
    const generated = (await perform(await library())).sources ?? {}
    const broken = new Map(Object.entries(generated).filter((e): e is [string, string] => typeof e[1] === 'string'))
    broken.set('ui/src/pages/broken.tsx', "export const Broken = () => <p dangerouslySetInnerHTML={{ __html: '<b>' }}>{1 as string}</p>\n")
    const problems = await checkUi(broken, { sandbox, folder: await mkdtemp(join(folder, 'broken-')), signal: new AbortController().signal })
    expect(problems.map((p) => [p.tool, p.file, p.error])).toEqual(
      expect.arrayContaining([
        ['tsc', 'ui/src/pages/broken.tsx', true],
        ['eslint', 'ui/src/pages/broken.tsx', true],
      ]),
    )
  })
})
