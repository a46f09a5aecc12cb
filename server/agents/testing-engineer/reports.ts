import type { Specification } from '#model/specification.ts'
import type { TestResult } from './suite.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')

export function junit(name: string, tests: TestResult[]): string {
  const files = [...new Set(tests.map((t) => t.file))]
  const count = (of: TestResult[], status: TestResult['status']): number => of.filter((t) => t.status === status).length
  const suites = files.map((file) => {
    const own = tests.filter((t) => t.file === file)
    const cases = own.map(
      (t) =>
        `    <testcase classname="${escaped(t.suite || file)}" name="${escaped(t.name)}" time="${t.seconds.toFixed(3)}">${t.status === 'failed' ? `<failure message="${escaped(t.message.split('\n')[0] ?? '')}">${escaped(t.message)}</failure>` : t.status === 'skipped' ? '<skipped/>' : ''}</testcase>`,
    )
    return `  <testsuite name="${escaped(file)}" tests="${own.length}" failures="${count(own, 'failed')}" skipped="${count(own, 'skipped')}">\n${cases.join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(name)}" tests="${tests.length}" failures="${count(tests, 'failed')}" skipped="${count(tests, 'skipped')}">\n${suites.join('\n')}\n</testsuites>\n`
}

/** The statements that stand in front of a test's name: "[S7, S8] Place order …". */
export const statementsOf = (name: string): string[] =>
  /^\[([^\]]+)\]/
    .exec(name)?.[1]
    ?.split(',')
    .map((id) => id.trim()) ?? []

export interface Traced {
  id: string
  start: number
  end: number
  text: string
  kind: string
  status: string
  tests: { name: string; passed: boolean }[]
}

/** By statement, or edit, the tests that ran for it. A test that could not be arranged proves nothing and is left out. */
export function testsByStatement(tests: TestResult[]): Map<string, Traced['tests']> {
  const byStatement = new Map<string, Map<string, boolean>>()
  for (const test of tests) {
    if (test.status === 'skipped') continue
    for (const id of statementsOf(test.name)) {
      const own = byStatement.get(id) ?? new Map<string, boolean>()
      own.set(test.name, (own.get(test.name) ?? true) && test.status === 'passed')
      byStatement.set(id, own)
    }
  }
  return new Map([...byStatement].map(([id, own]) => [id, [...own].map(([name, passed]) => ({ name, passed }))]))
}

/** Every statement with the tests that ran for it. */
export function traceability(specification: Specification, tests: ReadonlyMap<string, Traced['tests']>): Traced[] {
  return specification.statements.map((s) => ({
    id: s.id,
    start: s.start,
    end: s.end,
    text: s.text,
    kind: s.kind,
    status: s.status,
    tests: tests.get(s.id) ?? [],
  }))
}

export interface Shares {
  total: number
  functional: number
  understood: number
  proven: number
}
export function shares(traced: Traced[]): Shares {
  const functional = traced.filter((t) => t.kind === 'functional')
  return {
    total: traced.length,
    functional: functional.length,
    understood: functional.filter((t) => t.status === 'understood').length,
    proven: functional.filter((t) => t.status === 'understood' && t.tests.length > 0 && t.tests.every((x) => x.passed)).length,
  }
}
