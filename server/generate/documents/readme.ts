import { type DocumentFile, markdown, type Section } from './file.ts'
import { documentLinks } from './index-of-documents.ts'
import { and, block, blocks, code, count, heading, link, list, number, steps, table, text, webAddress, wrap } from './markdown.ts'
import type { Picture } from './pictures.ts'
import { describeStack } from './stack.ts'
import { unknownsOf } from './unknowns.ts'
import { askOf, endOf, nameOf, type SystemView, stated, unknownFlow, unknownHere } from './view.ts'

export interface Repository {
  name: string // "namespace/name"
  cloneUrl: string | null // null: it lies in a folder of whoever runs this
}

/** What a newcomer reads first: what the system is for, what it needs, who needs it, how to start, what nobody has said yet. */
export function readme(view: SystemView, pictures: readonly Picture[], repository: Repository, files: readonly string[]): DocumentFile {
  const sections: Section[] = [
    { name: 'overview', text: blocks(heading(1, view.system.name), purpose(view), facts(view, repository.name)) },
    { name: 'neighbours', text: blocks(heading(2, 'What it needs and who needs it'), neighbours(view)) },
    { name: 'diagrams', text: blocks(heading(2, 'Architecture diagrams'), ...pictures.filter((p) => p.place === 'README.md').map(pictureText)) },
    { name: 'stack', text: blocks(heading(2, 'Tech stack'), describeStack(view)) },
    { name: 'quick-start', text: blocks(heading(2, 'Quick start'), quickStart(view, repository, files)) },
    { name: 'unknown', text: blocks(heading(2, 'What nobody has stated yet'), openPoints(view)) },
    { name: 'documents', text: blocks(heading(2, 'Documents'), documentLinks(files)) },
  ]
  return markdown('README.md', `${view.system.name}: overview`, sections)
}

/** Short rings say most; the longer ones are made of them. */
const mostCycles = 5

export const pictureText = (picture: Picture): string =>
  blocks(
    picture.heading && heading(3, picture.title),
    wrap(text(picture.description)),
    block('mermaid', picture.mermaid),
    `The same as a drawing: ${link(picture.path, picture.path)}.`,
  )

function purpose({ system }: SystemView): string {
  const focus = system.focus.length > 0 && wrap(`Its subjects are ${and(system.focus.map(text))}.`)
  return blocks(system.description && wrap(text(system.description)), focus, system.note && wrap(`Note: ${text(system.note)}`))
}

function facts(view: SystemView, repository: string): string {
  const { system } = view
  const none = unknownHere(view)
  const contact = webAddress(system.owner?.contact)
  const owner =
    system.owner && `${text(system.owner.team)}${contact ? `, ${link('contact', contact)}` : system.owner.contact ? `, ${text(system.owner.contact)}` : ''}`
  const targets = system.targets
  const delivered = view.facts.filter((f) => f.release)
  return table(
    ['Fact', 'Value'],
    [
      ['Owner', owner || `no owner stated: ${askOf(null)}`],
      ['Domain', stated(system.domain, none)],
      ['Lifecycle', system.lifecycle === 'unknown' ? none : system.lifecycle],
      ['Compliance', system.compliance.length > 0 ? system.compliance.map(text).join(', ') : `none stated — ${askOf(system.owner)}`],
      ['Response time (p95)', targets?.apiP95Ms ? `at most ${number(targets.apiP95Ms)} ms` : none],
      ['Throughput', targets?.throughputRps ? `${number(targets.throughputRps)} requests/s` : none],
      ['Concurrent users', targets?.concurrentUsers ? number(targets.concurrentUsers) : none],
      ['Availability', targets?.availabilityPercent ? `${number(targets.availabilityPercent)} %` : none],
      ['Services', view.services.length > 0 ? view.services.map((s) => text(s.name)).join(', ') : none],
      ...(delivered.length > 0 ? [['In production', delivered.map((f) => `${code(f.service)} release ${f.release?.number}`).join(', ')]] : []),
      ['Repository', code(repository)],
    ],
  )
}

function neighbours(view: SystemView): string {
  const { name } = view.system
  const row = (view: SystemView, flow: SystemView['needs'][number], other: string): string[] => [
    other,
    flow.data.map(text).join(', ') || unknownFlow(view, flow),
    flow.mode === 'unknown' ? 'unknown' : flow.mode,
    flow.criticality === 'unknown' ? 'unknown' : flow.criticality,
  ]
  const head = ['Data', 'Mode', 'Criticality']
  const needs =
    view.needs.length > 0
      ? blocks(
          wrap(`${text(name)} depends on ${and([...new Set(view.needs.map((f) => text(nameOf(view, f.to.system))))])}. Without them it lacks:`),
          table(
            ['From', ...head],
            view.needs.map((f) => row(view, f, text(endOf(view, f.to)))),
          ),
        )
      : wrap(`No flow is stated that ${text(name)} depends on; ${askOf(view.system.owner)} whether that is so.`)
  const serves =
    view.serves.length > 0
      ? blocks(
          wrap(`${count(new Set(view.serves.map((f) => f.from.system)).size, 'system depends', 'systems depend')} on ${text(name)}:`),
          table(
            ['For', ...head],
            view.serves.map((f) => row(view, f, text(endOf(view, f.from)))),
          ),
        )
      : wrap(`No system is stated to depend on ${text(name)}.`)
  const rings =
    view.cycles.length > 0 &&
    blocks(
      wrap(`It is part of ${count(view.cycles.length, 'cycle')}, derived from the flows; a failure can come back to where it began:`),
      list(
        view.cycles
          .slice(0, mostCycles)
          .map(
            (c) =>
              `${[...c.systems, c.systems[0] ?? ''].map((s) => code(s)).join(' → ')}${c.hard && !c.assumed ? ': synchronous all the way' : c.hard ? '' : ': asynchronous somewhere'}`,
          ),
      ),
      view.cycles.length > mostCycles && `${view.cycles.length - mostCycles} longer ones are on the network page.`,
      view.cycles.some((c) => c.assumed) &&
        wrap('Where nothing follows the ring, no flow of it is stated to be asynchronous, so each may wait for the next all the way round.'),
    )
  return blocks(needs, serves, rings)
}

function quickStart(view: SystemView, repository: Repository, files: readonly string[]): string {
  const running = view.facts.filter((f) => f.staging || f.production)
  const flows = view.needs.length + view.serves.length
  const intro =
    running.length > 0
      ? null
      : wrap(
          `No service of ${text(view.system.name)} is known to run: the model holds ${view.services.length > 0 ? `${count(view.services.length, 'service')}, none of which was delivered here` : 'no services'}. Where its code is and how to start it is ${unknownHere(view)}.`,
        )
  const addresses =
    running.length > 0 &&
    table(
      ['Service', 'Staging', 'Production'],
      running.map((f) => [code(f.service), f.staging ? `<${f.staging}>` : 'not deployed', f.production && f.release ? `<${f.production}>` : 'not released']),
    )
  const suite = files.some((f) => f.startsWith('tests/integration/'))
  const clone = [`git clone ${repository.cloneUrl ?? 'ADDRESS-OF-THIS-REPOSITORY'} ${view.system.slug}`, `cd ${view.system.slug}`]
  return blocks(
    intro,
    addresses,
    steps([
      `Read ${link('ARCHITECTURE.md', 'ARCHITECTURE.md')} for what it promises${flows > 0 ? `, ${link('INTEGRATION.md', 'INTEGRATION.md')} for the ${count(flows, 'flow')} to other systems` : ''}.`,
      ...(running.length > 0
        ? ['Open the staging address, choose a role and a name on its sign-in page, and try it: nothing in staging reaches production.']
        : []),
      `Clone this repository (${code(repository.name)})${suite ? ' and run the integration suite, with Node 22 or newer and nothing to install:' : '.'}`,
    ]),
    suite && block('sh', [...clone, 'node --test "tests/integration/*.test.mjs"'].join('\n')),
    suite &&
      wrap(`What a test needs to reach is in ${link('its notes', 'tests/integration/README.md')}; without it the test says what is missing and is skipped.`),
  )
}

function openPoints(view: SystemView): string {
  const points = unknownsOf(view)
  if (points.length === 0) return 'Every fact that these documents use is stated.'
  return blocks(
    wrap('Nothing is filled in where the model says nothing. State it on the page of the system, and the next sweep writes it here.'),
    table(
      ['Open', 'Why it matters', 'Ask'],
      points.map((p) => [p.what, p.why, p.ask]),
    ),
  )
}
