import { operationsOf } from '#model/contract.ts'
import type { ServiceFacts } from '#model/service-facts.ts'
import { type DocumentFile, markdown } from './file.ts'
import { and, blocks, code, count, heading, link, list, or, table, text, webAddress, wrap } from './markdown.ts'
import type { Picture } from './pictures.ts'
import { pictureText } from './readme.ts'
import { contractPath } from './records.ts'
import { endOf, type Flow, nameOf, type SystemView, unknownFlow, unknownHere } from './view.ts'

/** Contracts, events, flows in both directions, and what happens when one of them fails. */
export function integration(view: SystemView, pictures: readonly Picture[]): DocumentFile {
  const { name } = view.system
  return markdown('INTEGRATION.md', `${name}: integration`, [
    { name: 'contracts', text: blocks(heading(1, `${name}: integration`), heading(2, 'API contracts'), contracts(view)) },
    { name: 'events', text: blocks(heading(2, 'Event schemas'), events(view)) },
    { name: 'flows', text: blocks(heading(2, 'Data flows'), flows(view), ...pictures.filter((p) => p.place === 'INTEGRATION.md').map(pictureText)) },
    { name: 'errors', text: blocks(heading(2, 'Error handling'), errors(view)) },
  ])
}

function contracts(view: SystemView): string {
  const delivered = view.facts.filter((f) => f.openapi)
  const others = view.services.filter((s) => !delivered.some((f) => f.service === s.slug) && (s.apis.length > 0 || s.contract))
  const silent = view.services.filter((s) => !delivered.some((f) => f.service === s.slug) && !others.includes(s))
  return blocks(
    ...delivered.map(deliveredContract),
    ...others.map((s) => {
      const address = webAddress(s.contract)
      return blocks(
        heading(3, s.name),
        s.contract && wrap(`Its contract: ${address ? link(s.contract, address) : code(s.contract)} (stated, not checked).`),
        s.apis.length > 0 && blocks('Operations as stated, without schemas:', list(s.apis.map(code))),
      )
    }),
    silent.length > 0 && wrap(`The contracts of ${and(silent.map((s) => text(s.name)))} are ${unknownHere(view)}.`),
    view.services.length === 0 && wrap(`No contract is known, because no service is: ${unknownHere(view)}.`),
  )
}

const mostOperations = 60
function deliveredContract(facts: ServiceFacts): string {
  const operations = operationsOf(facts.openapi)
  const info = facts.openapi?.info as { title?: unknown; version?: unknown } | undefined
  const path = contractPath(facts.service)
  return blocks(
    heading(3, String(info?.title ?? facts.service)),
    wrap(
      `${link(path, path)} is its OpenAPI document${info?.version ? `, version ${text(String(info.version))}` : ''}, as ${facts.release ? `release ${facts.release.number} in production` : 'its newest verified run'} serves it: ${count(operations.length, 'operation')}.`,
    ),
    table(
      ['Operation', 'Who may call it'],
      operations
        .slice(0, mostOperations)
        .map((o) => [code(`${o.method} ${o.path}`), o.public ? 'anyone' : o.roles.map(text).join(', ') || 'whoever is signed in']),
    ),
    operations.length > mostOperations && `${operations.length - mostOperations} more are in the document.`,
  )
}

function events(view: SystemView): string {
  const rows = view.services.flatMap((s) => [
    ...s.publishes.map((e) => [code(e), 'published', text(s.name), s.queue ? text(s.queue) : 'unknown']),
    ...s.subscribes.map((e) => [code(e), 'subscribed', text(s.name), s.queue ? text(s.queue) : 'unknown']),
  ])
  const carried = [...view.needs, ...view.serves, ...view.inside].filter((f) => f.mode === 'async')
  return blocks(
    rows.length > 0 && table(['Event', 'Direction', 'Service', 'Over'], rows),
    rows.length > 0 && wrap(`Their fields are in no document that is known here: ${unknownHere(view)}.`),
    carried.length > 0 &&
      blocks(
        'Asynchronous flows and their schemas:',
        table(
          ['Flow', 'Data', 'Schema'],
          carried.map((f) => [`${text(endOf(view, f.from))} ← ${text(endOf(view, f.to))}`, f.data.map(text).join(', ') || 'unknown', schemaOf(view, f)]),
        ),
      ),
    rows.length === 0 && carried.length === 0 && wrap(`No event is stated, and no flow as asynchronous. Whether there are any: ${unknownHere(view)}.`),
  )
}

function schemaOf(view: SystemView, flow: Flow): string {
  if (!flow.schema) return unknownFlow(view, flow)
  const address = webAddress(flow.schema)
  return address ? link(flow.schema, address) : code(flow.schema)
}

function flows(view: SystemView): string {
  const row = (f: Flow): string[] => [
    text(endOf(view, f.from)),
    text(endOf(view, f.to)),
    f.data.map(text).join(', ') || 'unknown',
    f.protocol ? text(f.protocol) : 'unknown',
    f.mode,
    f.criticality,
    schemaOf(view, f),
    `${f.ownerFrom ? text(f.ownerFrom) : 'unknown'} / ${f.ownerTo ? text(f.ownerTo) : 'unknown'}`,
  ]
  const all = [...view.needs, ...view.serves, ...view.inside]
  if (all.length === 0) return wrap(`No flow is stated to or from ${text(view.system.name)}: ${unknownHere(view)}.`)
  return blocks(
    wrap('The first system depends on the second: without it, it lacks the data. Owners are those of either side.'),
    table(['Needs', 'From', 'Data', 'Protocol', 'Mode', 'Criticality', 'Schema', 'Owners'], all.map(row)),
  )
}

function errors(view: SystemView): string {
  const hard = view.needs.filter((f) => f.mode !== 'async')
  const soft = view.needs.filter((f) => f.mode === 'async')
  const lines = [
    ...hard.map(
      (f) =>
        `When ${text(nameOf(view, f.to.system))} does not answer, ${text(view.system.name)} has no ${or(f.data.map(text)) || 'answer from it'}${f.mode === 'sync' ? ': the call fails with it, unless the caller holds a copy' : `; whether its own requests fail with it depends on the mode, which is ${unknownFlow(view, f)}`}.`,
    ),
    ...soft.map(
      (f) =>
        `When ${text(nameOf(view, f.to.system))} is away, ${and(f.data.map(text)) || 'its data'} comes later; ${text(view.system.name)} goes on with what it has.`,
    ),
  ]
  return blocks(
    lines.length > 0 && list(lines),
    view.affected.length > 0 && wrap(`What stops when ${text(view.system.name)} itself is away is in ${link('WORKFLOWS.md', 'WORKFLOWS.md')}.`),
    ...view.facts.filter((f) => f.openapi).map((f) => refusals(f)),
    wrap(
      view.facts.some((f) => f.openapi)
        ? `Timeouts, retries and fallbacks of the flows are ${unknownHere(view)}.`
        : `Error formats, timeouts, retries and fallbacks are ${unknownHere(view)}.`,
    ),
  )
}

/** Which answers the contract foresees, and how many operations give each. */
function refusals(facts: ServiceFacts): string {
  const counts = new Map<string, number>()
  const paths = (facts.openapi?.paths ?? {}) as Record<string, Record<string, { responses?: Record<string, unknown> }>>
  for (const item of Object.values(paths))
    for (const operation of Object.values(item))
      for (const status of Object.keys(operation?.responses ?? {})) if (/^[45]\d\d$/.test(status)) counts.set(status, (counts.get(status) ?? 0) + 1)
  const rows = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, n]) => [status, meanings[status] ?? 'as the contract says', count(n, 'operation')])
  return rows.length === 0
    ? ''
    : blocks(
        wrap(`${code(facts.service)} refuses with problem details (RFC 9457, ${code('application/problem+json')}):`),
        table(['Status', 'When', 'Given by'], rows),
      )
}
const meanings: Record<string, string> = {
  400: 'the request cannot be read',
  401: 'no valid token',
  403: 'the role may not, or the record is somebody else’s',
  404: 'there is no such record, or not for the caller',
  409: 'the state of the record does not allow it',
  412: 'somebody changed the record meanwhile',
  413: 'the body is too large',
  415: 'the body is not JSON',
  422: 'a field or a rule is not met',
  429: 'too many requests',
  500: 'a fault of the service',
  503: 'its database is away',
}
