import { type ContractOperation, operationsOf } from '#model/contract.ts'
import type { Specification } from '#model/specification.ts'
import type { AgentContext, GateOut } from '../agent.ts'
import type { Check } from './smoke.ts'

export interface NotesInput {
  context: Pick<AgentContext, 'title' | 'service' | 'system' | 'run' | 'read' | 'has' | 'sources' | 'mainSources' | 'publicAddress'>
  specification: Specification
  openapi: unknown
  digest: string
  checks: Check[]
  gates: GateOut[]
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
/** Titles and statements come from documents: no Markdown of theirs may take effect. */
const escapeMarkdown = (value: string): string =>
  value
    .replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim()
const list = (items: string[], none: string, most = 60): string =>
  items.length === 0
    ? `${none}\n`
    : `${items
        .slice(0, most)
        .map((i) => `- ${i}`)
        .join('\n')}${items.length > most ? `\n- … and ${items.length - most} more` : ''}\n`

const keyOf = (o: ContractOperation): string => `${o.method} ${o.path}`
/** What a caller can notice of an operation: who may call it, what it takes. */
const shape = (o: ContractOperation): string => JSON.stringify([[...o.roles].sort(), o.public, o.query.map((q) => q.name).sort(), o.body?.schema ?? null])

export function compareOperations(
  before: readonly ContractOperation[],
  after: readonly ContractOperation[],
): { added: string[]; removed: string[]; changed: string[] } {
  const old = new Map(before.map((o) => [keyOf(o), o]))
  const next = new Map(after.map((o) => [keyOf(o), o]))
  return {
    added: [...next.keys()].filter((k) => !old.has(k)),
    removed: [...old.keys()].filter((k) => !next.has(k)),
    changed: [...next].filter(([k, o]) => old.has(k) && shape(old.get(k) as ContractOperation) !== shape(o)).map(([k]) => k),
  }
}

/** Files of the repository that are SQL migrations, by name. */
const migrations = (sources: Map<string, string>): Map<string, string> =>
  new Map([...sources].filter(([path]) => /(^|\/)migrations\/[^/]+\.sql$/.test(path)).map(([path, sql]) => [path.split('/').at(-1) ?? path, sql]))

/** What the earlier stages measured, read from their reports. */
async function evidence(context: NotesInput['context']): Promise<string[]> {
  const found: string[] = []
  if (await context.has('test', 'junit.xml')) {
    const xml = text(await context.read('test', 'junit.xml'))
    const sum = (name: string): number =>
      [...xml.matchAll(new RegExp(`<testsuite\\s[^>]*\\b${name}="(\\d+)"`, 'g'))].reduce((total, m) => total + Number(m[1]), 0)
    found.push(`${sum('tests')} tests, ${sum('failures') + sum('errors')} failed (test: junit.xml)`)
  }
  if (await context.has('test', 'coverage.lcov')) {
    const lcov = text(await context.read('test', 'coverage.lcov'))
    const sum = (tag: string): number => [...lcov.matchAll(new RegExp(`^${tag}:(\\d+)`, 'gm'))].reduce((total, m) => total + Number(m[1]), 0)
    if (sum('LF') > 0) found.push(`${((100 * sum('LH')) / sum('LF')).toFixed(1)} % of the lines covered (test: coverage.lcov)`)
  }
  if (await context.has('secure', 'findings.sarif')) {
    const sarif = JSON.parse(text(await context.read('secure', 'findings.sarif'))) as { runs?: { results?: unknown[] }[] }
    found.push(`${(sarif.runs ?? []).reduce((total, r) => total + (r.results?.length ?? 0), 0)} findings of all levels (secure: findings.sarif)`)
  }
  return found
}

function difference(openapi: unknown, before: string | undefined): string {
  const after = operationsOf(openapi)
  if (!before) return `The first release: ${after.length} operations.\n`
  const { added, removed, changed } = compareOperations(operationsOf(JSON.parse(before)), after)
  const lines = [...added.map((k) => `added \`${k}\``), ...changed.map((k) => `changed \`${k}\``), ...removed.map((k) => `**removed** \`${k}\``)]
  return list(lines, 'The operations are the same as in production.')
}

export async function releaseNotes({ context, specification, openapi, digest, checks, gates }: NotesInput): Promise<string> {
  const [sources, main] = await Promise.all([context.sources(), context.mainSources()])
  const applied = migrations(main)
  const fresh = [...migrations(sources)].filter(([name]) => !applied.has(name)).map(([name]) => `\`${name}\``)
  const functional = specification.statements.filter((s) => s.kind === 'functional')
  const understood = functional.filter((s) => s.status === 'understood')
  const open = functional.filter((s) => s.status !== 'understood')
  const failed = checks.filter((c) => c.verdict === 'failed')
  return `# ${escapeMarkdown(context.title)}

${escapeMarkdown(context.service.name)} (${escapeMarkdown(context.system.name)}), run ${context.run.number}, bundle \`${digest}\`. Staging: ${context.publicAddress('staging')}

${escapeMarkdown(specification.summary)}

## Operations against production
${difference(openapi, main.get('openapi.json'))}
## Migrations that production has not applied
${list(fresh, 'None.')}
## Statements
${understood.length} of ${functional.length} functional statements were understood${open.length > 0 ? '; not built, or only in part:' : '.'}
${
  open.length > 0
    ? list(
        open.map((s) => `${s.id}: ${escapeMarkdown(s.text)}${s.note ? ` (${escapeMarkdown(s.note)})` : ''}`),
        '',
      )
    : ''
}
## Assumptions
${list(
  specification.assumptions.map((a) => escapeMarkdown(a.text)),
  'None.',
)}
## Measured
${list([...(await evidence(context)), `${checks.length} smoke checks over HTTP, ${failed.length} failed`], '')}
| gate | verdict | value | threshold | note |
|---|---|---|---|---|
${gates.map((g) => `| ${escapeMarkdown(g.label)} | ${g.verdict.replace('_', ' ')} | ${escapeMarkdown(g.value)} | ${escapeMarkdown(g.threshold)} | ${escapeMarkdown(g.note ?? '')} |`).join('\n')}
`
}
