import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Specification } from '#model/specification.ts'
import { Model } from '#server/generate/expression/model.ts'
import { print, raw, string } from '#server/generate/service/print.ts'
import type { Case } from './case.ts'
import { operationCases } from './cases.ts'
import { kernelTest } from './kernel-test.ts'
import { plan } from './plan.ts'
import { platformTest } from './platform-test.ts'
import { viewCases } from './view-cases.ts'

const runtimeFolder = join(import.meta.dirname, 'runtime')
/** The engine is checked where it lies; in a service's repository its neighbours are elsewhere. */
const inPlace = (text: string): string => text.replaceAll("'../../contract/pattern.ts'", "'./pattern.ts'").replaceAll("'../../service/runtime/", "'../../src/")

const support: ReadonlyMap<string, string> = new Map([
  ...readdirSync(runtimeFolder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name): [string, string] => [`service/test/support/${name}`, inPlace(readFileSync(join(runtimeFolder, name), 'utf8'))]),
  ['service/test/support/pattern.ts', readFileSync(join(import.meta.dirname, '../contract/pattern.ts'), 'utf8')],
])

/** "[S7] Place order is refused …": the statements a test proves stand in front of its name. */
export const title = (statements: readonly string[], name: string): string =>
  `${statements.length > 0 ? `[${[...new Set(statements)].join(', ')}] ` : ''}${name}`.replace(/\s+/g, ' ')

function file(heading: string, cases: Case[]): string {
  const functions = (from: Case['uses']): string =>
    [...new Set(cases.filter((c) => c.uses === from).map((c) => c.call.slice(0, c.call.indexOf('('))))].sort().join(', ')
  const imports = (['checks', 'values', 'views'] as const).flatMap((from) =>
    functions(from) ? [`import { ${functions(from)} } from './support/${from}.ts'`] : [],
  )
  const taken = new Map<string, number>()
  const lines = cases.map((c) => {
    const name = title(c.statements, c.name)
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    return `  test(${string(times > 1 ? `${name} (${times})` : name)}, async (${c.call.includes('(t,') ? 't' : ''}) => { await ${c.call} })`
  })
  return `import { describe, test } from 'vitest'\n${imports.join('\n')}\n\ndescribe(${string(heading)}, () => {\n${lines.join('\n')}\n})\n`
}

/** The acceptance suite: at least one test for every statement that the specification understood, each named after its statements. */
export function tests(specification: Specification): Map<string, string> {
  const model = new Model(specification)
  const files = new Map(support)
  files.set(
    'service/test/suite.ts',
    `import type { Plan } from './support/plan-types.ts'\n\nexport { definitions } from '../src/definitions.ts'\nexport { routes } from '../src/routes.ts'\n\n/** The specification as this suite uses it. */\nexport const plan: Plan = ${print(raw(JSON.stringify(plan(specification), null, 1)))}\n`,
  )
  for (const entity of model.entities) {
    const cases = model.operations(entity).flatMap((operation) => operationCases(model, entity, operation))
    if (cases.length > 0) files.set(`service/test/${entity.id.replaceAll('_', '-')}.test.ts`, file(entity.name, cases))
  }
  const views = viewCases(model, specification)
  if (views.length > 0) files.set('service/test/views.test.ts', file('Reports, deadlines, records that stay', views))
  files.set('service/test/platform.test.ts', platformTest(specification))
  files.set('service/test/kernel.test.ts', kernelTest)
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}
