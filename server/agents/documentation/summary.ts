import { countSweep, type SweptRepository } from '#model/execution.ts'
import { and, blocks, code, count, heading, list, number, steps, table, text, wrap } from '#server/generate/documents/markdown.ts'
import { standardOf } from '#server/generate/documents/stack.ts'
import { unknownsOf } from '#server/generate/documents/unknowns.ts'
import type { SystemView } from '#server/generate/documents/view.ts'

export interface SummaryInput {
  number: number
  trigger: 'schedule' | 'demand' | 'cli'
  by: string
  startedAt: Date
  seconds: number
  repositories: readonly SweptRepository[]
  views: readonly SystemView[]
  since: { number: number; lines: readonly string[] } | null
}

const triggers = { schedule: 'hourly schedule', demand: 'on demand', cli: 'command line' }
const good = ['created', 'updated', 'unchanged']

/** The record of one sweep: objective, deliverables, each repository, what the systems are like, figures, next steps. */
export function summaryOf(input: SummaryInput): string {
  const { repositories: rows } = input
  const counts = countSweep(rows)
  const status = counts.failed > 0 ? 'Completed with failures' : counts.diverged > 0 ? 'Completed; people changed some sections' : 'Completed successfully'
  return `${blocks(
    heading(1, `Documentation sweep: execution ${input.number}`),
    list([
      `**Execution date:** ${input.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      `**Trigger:** ${triggers[input.trigger]}${input.trigger === 'schedule' ? '' : `, ${text(input.by)}`}`,
      `**Status:** ${status}`,
    ]),
    heading(2, 'Objective'),
    wrap(`Write and keep the documents of ${count(rows.length, 'system')} in their repositories:`),
    steps(rows.map((r) => code(r.name))),
    heading(2, 'Deliverables'),
    deliverables(input),
    heading(2, 'Repository status'),
    ...rows.map((r) => repository(r, input.views)),
    heading(2, 'Technical highlights'),
    highlights(input.views),
    heading(2, 'Integration network'),
    network(input.views),
    heading(2, 'Performance targets'),
    targets(input.views),
    heading(2, 'Quality gates'),
    gates(input.views),
    heading(2, 'Execution metrics'),
    metrics(input),
    input.since && heading(2, `Since execution ${input.since.number}`),
    input.since && (input.since.lines.length > 0 ? list(input.since.lines.map(text)) : 'Nothing has changed.'),
    heading(2, 'Next steps'),
    next(input),
  )}\n`
}

function deliverables({ repositories }: SummaryInput): string {
  const total = (key: 'added' | 'changed' | 'removed'): number => repositories.reduce((sum, r) => sum + r.details[key].length, 0)
  return blocks(
    wrap(
      'Each repository holds `README.md` (overview, diagrams, stack, quick start), `ARCHITECTURE.md` (patterns, scaling, security, performance), `INTEGRATION.md` (contracts, events, flows, errors) and `WORKFLOWS.md` (development, pipeline, testing, incidents), with drawings, and as far as the model holds them contracts, an integration suite, a dashboard, decisions and runbooks.',
    ),
    wrap(`In this execution ${count(total('added'), 'file was', 'files were')} added, ${total('changed')} changed, ${total('removed')} removed.`),
  )
}

function repository(r: SweptRepository, views: readonly SystemView[]): string {
  const view = views.find((v) => v.system.slug === r.system.slug || v.system.name === r.system.name)
  const changes = [
    ...r.details.added.map((p) => `${code(p)} added`),
    ...r.details.changed.map((p) => `${code(p)} changed`),
    ...r.details.removed.map((p) => `${code(p)} removed`),
  ]
  const shown = changes.slice(0, 8)
  return blocks(
    heading(3, r.system.name),
    list(
      [
        `**Repository:** ${code(r.name)}${r.fresh ? ', created in this execution' : ''}`,
        `**Status:** ${r.status}${good.includes(r.status) ? ' ✓' : ''}, ${count(r.files, 'file')}, ${number(Math.round(r.bytes / 102.4) / 10)} KB${r.commit ? `, commit ${code(r.commit.slice(0, 10))}` : ''}`,
        changes.length > 0 ? `**Changes:** ${shown.join(', ')}${changes.length > shown.length ? ` and ${changes.length - shown.length} more` : ''}` : '',
        view && view.system.focus.length > 0 ? `**System focus:** ${view.system.focus.map(text).join(', ')}` : '',
        ...r.details.divergences.map(
          (d) =>
            `**Left alone:** ${code(d.path)}${d.section ? `, section ${code(d.section)}` : ''}: ${d.what === 'exists' ? 'was there before the sweep' : `${d.what} by a person`}`,
        ),
        ...r.details.brokenLinks.map((l) => `**Broken link:** ${code(l)}`),
        r.note ? `**Note:** ${text(r.note)}` : '',
      ].filter(Boolean),
    ),
  )
}

function highlights(views: readonly SystemView[]): string {
  const first = views[0]
  if (!first) return 'The network is empty.'
  const flows = views.flatMap((v) => v.needs)
  const mode = (wanted: string): number => flows.filter((f) => f.mode === wanted).length
  const services = views.flatMap((v) => v.services)
  const stack = Object.keys(first.standards.stack).filter((k) => !['patterns', 'security', 'compliance'].includes(k))
  const built = services.filter((s) => s.built)
  const rings = new Set(views.flatMap((v) => v.cycles.map((c) => [...c.systems].sort().join(' '))))
  return list(
    [
      `${count(views.length, 'system')}, ${count(services.length, 'service')} (${built.length} delivered here), ${count(flows.length, 'flow')} between systems: ${mode('sync')} synchronous, ${mode('async')} asynchronous, ${mode('unknown')} not stated.`,
      rings.size > 0 ? `${count(rings.size, 'group')} of systems depend on each other in a ring.` : 'No system depends on itself through others.',
      ...(standardOf(first, 'patterns').length > 0 ? [`Patterns that the organisation states: ${and(standardOf(first, 'patterns'))}.`] : []),
      ...stack.map((key) => `Standard ${text(key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())}: ${and(standardOf(first, key))}.`),
      ...(standardOf(first, 'security').length > 0 ? [`Security: ${and(standardOf(first, 'security'))}.`] : []),
      ...(standardOf(first, 'compliance').length > 0 ? [`Compliance: ${and(standardOf(first, 'compliance'))}.`] : []),
    ].filter(Boolean),
  )
}

const mostLines = 300
function network(views: readonly SystemView[]): string {
  const one = (value: string): string => value.replace(/\s+/g, ' ').replaceAll('```', "'''")
  const lines = views
    .filter((v) => v.needs.length > 0)
    .flatMap((v) => [
      ...v.needs.map(
        (f, i) =>
          `${i === 0 ? `${one(v.system.name)}\n` : ''}  ${i === v.needs.length - 1 ? '└' : '├'}─► ${one(v.neighbours[f.to.system]?.name ?? f.to.system)}${f.data.length > 0 ? ` (${f.data.map(one).join(', ')})` : ''}`,
      ),
      '',
    ])
  if (lines.length === 0) return 'No flow is stated.'
  return `\`\`\`text\n${lines.slice(0, mostLines).join('\n').trimEnd()}\n\`\`\``
}

function targets(views: readonly SystemView[]): string {
  const rows = views.filter((v) => v.system.targets)
  if (rows.length === 0) return 'No system states a target.'
  return table(
    ['System', 'API response (p95)', 'Throughput', 'Concurrent users'],
    rows.map(({ system: { name, targets: t } }) => [
      text(name),
      t?.apiP95Ms ? `at most ${number(t.apiP95Ms)} ms` : 'unknown',
      t?.throughputRps ? `${number(t.throughputRps)} requests/s` : 'unknown',
      t?.concurrentUsers ? number(t.concurrentUsers) : 'unknown',
    ]),
  )
}

const gates = (views: readonly SystemView[]): string => {
  const stated = views[0]?.standards.qualityGates ?? []
  return stated.length === 0
    ? 'The organisation states none.'
    : table(
        ['Gate', 'Threshold'],
        stated.map((g) => [text(g.name), text(g.threshold)]),
      )
}

function metrics({ repositories, seconds }: SummaryInput): string {
  const counts = countSweep(repositories)
  const fine = repositories.filter((r) => !['failed', 'conflict'].includes(r.status)).length
  return list([
    `**Repositories processed:** ${counts.repositories}`,
    `**Files:** ${counts.files}, of them ${repositories.reduce((n, r) => n + r.details.added.length, 0)} new`,
    `**New repositories:** ${repositories.filter((r) => r.fresh).length}`,
    `**Commits:** ${counts.commits}`,
    `**Documentation size:** ${number(Math.round(counts.bytes / 1024))} KB`,
    `**Execution time:** ${number(Math.round(seconds * 100) / 100)} s`,
    `**Success rate:** ${counts.repositories === 0 ? '–' : `${number(Math.round((fine / counts.repositories) * 1000) / 10)} %`}`,
  ])
}

function next({ repositories, views }: SummaryInput): string {
  const named = (rows: readonly SweptRepository[]): string => and(rows.map((r) => text(r.system.name)))
  const of = (...states: string[]): SweptRepository[] => repositories.filter((r) => states.includes(r.status))
  const without = (test: (v: SystemView) => boolean): string[] => views.filter(test).map((v) => text(v.system.name))
  const open = (names: readonly string[], what: string): string =>
    names.length > 0 ? `${what}: ${names.length > 6 ? `${names.length} systems` : and(names)}.` : ''
  const modes = views.flatMap((v) => v.needs).filter((f) => f.mode === 'unknown').length
  const most = [...views].map((v) => ({ name: v.system.name, n: unknownsOf(v).length })).sort((a, b) => b.n - a.n)[0]
  const items = [
    of('failed', 'conflict').length > 0 ? `Repair what failed: ${named(of('failed', 'conflict'))}.` : '',
    of('diverged').length > 0 ? `Move what people wrote into managed sections of ${named(of('diverged'))} outside of the markers, or into the model.` : '',
    of('proposed', 'waiting').length > 0 ? `Merge the requests of ${named(of('proposed', 'waiting'))}.` : '',
    open(
      without((v) => !v.system.owner),
      'State owners',
    ),
    open(
      without((v) => !v.system.targets),
      'State targets',
    ),
    open(
      without((v) => v.runbooks.length === 0),
      'Write runbooks',
    ),
    modes > 0 ? `Say of ${count(modes, 'flow')} whether they are synchronous.` : '',
    most && most.n > 0 ? `Begin with ${text(most.name)}: ${count(most.n, 'open point')}.` : '',
  ].filter(Boolean)
  return items.length > 0 ? steps(items) : 'Nothing is open.'
}
