import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentContext, TemporaryDatabase } from '../agent.ts'
import { writeFiles } from '../backend-developer/check.ts'
import { unpack } from '../candidate/unpack.ts'

export interface TestResult {
  file: string
  suite: string
  name: string
  status: 'passed' | 'failed' | 'skipped'
  seconds: number
  message: string
}
export interface ContractAnswer {
  method: string
  path: string
  status: number
  problem: string | null
}
export interface SuiteResult {
  tests: TestResult[]
  contract: ContractAnswer[]
  coverage: { percent: number; lcov: string } | null
  seconds: number
  database: TemporaryDatabase
}

type Needs = Pick<AgentContext, 'folder' | 'sandbox' | 'database' | 'signal' | 'log'>
interface Report {
  testResults: {
    name: string
    message?: string
    assertionResults: { ancestorTitles: string[]; title: string; status: string; duration?: number | null; failureMessages: string[] }[]
  }[]
}

function results(report: Report): TestResult[] {
  return report.testResults.flatMap((file) => {
    const name = file.name.replace(/^.*\/service\//, '')
    const made = file.assertionResults.map(
      (a): TestResult => ({
        file: name,
        suite: a.ancestorTitles.join(' '),
        name: a.title,
        status: a.status === 'passed' || a.status === 'failed' ? a.status : 'skipped',
        seconds: (a.duration ?? 0) / 1000,
        message: a.failureMessages.join('\n').slice(0, 4_000),
      }),
    )
    return made.length > 0 || !file.message
      ? made
      : [{ file: name, suite: '', name: 'the file can be loaded', status: 'failed' as const, seconds: 0, message: file.message }]
  })
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

const connection = (database: TemporaryDatabase): Record<string, string> => ({
  PGHOST: '/run/postgres',
  PGPORT: String(database.port),
  PGDATABASE: database.name,
  PGUSER: database.app.user,
  PGPASSWORD: database.app.password,
  OWNER_USER: database.owner.user,
  OWNER_PASSWORD: database.owner.password,
})

/**
 * Runs the service's own suite in the sandbox on a temporary database: against the sources in process, which measures
 * coverage, or against the candidate's bundle as its own process, which is what will be deployed.
 */
export async function runSuite(
  context: Needs,
  sources: Map<string, string>,
  candidate: Uint8Array | null,
  { coverage = candidate === null, stopAtFirst = false }: { coverage?: boolean; stopAtFirst?: boolean } = {},
): Promise<SuiteResult> {
  const folder = join(context.folder, candidate ? 'suite-candidate' : 'suite-sources')
  const out = join(folder, 'out')
  await mkdir(out, { recursive: true })
  await writeFiles(
    folder,
    [...sources].filter(([path]) => path.startsWith('service/') || path === 'openapi.json'),
  )
  if (candidate) await unpack(candidate, join(folder, 'candidate'))
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  const database = await context.database()
  const mounts = [
    { host: join(folder, 'service'), inside: '/app/service', writable: true }, // vitest keeps its cache beside its configuration
    { host: folder, inside: '/app/all' },
    { host: out, inside: '/app/out', writable: true },
    { host: database.socketFolder, inside: '/run/postgres' },
    context.sandbox.packages,
  ]
  const result = await context.sandbox.run({
    argv: [
      'node',
      '/app/node_modules/vitest/vitest.mjs',
      'run',
      '--configLoader',
      'native',
      '--root',
      '/app/service',
      '--reporter=json',
      '--outputFile.json=/app/out/results.json',
      ...(coverage ? ['--coverage'] : []),
      ...(stopAtFirst ? ['--bail=1'] : []),
    ],
    mounts,
    cwd: '/app/service',
    origin: 'rules',
    timeoutMs: 240_000,
    memoryMiB: 3_072,
    signal: context.signal,
    env: {
      ...connection(database),
      CONTRACT_LOG: '/app/out/contract.jsonl',
      COVERAGE_FOLDER: '/app/out/coverage',
      CONTRACT: '/app/all/openapi.json',
      ...(candidate && { CANDIDATE_FOLDER: '/app/all/candidate' }),
      NODE_ENV: 'test',
      CI: '1',
    },
  })
  const text = await textOf(join(out, 'results.json'))
  if (text === '')
    throw new Error(`The suite did not run: ${(result.timedOut ? 'it took more than 240 s. ' : '') + (result.stderr || result.stdout).trim().slice(-1_500)}`)
  const contract = (await textOf(join(out, 'contract.jsonl')))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ContractAnswer)
  const summary = await textOf(join(out, 'coverage/coverage-summary.json'))
  const lcov = await textOf(join(out, 'coverage/lcov.info'))
  return {
    tests: results(JSON.parse(text) as Report),
    contract,
    seconds: result.seconds,
    database,
    coverage:
      summary === ''
        ? null
        : { percent: (JSON.parse(summary) as { total: { lines: { pct: number } } }).total.lines.pct, lcov: lcov.replaceAll('/app/service/', 'service/') },
  }
}
