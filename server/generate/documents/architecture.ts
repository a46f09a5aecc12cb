import { type DocumentFile, markdown } from './file.ts'
import { and, blocks, code, count, heading, link, list, number, table, text, wrap } from './markdown.ts'
import type { Picture } from './pictures.ts'
import { pictureText } from './readme.ts'
import { decisionPath } from './records.ts'
import { serviceCode, standardOf } from './stack.ts'
import { nameOf, type SystemView, unknownFlow, unknownHere } from './view.ts'

/** Structure and patterns, how it scales, how it is secured, what it promises against what was measured. */
export function architecture(view: SystemView, pictures: readonly Picture[]): DocumentFile {
  const { name } = view.system
  return markdown('ARCHITECTURE.md', `${name}: architecture`, [
    {
      name: 'structure',
      text: blocks(
        heading(1, `${name}: architecture`),
        heading(2, 'Structure'),
        structure(view),
        ...pictures.filter((p) => p.place === 'ARCHITECTURE.md').map(pictureText),
      ),
    },
    { name: 'patterns', text: blocks(heading(2, 'Design patterns'), patterns(view)) },
    { name: 'decisions', text: blocks(heading(2, 'Decisions'), decisions(view)) },
    { name: 'scalability', text: blocks(heading(2, 'Scalability'), scalability(view)) },
    { name: 'security', text: blocks(heading(2, 'Security model'), security(view)) },
    { name: 'performance', text: blocks(heading(2, 'Performance benchmarks'), performance(view)) },
  ])
}

function structure(view: SystemView): string {
  if (view.services.length === 0)
    return wrap(`Which services ${text(view.system.name)} consists of is ${unknownHere(view)}. Everything below is about the system as a whole.`)
  return blocks(
    wrap(`${text(view.system.name)} consists of ${count(view.services.length, 'service')}:`),
    table(
      ['Service', 'Responsible for', 'Technology', 'Data store', 'Built here'],
      view.services.map((s) => [
        `${text(s.name)} (${serviceCode(s)})`,
        s.responsibilities.map(text).join('; ') || (s.description ? text(s.description) : 'unknown'),
        s.technology ? text(s.technology) : 'unknown',
        s.database ? text(s.database) : 'unknown',
        s.built ? 'yes' : 'no',
      ]),
    ),
  )
}

function patterns(view: SystemView): string {
  const flows = [...view.needs, ...view.serves, ...view.inside]
  const mode = (wanted: string): number => flows.filter((f) => f.mode === wanted).length
  const events = view.services.flatMap((s) => [...s.publishes, ...s.subscribes]).length
  const standard = standardOf(view, 'patterns')
  const known = [
    flows.length > 0 &&
      `Of its ${count(flows.length, 'flow')}, ${mode('sync')} are stated to be synchronous, ${mode('async')} asynchronous, ${mode('unknown')} neither (derived from the flows).`,
    events > 0 && `Its services name ${count(events, 'event')} that they publish or subscribe to (derived from the services).`,
    view.services.length > 1 &&
      `It is split into ${count(view.services.length, 'service')}; ${new Set(view.services.map((s) => s.database).filter(Boolean)).size} different data stores are stated.`,
    view.services.length > 0 &&
      view.services.every((s) => s.built) &&
      'Every service was built from a requirement; its contract, tests and release come from one specification.',
  ].filter((line): line is string => line !== false)
  return blocks(
    known.length > 0 && list(known),
    standard.length > 0 &&
      wrap(
        `The organisation states these patterns for all its systems: ${and(standard)}. Whether ${text(view.system.name)} follows each of them is ${unknownHere(view)}.`,
      ),
    known.length === 0 && standard.length === 0 && wrap(`Its design patterns are ${unknownHere(view)}.`),
  )
}

const decisions = (view: SystemView): string =>
  view.decisions.length > 0
    ? table(
        ['Number', 'Decision', 'Status', 'Date'],
        view.decisions.map((d) => [String(d.number), link(d.title, decisionPath(d)), d.status, d.date]),
      )
    : wrap(`No decision is recorded. Why it is built as it is: ${unknownHere(view)}.`)

function scalability(view: SystemView): string {
  const t = view.system.targets
  const sums: string[] = []
  if (t?.throughputRps && t.apiP95Ms)
    sums.push(
      `In flight at once: ${number(t.throughputRps)} requests/s × ${number(t.apiP95Ms / 1000)} s = at most ${number((t.throughputRps * t.apiP95Ms) / 1000)} requests, if the slowest allowed were the rule (Little's law). Connection pools and queues of all instances together need room for that.`,
    )
  if (t?.throughputRps && t.concurrentUsers)
    sums.push(
      `Each user: ${number(t.throughputRps)} requests/s ÷ ${number(t.concurrentUsers)} users = ${number(t.throughputRps / t.concurrentUsers)} requests/s.`,
    )
  if (t?.throughputRps) sums.push(`In a day at that rate: ${number(t.throughputRps)} × 86,400 s = ${number(t.throughputRps * 86_400)} requests.`)
  for (const f of view.facts)
    if (t?.throughputRps && f.load && f.load.perSecond > 0)
      sums.push(
        `One instance of ${code(f.service)} answered ${number(Math.round(f.load.perSecond))} requests/s when it was verified: ${number(t.throughputRps)} ÷ ${number(Math.round(f.load.perSecond))} = ${number(Math.ceil(t.throughputRps / f.load.perSecond))} instances for the target, ${number(Math.ceil((t.throughputRps / f.load.perSecond) * 3))} with a safety margin of three. It was measured on the machine that verified it, not where production runs.`,
      )
  return blocks(
    sums.length > 0
      ? blocks('Derived from the targets:', list(sums))
      : wrap(`There is nothing to derive a capacity from: the targets are ${unknownHere(view)}.`),
    budgets(view),
  )
}

/** A synchronous need cannot be slower than the promise that waits for it. */
function budgets(view: SystemView): string | null {
  const own = view.system.targets?.apiP95Ms
  if (!own) return null
  const rows = view.needs
    .filter((f) => f.mode !== 'async')
    .map((f) => {
      const other = view.neighbours[f.to.system]
      const theirs = other?.targets?.apiP95Ms
      const verdict = !theirs ? 'cannot be told' : theirs > own ? `breaks the ${number(own)} ms` : `leaves ${number(own - theirs)} ms`
      return [
        text(other?.name ?? f.to.system),
        f.data.map(text).join(', '),
        theirs ? `${number(theirs)} ms` : 'unknown',
        f.mode === 'sync' ? 'sync' : `mode ${unknownFlow(view, f)}`,
        verdict,
      ]
    })
  return rows.length === 0
    ? null
    : blocks(
        wrap(
          `What of the ${number(own)} ms is left when a request waits for one of its needs (derived from both targets; counts only where the flow is synchronous):`,
        ),
        table(['Waits for', 'To get', 'Their p95 target', 'Mode', 'Then'], rows),
      )
}

function security(view: SystemView): string {
  const { system } = view
  const standard = standardOf(view, 'security')
  const everywhere = standardOf(view, 'compliance')
  const built = view.services.filter((s) => s.built)
  const risks = view.facts.flatMap((f) =>
    f.gates.filter((g) => g.stage === 'secure').map((g) => [code(f.service), text(g.label), g.verdict.replace('_', ' '), text(g.value), text(g.threshold)]),
  )
  return blocks(
    system.compliance.length > 0
      ? wrap(`Stated for this system: ${and(system.compliance.map(text))}. A change of what it stores or sends is a change of what an auditor looks at.`)
      : wrap(`Rules that bind this system in particular: ${unknownHere(view)}.`),
    everywhere.length > 0 && wrap(`Stated for the organisation: ${and(everywhere)}.`),
    standard.length > 0 && blocks(wrap('The standard of the organisation, not confirmed for this system:'), list(standard)),
    built.length > 0 &&
      list([
        `${and(built.map(serviceCode))}: each operation states who may call it; a bearer token signed by the edge is verified against its keys, roles and own records are checked in the service.`,
        'Its code runs without network access except to its own database, as a database user that may read and write rows only.',
      ]),
    risks.length > 0 && blocks('Last security checks:', table(['Service', 'Check', 'Verdict', 'Value', 'Threshold'], risks)),
    dataThatLeaves(view),
  )
}

function dataThatLeaves(view: SystemView): string | null {
  const rows = view.serves.map((f) => [
    f.data.map(text).join(', ') || 'unknown',
    text(nameOf(view, f.from.system)),
    f.protocol ? text(f.protocol) : unknownFlow(view, f),
  ])
  return rows.length === 0
    ? null
    : blocks(wrap('Data that leaves it, to be judged by whoever protects it (derived from the flows):'), table(['Data', 'Goes to', 'Protocol'], rows))
}

function performance(view: SystemView): string {
  const t = view.system.targets
  const measured = view.facts.filter((f) => f.load)
  const rows = measured.map((f) => {
    const load = f.load
    const p95 = load?.p95 ?? null
    const verdict = p95 === null || !t?.apiP95Ms ? 'no target' : p95 <= t.apiP95Ms ? 'within' : 'above'
    return [
      code(f.service),
      `${number(load?.rate ?? 0)} /s`,
      load?.p50 == null ? '–' : `${number(load.p50)} ms`,
      p95 === null ? '–' : `${number(p95)} ms`,
      t?.apiP95Ms ? `${number(t.apiP95Ms)} ms, ${verdict}` : 'no target',
      `${number(Math.round(load?.perSecond ?? 0))} /s`,
      `${number(load?.errors ?? 0)} of ${number(load?.requests ?? 0)}`,
    ]
  })
  return blocks(
    t
      ? table(
          ['Target', 'Value'],
          [
            ['Response time (p95)', t.apiP95Ms ? `at most ${number(t.apiP95Ms)} ms` : unknownHere(view)],
            ['Throughput', t.throughputRps ? `${number(t.throughputRps)} requests/s` : unknownHere(view)],
            ['Concurrent users', t.concurrentUsers ? number(t.concurrentUsers) : unknownHere(view)],
            ['Availability', t.availabilityPercent ? `${number(t.availabilityPercent)} %` : unknownHere(view)],
          ],
        )
      : wrap(`Its targets are ${unknownHere(view)}.`),
    rows.length > 0
      ? blocks(
          wrap('Measured when the newest release was verified, with one instance in staging:'),
          table(['Service', 'At', 'p50', 'p95', 'Target p95', 'At most', 'Errors'], rows),
        )
      : wrap('No measurement is known: none of its services was verified here.'),
  )
}
