import type { Specification } from '#model/specification.ts'
import type { Contract } from '#server/generate/contract/contract.ts'
import { disabled, type Finding } from '#server/generate/contract/lint.ts'
import type { ContractAnswer, TestResult } from '../testing-engineer/suite.ts'

export interface ContractReport {
  operations: number
  answered: number
  answers: number
  violations: (ContractAnswer & { times: number })[]
  missing: string[]
  lint: Finding[]
  disabledRules: readonly string[]
}

const methods = ['get', 'post', 'patch', 'delete']

/** Every operation's real answers against the contract, and the contract against its linters. */
export function contractReport(contract: Contract, answers: ContractAnswer[], lint: Finding[]): ContractReport {
  const operations = Object.entries(contract.paths).flatMap(([path, item]) => methods.filter((m) => item[m]).map((m) => `${m.toUpperCase()} ${path}`))
  const answered = new Set(answers.filter((a) => a.status < 300).map((a) => `${a.method} ${a.path}`))
  const violations = new Map<string, ContractAnswer & { times: number }>()
  for (const answer of answers) {
    if (answer.problem === null) continue
    const name = `${answer.method} ${answer.path} ${answer.status} ${answer.problem}`
    violations.set(name, { ...answer, times: (violations.get(name)?.times ?? 0) + 1 })
  }
  return {
    operations: operations.length,
    answered: operations.filter((o) => answered.has(o)).length,
    answers: answers.length,
    violations: [...violations.values()],
    missing: operations.filter((o) => !answered.has(o)),
    lint,
    disabledRules: disabled,
  }
}

const mark = (status: TestResult['status']): string => ({ passed: 'passed', failed: '**failed**', skipped: 'not arranged' })[status]

/** What was tried against the running candidate, by entity. */
export function scenarios(specification: Specification, tests: TestResult[], digest: string): string {
  const files = [...new Set(tests.map((t) => t.suite || 'Platform'))]
  return `${[
    `# ${specification.title}: integration scenarios`,
    '',
    `Ran against the bundle \`${digest}\` as its own process in the sandbox, over HTTP, on a database that its own migrations made.`,
    '',
    `${tests.filter((t) => t.status === 'passed').length} passed, ${tests.filter((t) => t.status === 'failed').length} failed, ${tests.filter((t) => t.status === 'skipped').length} could not be arranged.`,
    '',
    ...files.flatMap((suite) => [
      `## ${suite}`,
      '',
      '| Scenario | Result |',
      '|---|---|',
      ...tests.filter((t) => (t.suite || 'Platform') === suite).map((t) => `| ${t.name.replaceAll('|', '\\|')} | ${mark(t.status)} |`),
      '',
    ]),
  ]
    .join('\n')
    .trimEnd()}\n`
}

export interface Check {
  name: string
  rows: number
  broken: number
}

export function consistency(specification: Specification, checks: Check[]): string {
  return `${[
    `# ${specification.title}: data consistency`,
    '',
    'Asked of the database after all scenarios had run, past the service.',
    '',
    '| Check | Rows | Broken |',
    '|---|---|---|',
    ...checks.map((c) => `| ${c.name.replaceAll('|', '\\|')} | ${c.rows} | ${c.broken} |`),
    '',
  ].join('\n')}\n`
}
