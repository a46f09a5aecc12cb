import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** Lints `source` as if it stood in `file`, with the project's own rules, and answers what biome says. */
function rulesBroken(file: string, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-lint-'))
  try {
    const rules = JSON.parse(readFileSync('biome.json', 'utf8'))
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }))
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
    const result = spawnSync(resolve('node_modules/.bin/biome'), ['lint', '.'], { cwd: folder, encoding: 'utf8' })
    return result.stdout + result.stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const forbidden: [string, string][] = [
  ['model/run.ts', '#server/db.ts'],
  ['model/run.ts', 'pino'],
  ['model/run.ts', 'node:fs'],
  ['components/run/list.tsx', '#server/domain/run/data.ts'],
  ['components/run/list.tsx', '#prisma/generated/client.ts'],
  ['app/runs/page.tsx', '#server/domain/run/data.ts'],
  ['app/runs/page.tsx', '#server/db.ts'],
  ['server/api/routers/run.ts', '#server/jobs/attempts.ts'],
  ['server/api/routers/run.ts', '../../agents/registry.ts'],
  ['server/domain/run/mutations.ts', '#server/runner/main.ts'],
  ['server/domain/run/mutations.ts', '#server/agents/agent.ts'],
  ['server/domain/run/mutations.ts', '../../api/root.ts'],
  ['server/agents/architect/agent.ts', '#server/db.ts'],
  ['server/agents/architect/agent.ts', '#server/domain/run/data.ts'],
  ['server/generate/service/routes.ts', '#server/sandbox/sandbox.ts'],
  ['server/generate/service/routes.ts', 'pg'],
  ['server/exchange/csv.ts', '#server/db.ts'],
  ['server/api/routers/exchange.ts', '#server/exchange/read.ts'],
  ['server/engines/rules/read.ts', '#server/db.ts'],
  ['server/deploy/edge/main.ts', '#server/agents/agent.ts'],
  ['server/events/append.ts', '#server/cli/main.ts'],
]

test.each(forbidden)('%s must not import %s', (file, specifier) => {
  expect(rulesBroken(file, `import * as x from '${specifier}'\nx.y()\n`)).toContain('noRestrictedImports')
})

const allowed: [string, string][] = [
  ['model/run.ts', 'zod'],
  ['model/run.ts', './id.ts'],
  ['model/run.ts', '#model/id.ts'],
  ['components/run/list.tsx', '#server/api/root.ts'],
  ['components/run/list.tsx', '#model/states.ts'],
  ['app/runs/page.tsx', '#server/api/root.ts'],
  ['app/runs/page.tsx', '#components/run/list.tsx'],
  ['server/api/routers/run.ts', '#server/domain/run/data.ts'],
  ['server/domain/run/mutations.ts', '#server/events/append.ts'],
  ['server/agents/architect/agent.ts', '#server/generate/plan/plan.ts'],
  ['server/agents/architect/agent.ts', '#server/deploy/target.ts'],
  ['server/generate/service/routes.ts', '#model/specification.ts'],
  ['server/generate/service/routes.ts', '#server/generate/naming.ts'],
  ['server/runner/perform.ts', '#server/agents/registry.ts'],
  ['server/deploy/edge/main.ts', '#server/domain/rollout/transitions.ts'],
]

test.each(allowed)('%s may import %s', (file, specifier) => {
  expect(rulesBroken(file, `import * as x from '${specifier}'\nx.y()\n`)).not.toContain('noRestrictedImports')
})

test('settings are read in server/env.ts only', () => {
  const line = 'export const x = process.env.HOME\n'
  expect(rulesBroken('server/domain/run/data.ts', line)).toContain('noProcessEnv')
  expect(rulesBroken('server/env.ts', line)).not.toContain('noProcessEnv')
})

test('long files, long functions, any and barrels are errors', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `  console.log(${i})`).join('\n')
  expect(rulesBroken('server/x.ts', `${lines(251)}\n`)).toContain('noExcessiveLinesPerFile')
  expect(rulesBroken('server/x.ts', `export function f() {\n${lines(61)}\n}\n`)).toContain('noExcessiveLinesPerFunction')
  expect(rulesBroken('server/x.ts', 'export const x = (y: any) => y\n')).toContain('noExplicitAny')
  expect(rulesBroken('server/x.ts', "export * from './y.ts'\n")).toContain('noBarrelFile')
})
