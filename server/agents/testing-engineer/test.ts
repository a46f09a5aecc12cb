import { createHash } from 'node:crypto'
import type { Agent, GateOut } from '../agent.ts'
import { readSpecification } from '../backend-developer/backend.ts'
import { traceCsv, traceRows } from '../business-analyst/trace.ts'
import { junit, type Shares, shares, testsByStatement, traceability } from './reports.ts'
import { runSuite, type SuiteResult, type TestResult } from './suite.ts'

const count = (tests: TestResult[], status: TestResult['status']): number => tests.filter((t) => t.status === status).length

function gates(sources: SuiteResult, candidate: SuiteResult): GateOut[] {
  const all = [...sources.tests, ...candidate.tests]
  const [passed, failed] = [count(all, 'passed'), count(all, 'failed')]
  const share = passed + failed === 0 ? 0 : (100 * passed) / (passed + failed)
  const percent = sources.coverage?.percent
  return [
    {
      name: 'tests',
      label: 'Acceptance tests',
      verdict: failed === 0 && passed > 0 ? 'passed' : 'failed',
      value: `${share.toFixed(1)} % (${passed} passed, ${failed} failed, ${count(all, 'skipped')} not arranged)`,
      threshold: '100 %',
      evidence: 'junit.xml',
      blocking: true,
    },
    {
      name: 'coverage',
      label: 'Line coverage',
      verdict: percent === undefined ? 'not_evaluated' : percent >= 80 ? 'passed' : 'failed',
      value: percent === undefined ? 'not measured' : `${percent.toFixed(1)} %`,
      threshold: '>= 80 %',
      evidence: percent === undefined ? '' : 'coverage.lcov',
      blocking: true,
    },
  ]
}

const label = (result: SuiteResult, where: string): TestResult[] => result.tests.map((t) => ({ ...t, file: `${where}/${t.file}` }))

function summary(shares_: Shares, sources: SuiteResult, candidate: SuiteResult): string {
  const all = [...sources.tests, ...candidate.tests]
  return `${count(all, 'passed')} of ${count(all, 'passed') + count(all, 'failed')} tests passed, ${sources.coverage?.percent.toFixed(1) ?? '?'} % coverage, ${shares_.proven} of ${shares_.functional} functional statements proven`
}

/** The testing engineer: the suite against the sources (for coverage) and against the candidate that integration built, both on databases of their own. */
export const test: Agent = async (context) => {
  const specification = await readSpecification(context)
  const sources = await context.sources()
  const bundle = await context.read('integrate', 'bundle.tar')
  const digest = createHash('sha256').update(bundle).digest('hex')
  const [own, candidate] = await Promise.all([runSuite(context, sources, null), runSuite(context, sources, bundle)])
  for (const failed of [...own.tests, ...candidate.tests].filter((t) => t.status === 'failed').slice(0, 20))
    context.log('error', `${failed.name}: ${failed.message.split('\n')[0] ?? ''}`)
  for (const skipped of candidate.tests.filter((t) => t.status === 'skipped')) context.log('warn', `not arranged: ${skipped.name}`)
  // A statement is proven by what was deployed; coverage is measured on its sources.
  const proofs = testsByStatement([...own.tests, ...candidate.tests])
  const traced = traceability(specification, proofs)
  const rows = traceRows(specification, proofs)
  const shared = shares(traced)
  const verdicts = gates(own, candidate)
  const no = verdicts.filter((g) => g.verdict !== 'passed')
  const report = {
    candidate: digest,
    statements: shared,
    sources: { seconds: own.seconds, tests: own.tests, coverage: own.coverage?.percent ?? null },
    bundle: { seconds: candidate.seconds, tests: candidate.tests },
  }
  return {
    outcome: no.length === 0 ? 'succeeded' : 'failed',
    summary: summary(shared, own, candidate),
    ...(no.length > 0 && { reason: no.map((g) => `${g.label}: ${g.value} (${g.threshold}).`).join(' ') }),
    artifacts: [
      {
        path: 'junit.xml',
        mediaType: 'application/xml',
        bytes: junit(specification.title, [...label(candidate, 'candidate'), ...label(own, 'sources')]),
        label: 'Test results',
      },
      { path: 'test-report.json', mediaType: 'application/json', bytes: `${JSON.stringify(report, null, 2)}\n`, label: 'Test report' },
      { path: 'coverage.lcov', mediaType: 'text/plain', bytes: own.coverage?.lcov ?? '', label: 'Coverage' },
      { path: 'traceability.json', mediaType: 'application/json', bytes: `${JSON.stringify(traced, null, 2)}\n`, label: 'Statements and their tests' },
      { path: 'trace.json', mediaType: 'application/json', bytes: `${JSON.stringify(rows)}\n`, label: 'Statements, stories, criteria, operations, tests' },
      { path: 'traceability.csv', mediaType: 'text/csv', bytes: traceCsv(rows), label: 'Statements and their tests' },
    ],
    gates: verdicts,
  }
}
