import { lists, operationsOf, resolver } from '#model/contract.ts'
import type { ServiceFacts } from '#model/service-facts.ts'
import { type DocumentFile, markdown, whole } from './file.ts'
import { block, blocks, code, heading, list, plain, table, text, wrap } from './markdown.ts'
import { endOf, type Flow, nameOf, type SystemView, unknownFlow } from './view.ts'

/**
 * The integration suite of a system: files that Node's own test runner runs, with nothing to install. Data that the model
 * holds goes in as JSON, never as program text. What cannot be tested yet is a test marked todo that says what is missing.
 */
const variable = (...parts: string[]): string =>
  `${parts
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')}_URL`

export function suite(view: SystemView): DocumentFile[] {
  const contracts = view.facts.filter((f) => f.openapi)
  if (contracts.length === 0 && view.needs.length === 0) return []
  const files: DocumentFile[] = [
    ...contracts.map((f) => whole(`tests/integration/${f.service}.test.mjs`, `${f.service}: contract test`, 'text/javascript', contractTest(view, f))),
    ...(view.needs.length > 0 ? [whole('tests/integration/flows.test.mjs', `${view.system.name}: tests of flows`, 'text/javascript', flowTest(view))] : []),
  ]
  return [...files, notes(view, contracts)]
}

const json = (value: unknown): string => JSON.stringify(value, null, 2).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)

function contractTest(view: SystemView, facts: ServiceFacts): string {
  const resolve = resolver(facts.openapi)
  const paths = (facts.openapi?.paths ?? {}) as Record<string, Record<string, { responses?: Record<string, unknown> }>>
  const operations = lists(operationsOf(facts.openapi)).map((o) => {
    const responses = paths[o.path]?.[o.method.toLowerCase()]?.responses ?? {}
    const ok = resolve(responses['200'])
    const schema = resolve((ok.content as Record<string, { schema?: unknown }> | undefined)?.['application/json']?.schema)
    return {
      id: o.id,
      path: o.path,
      public: o.public,
      statuses: Object.keys(responses).sort(),
      type: schema.type ?? null,
      required: Array.isArray(schema.required) ? schema.required : [],
    }
  })
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'

// The safe operations of the contract in ${JSON.stringify(`api/${facts.service}.openapi.json`)}: asked for real, compared with what it promises.
const base = process.env.${variable(view.system.slug, facts.service)}
const token = process.env.${variable(view.system.slug, facts.service).replace(/_URL$/, '_TOKEN')}
const targetMs = ${view.system.targets?.apiP95Ms ?? 'null'}
const operations = ${json(operations)}

const missing = (operation) =>
  !base ? 'set ${variable(view.system.slug, facts.service)}' : !operation.public && !token ? 'set ${variable(view.system.slug, facts.service).replace(/_URL$/, '_TOKEN')}' : false
const ask = (operation) =>
  fetch(new URL(operation.path, base), { headers: { accept: 'application/json', ...(token && { authorization: \`Bearer \${token}\` }) }, signal: AbortSignal.timeout(10_000) })

for (const operation of operations) {
  test(\`\${operation.id} answers as its contract says\`, { skip: missing(operation) }, async () => {
    const response = await ask(operation)
    assert.ok(operation.statuses.includes(String(response.status)), \`\${response.status} is not among \${operation.statuses.join(', ')}\`)
    if (response.status !== 200) return
    const body = await response.json()
    if (operation.type === 'array') assert.ok(Array.isArray(body), 'an array is promised')
    for (const field of operation.required) assert.ok(Object.hasOwn(body, field), \`the field \${field} is promised\`)
  })

  test(\`\${operation.id} refuses a token that nobody signed\`, { skip: operation.public ? 'anyone may call it' : base ? false : missing(operation) }, async () => {
    const response = await fetch(new URL(operation.path, base), { headers: { authorization: 'Bearer nobody.signed.this' }, signal: AbortSignal.timeout(10_000) })
    assert.equal(response.status, 401)
  })
}

test('the slowest of twenty answers stays within the target', { skip: targetMs === null ? 'no target is stated' : operations[0] ? missing(operations[0]) : 'no safe operation' }, async () => {
  const times = []
  for (let i = 0; i < 20; i++) {
    const begun = performance.now()
    await (await ask(operations[0])).arrayBuffer()
    times.push(performance.now() - begun)
  }
  assert.ok(Math.max(...times) <= targetMs, \`\${Math.round(Math.max(...times))} ms, target \${targetMs} ms\`)
})
`
}

/** What a flow's test can ask: safe operations that the other side states, over HTTP. */
function caseOf(view: SystemView, flow: Flow): { name: string; env: string; paths: string[]; targetMs: number | null; missing: string | null } {
  const other = view.neighbours[flow.to.system]
  const web = flow.protocol === null ? null : /http|rest|graphql|grpc-web/i.test(flow.protocol)
  const paths = (flow.schema?.startsWith('/') ? [flow.schema] : []).filter((p) => !p.includes('{'))
  const missing =
    flow.mode === 'async'
      ? 'it is asynchronous: no consumer test is known for its queue'
      : web === null
        ? `its protocol is ${plain(unknownFlow(view, flow).replaceAll('\\', ''))}`
        : web
          ? null
          : `its protocol (${plain(flow.protocol ?? '')}) is none that this suite can speak`
  return {
    name: `${plain(endOf(view, flow.from))} gets ${flow.data.map(plain).join(', ') || 'its data'} from ${plain(endOf(view, flow.to))}`,
    env: variable(flow.to.system, ...(flow.to.service ? [flow.to.service] : [])),
    paths: paths.length > 0 ? paths : ['/'],
    targetMs: other?.targets?.apiP95Ms ?? null,
    missing,
  }
}

const flowTest = (view: SystemView): string => `import assert from 'node:assert/strict'
import { test } from 'node:test'

// One test for each flow that the system depends on. A flow that nobody has described well enough is a todo that says what is missing.
const flows = ${json(view.needs.map((f) => caseOf(view, f)))}

for (const flow of flows) {
  const base = process.env[flow.env]
  if (flow.missing) {
    test.todo(\`\${flow.name}: \${flow.missing}\`)
    continue
  }
  test(flow.name, { skip: base ? false : \`set \${flow.env}\` }, async () => {
    for (const path of flow.paths) {
      const begun = performance.now()
      const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(10_000) })
      const took = performance.now() - begun
      assert.ok(response.status < 500, \`\${path} answered \${response.status}\`)
      if (flow.targetMs !== null) assert.ok(took <= flow.targetMs, \`\${path} took \${Math.round(took)} ms, its target is \${flow.targetMs} ms\`)
    }
  })
}
`

function notes(view: SystemView, contracts: readonly ServiceFacts[]): DocumentFile {
  const cases = view.needs.map((f) => caseOf(view, f))
  const rows = [
    ...contracts.map((f) => [code(variable(view.system.slug, f.service)), `address of ${code(f.service)}${f.staging ? `, in staging <${f.staging}>` : ''}`]),
    ...contracts.map((f) => [
      code(variable(view.system.slug, f.service).replace(/_URL$/, '_TOKEN')),
      'a bearer token for it: the staging sign-in page gives one',
    ]),
    ...[...new Map(view.needs.map((f, i) => [cases[i]?.env ?? '', `address of ${text(nameOf(view, f.to.system))}`]))]
      .filter(([env]) => cases.some((c) => c.env === env && !c.missing))
      .map(([env, what]) => [code(env), what]),
  ]
  const todo = cases.filter((c) => c.missing)
  return markdown('tests/integration/README.md', `${view.system.name}: integration suite`, [
    {
      name: 'suite',
      text: blocks(
        heading(1, `Integration suite of ${view.system.name}`),
        block('sh', 'node --test "tests/integration/*.test.mjs"'),
        rows.length > 0 && blocks('It reads these variables; a test whose address is not set is skipped and says so:', table(['Variable', 'Holds'], rows)),
        todo.length > 0 &&
          blocks(wrap('These flows cannot be tested until somebody states how they work:'), list(todo.map((c) => `${text(c.name)}: ${text(c.missing ?? '')}`))),
      ),
    },
  ])
}
