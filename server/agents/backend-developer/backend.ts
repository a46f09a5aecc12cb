import { type Specification, specification as specificationSchema } from '#model/specification.ts'
import { contract, contractText } from '#server/generate/contract/contract.ts'
import { reference } from '#server/generate/contract/reference.ts'
import { migrations, schema } from '#server/generate/database/migrations.ts'
import { SpecificationError } from '#server/generate/expression/model.ts'
import { service } from '#server/generate/service/service.ts'
import { tests } from '#server/generate/tests/tests.ts'
import type { Agent, AgentContext, AgentResult, GateOut } from '../agent.ts'
import { check, type Finding } from './check.ts'

export async function readSpecification(context: Pick<AgentContext, 'read'>): Promise<Specification> {
  const bytes = await context.read('analyze', 'specification.json')
  return specificationSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
}

/** What is in production: its specification and the migrations its database has seen; null for a new service. */
function deployed(sources: Map<string, string>): { specification: Specification; migrations: Map<string, string> } | null {
  const text = sources.get('.gantry/specification.json')
  if (text === undefined) return null
  const prefix = 'service/migrations/'
  const applied = [...sources].filter(([path]) => path.startsWith(prefix)).map(([path, sql]): [string, string] => [path.slice(prefix.length), sql])
  return { specification: specificationSchema.parse(JSON.parse(text)), migrations: new Map(applied) }
}

function gate(findings: Finding[]): GateOut {
  const types = findings.filter((f) => f.tool === 'typescript').length
  return {
    name: 'lint',
    label: 'Lint and type errors',
    verdict: findings.length === 0 ? 'passed' : 'failed',
    value: `${findings.length - types} lint, ${types} type errors`,
    threshold: '0 errors',
    evidence: 'lint-report.json',
    blocking: true,
  }
}

/** Files the generator made before and makes no more; what people added beside them stays. */
function stale(before: Map<string, string>, made: Map<string, string>): Record<string, null> {
  const own = /^service\/(src|test)\//
  const marked = new Set((before.get('service/.generated') ?? '').split('\n'))
  return Object.fromEntries([...before.keys()].filter((path) => own.test(path) && marked.has(path) && !made.has(path)).map((path) => [path, null]))
}

const failed = (reason: string, summary: string): AgentResult => ({ outcome: 'failed', summary, reason, artifacts: [], gates: [] })

/** The backend developer: contract, migrations, service and its tests, type-checked and linted in the sandbox. */
export const backend: Agent = async (context) => {
  const specification = await readSpecification(context)
  if (specification.declined) return failed(specification.declined.reasons.join(' '), 'Nothing to build')
  const plan = migrations(specification, deployed(await context.mainSources()))
  if (plan.refused.length > 0)
    return failed(`The database in production cannot follow without losing data. ${plan.refused.join(' ')}`, 'Refused: data would be lost')
  let made: Map<string, string>
  try {
    made = new Map([...service(specification), ...tests(specification)])
  } catch (error) {
    if (error instanceof SpecificationError) return failed(error.message, 'The specification contradicts itself')
    throw error
  }
  for (const [name, sql] of plan.migrations) made.set(`service/migrations/${name}`, sql)
  context.log('info', `generated ${made.size} files of the service`)
  const findings = await check(context, made)
  for (const finding of findings.slice(0, 20)) context.log('error', `${finding.file}:${finding.line} ${finding.rule} ${finding.message}`)
  made.set('service/.generated', `${[...made.keys()].sort().join('\n')}\n`)
  const openapi = contractText(specification)
  const sources = {
    ...stale(await context.sources(), made),
    ...Object.fromEntries(made),
    'openapi.json': openapi,
    'docs/api-reference.md': reference(contract(specification)),
    '.gantry/specification.json': `${JSON.stringify(specification, null, 2)}\n`,
  }
  const operations = Object.values(contract(specification).paths).flatMap((path) => Object.keys(path).filter((method) => method !== 'parameters')).length
  const verdict = gate(findings)
  return {
    outcome: verdict.verdict === 'passed' ? 'succeeded' : 'failed',
    summary: `${specification.entities.length} entities, ${operations} operations, ${plan.migrations.size} migration${plan.migrations.size === 1 ? '' : 's'}`,
    ...(verdict.verdict !== 'passed' && { reason: `The generated sources have ${findings.length} errors; lint-report.json lists them.` }),
    artifacts: [
      { path: 'openapi.json', mediaType: 'application/json', bytes: openapi, label: 'OpenAPI 3.1 contract' },
      { path: 'api-reference.md', mediaType: 'text/markdown', bytes: reference(contract(specification)), label: 'API reference' },
      { path: 'schema.sql', mediaType: 'application/sql', bytes: schema(specification), label: 'Database schema' },
      { path: 'lint-report.json', mediaType: 'application/json', bytes: `${JSON.stringify(findings, null, 2)}\n`, label: 'Lint and type check' },
    ],
    sources,
    gates: [verdict],
  }
}
