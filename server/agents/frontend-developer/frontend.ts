import { gzipSync } from 'node:zlib'
import { type Specification, specification as schema } from '#model/specification.ts'
import { buildUi } from '#server/generate/ui/build.ts'
import { applicationTitle, generateUi } from '#server/generate/ui/ui.ts'
import type { Agent, AgentContext, AgentResult, GateOut } from '../agent.ts'
import { checkUi, type Problem } from './check.ts'
import { componentPage } from './component-page.ts'

const list = 'ui/.generated'
const mostCompressedBytes = 200 * 1024

/** Stage `frontend`: specification and contract become a React application that type checks, lints and builds, and a page of its components. */
export const frontend: Agent = async (context): Promise<AgentResult> => {
  const specification = schema.parse(await json(context, 'analyze', 'specification.json'))
  const openapi = await json(context, 'backend', 'openapi.json')
  const name = context.service.name || specification.title
  const sources = generateUi({ specification, openapi, name })
  context.log('info', `${sources.size} files generated`)

  const [problems, built, page] = await Promise.all([checkUi(sources, context), buildUi(sources), componentPage(sources, applicationTitle(name), context)])
  for (const p of problems) context.log(p.error ? 'error' : 'warn', `${p.file}:${p.line} ${p.rule} ${p.message}`)
  const manifest = manifestOf(specification, sources, built)
  context.log('info', `built: ${manifest.assets.length} files, ${kilobytes(manifest.compressedBytes)} of script and style compressed`)

  const errors = problems.filter((p) => p.error)
  return {
    outcome: errors.length === 0 ? 'succeeded' : 'failed',
    summary: `${manifest.pages.length} pages, ${kilobytes(manifest.compressedBytes)} compressed`,
    ...(errors.length > 0 && {
      reason: `The user interface has ${errors.length} type or lint errors, the first in ${errors[0]?.file}:${errors[0]?.line}: ${errors[0]?.message}. See ui-lint.json; this is a fault of the generator.`,
    }),
    artifacts: [
      { path: 'ui-manifest.json', mediaType: 'application/json', bytes: `${JSON.stringify(manifest, null, 2)}\n`, label: 'Pages and built files' },
      { path: 'components.html', mediaType: 'text/html', bytes: page, label: 'Component page' },
      {
        path: 'ui-lint.json',
        mediaType: 'application/json',
        bytes: `${JSON.stringify({ errors: errors.length, warnings: problems.length - errors.length, problems }, null, 2)}\n`,
        label: 'Type check and lint',
      },
    ],
    sources: { ...removed(await context.sources(), sources), ...Object.fromEntries(sources), [list]: `${[...sources.keys()].join('\n')}\n` },
    gates: gatesOf(problems, manifest.compressedBytes),
  }
}

const json = async (context: AgentContext, stage: string, path: string): Promise<unknown> =>
  JSON.parse(Buffer.from(await context.read(stage, path)).toString('utf8'))
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`

/** What an earlier revision generated and this one does not: an entity that is gone must not leave pages that no longer compile. What people added beside stays. */
function removed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Record<string, null> {
  const ours = (before.get(list) ?? '').split('\n').filter((path) => path.startsWith('ui/') && before.has(path) && !after.has(path))
  return Object.fromEntries(ours.map((path) => [path, null]))
}

interface Manifest {
  title: string
  pages: { path: string; page: string }[]
  components: string[]
  assets: { path: string; bytes: number; compressedBytes: number }[]
  compressedBytes: number
}

function manifestOf(specification: Specification, sources: ReadonlyMap<string, string>, built: ReadonlyMap<string, Uint8Array>): Manifest {
  const routes = [...(sources.get('ui/src/routes.tsx') ?? '').matchAll(/<Route path="([^"]+)" element=\{<(\w+)/g)].map((m) => ({
    path: m[1] ?? '',
    page: m[2] ?? '',
  }))
  const assets = [...built].map(([path, bytes]) => ({ path, bytes: bytes.length, compressedBytes: gzipSync(bytes).length }))
  return {
    title: specification.title,
    pages: routes.filter((r) => r.path !== '*'),
    components: [...sources.keys()].filter((p) => /^ui\/src\/runtime\/.*\.tsx$/.test(p)),
    assets,
    compressedBytes: assets.filter((a) => a.path.startsWith('assets/')).reduce((sum, a) => sum + a.compressedBytes, 0),
  }
}

function gatesOf(problems: Problem[], compressed: number): GateOut[] {
  const count = (tool: Problem['tool']): number => problems.filter((p) => p.tool === tool && p.error).length
  const errors = count('tsc') + count('eslint')
  return [
    {
      name: 'lint',
      label: 'Lint errors of the user interface',
      verdict: errors === 0 ? 'passed' : 'failed',
      value: `${errors}`,
      threshold: '0',
      evidence: 'ui-lint.json',
      note: `type check ${count('tsc')}, lint ${count('eslint')}, warnings ${problems.filter((p) => !p.error).length}`,
      blocking: true,
    },
    {
      name: 'bundle_size',
      label: 'Script and style, compressed',
      verdict: compressed <= mostCompressedBytes ? 'passed' : 'failed',
      value: kilobytes(compressed),
      threshold: `<= ${kilobytes(mostCompressedBytes)}`,
      evidence: 'ui-manifest.json',
      blocking: false,
    },
  ]
}
