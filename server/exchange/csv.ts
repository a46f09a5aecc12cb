import { type Place, placeKey } from '#model/network.ts'
import { type NetworkKind, networkKinds } from '#model/network-change.ts'
import { type CsvTable, tableOf } from './csv-table.ts'
import { writeCsv } from './csv-writing.ts'
import type { Draft } from './draft.ts'
import type { Format, SourceFile } from './format.ts'
import { get, type MapNode, textOf } from './located.ts'
import { nameOf } from './naming.ts'
import { Unreadable } from './parse.ts'
import { field, fromProperties, propertyNames } from './properties.ts'

/** Other words for the columns. */
const synonyms: Record<string, string> = {
  p95: 'target-p95-ms',
  'p95-ms': 'target-p95-ms',
  'api-p95-ms': 'target-p95-ms',
  rps: 'target-requests-per-second',
  'requests-per-second': 'target-requests-per-second',
  'throughput-rps': 'target-requests-per-second',
  users: 'target-users',
  'concurrent-users': 'target-users',
  availability: 'target-availability-percent',
  'availability-percent': 'target-availability-percent',
  team: 'owner',
  'owner-contact': 'contact',
  source: 'from',
  consumer: 'from',
  target: 'to',
  destination: 'to',
  provider: 'to',
  'message-queue': 'queue',
  id: 'slug',
  service: 'slug',
  events: 'publishes',
}
const ownColumns: Record<NetworkKind, string[]> = {
  system: ['slug', 'name', 'description'],
  service: ['system', 'slug', 'name', 'description'],
  flow: ['key', 'from', 'to'],
  decision: ['key', 'system', 'number', 'title', 'status', 'date', 'text'],
  runbook: ['key', 'system', 'title', 'text', 'restore-tested'],
}

export const csv: Format = {
  id: 'csv',
  recognises: ({ name, text }) => /\.(csv|tsv)$/i.test(name) || (!/\.\w+$/.test(name) && /^\uFEFF?"?(slug|name|system|from|key)"?[,;\t]/i.test(text)),
  read(files, draft) {
    const tables: { kind: NetworkKind; table: CsvTable }[] = []
    for (const file of files)
      try {
        const table = tableOf(file.name, file.text)
        for (const header of table.headers) header.word = synonyms[header.word] ?? header.word
        for (const row of table.rows) rename(row)
        const kind = kindOf(file, table)
        if (kind === null)
          draft.problem(
            { file: file.name, line: 1, column: 1 },
            'The first line must name the columns: slug and name for systems, system and name for services, from and to for flows.',
          )
        else if (checkHeaders(kind, table, draft)) tables.push({ kind, table })
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        draft.problem(error.at, error.message)
      }
    // Flows refer to services, services to systems, whatever the order of the files.
    for (const kind of networkKinds) for (const each of tables) if (each.kind === kind) for (const row of each.table.rows) readers[kind](row, draft)
  },
  write: writeCsv,
}

function rename(row: MapNode): void {
  for (const [word, entry] of [...row.entries]) {
    const own = Object.hasOwn(synonyms, word) ? synonyms[word] : undefined
    if (own === undefined || own === word) continue
    row.entries.delete(word)
    row.entries.set(own, entry)
  }
}

/** What the rows are, by the name of the file and else by the columns. */
function kindOf({ name }: SourceFile, { headers }: CsvTable): NetworkKind | null {
  const has = (word: string) => headers.some((header) => header.word === word)
  const named = networkKinds.find((kind) => new RegExp(`${kind}s?\\b[^/\\\\]*\\.\\w+$`, 'i').test(name))
  const fits: Record<NetworkKind, boolean> = {
    flow: has('from') && has('to'),
    decision: has('system') && has('title') && has('number'),
    runbook: has('system') && has('title') && has('text'),
    service: has('system') && (has('slug') || has('name')),
    system: has('slug') || has('name'),
  }
  if (named && fits[named]) return named
  return (Object.keys(fits) as NetworkKind[]).find((kind) => fits[kind]) ?? null
}

function checkHeaders(kind: NetworkKind, { headers }: CsvTable, draft: Draft): boolean {
  const known = new Set([...ownColumns[kind], ...(kind === 'system' || kind === 'service' || kind === 'flow' ? propertyNames(kind) : [])])
  const seen = new Set<string>()
  let good = true
  for (const { name, word, at } of headers) {
    if (seen.has(word)) {
      draft.problem(at, `The column “${name}” stands here twice.`)
      good = false
    }
    seen.add(word)
    if (!known.has(word)) draft.skip(at, `the column “${name}”`, `The network has no such fact of a ${kind}.`)
  }
  return good
}

const number = (row: MapNode, word: string) => {
  const node = get(row, word)
  return field(node, Number(textOf(node)))
}
function systemOf(row: MapNode, draft: Draft, what: string): string | null {
  const node = get(row, 'system')
  const stated = textOf(node)
  if (stated === null || !node) {
    if (what !== 'service') draft.problem(row.at, `This ${what} names no system.`)
    return what === 'service' ? draft.homeOf(textOf(get(row, 'name')) ?? textOf(get(row, 'slug')) ?? '', row.at) : null
  }
  const slug = draft.systemSlug(stated, node.at)
  if (slug !== null) draft.mention({ system: slug, service: null }, node.at, stated)
  return slug
}

const readers: Record<NetworkKind, (row: MapNode, draft: Draft) => void> = {
  system(row, draft) {
    const stated = textOf(get(row, 'slug')) ?? textOf(get(row, 'name'))
    const slug = stated === null ? null : draft.systemSlug(stated, row.at)
    if (stated === null) draft.problem(row.at, 'This row names no system: slug and name are empty.')
    if (slug === null) return
    if (draft.has('system', slug)) draft.problem(row.at, `The system ${slug} has two rows.`)
    draft.put('system', slug, row.at, {
      slug: { value: slug },
      name: field(get(row, 'name')) ?? (draft.knows({ system: slug, service: null }) ? undefined : { value: nameOf(slug) }),
      description: field(get(row, 'description')),
      ...fromProperties('system', row),
    })
  },
  service(row, draft) {
    const stated = textOf(get(row, 'slug')) ?? textOf(get(row, 'name'))
    if (stated === null) return draft.problem(row.at, 'This row names no service: slug and name are empty.')
    const system = systemOf(row, draft, 'service')
    const slug = system === null ? null : draft.serviceSlug(system, stated, row.at)
    if (system === null || slug === null) return
    const place = { system, service: slug }
    if (draft.has('service', placeKey(place))) draft.problem(row.at, `The service ${placeKey(place)} has two rows.`)
    draft.put('service', placeKey(place), row.at, {
      system: { value: system },
      slug: { value: slug },
      name: field(get(row, 'name')) ?? (draft.knows(place) ? undefined : { value: nameOf(slug) }),
      description: field(get(row, 'description')),
      ...fromProperties('service', row),
    })
  },
  flow(row, draft) {
    const [from, to] = [placeIn(row, 'from', draft), placeIn(row, 'to', draft)]
    if (from && to) draft.flow(from, to, row.at, { key: field(get(row, 'key')), ...fromProperties('flow', row) })
  },
  decision(row, draft) {
    const system = systemOf(row, draft, 'decision')
    const stated = Number(textOf(get(row, 'number')))
    if (system === null) return
    if (!Number.isInteger(stated) || stated < 1) return draft.problem(get(row, 'number')?.at ?? row.at, 'A decision needs a number: 1, 2, 3 …')
    const key = textOf(get(row, 'key')) ?? draft.decisionKey(system, stated)
    draft.put('decision', key, row.at, {
      key: { value: key },
      system: { value: system },
      number: number(row, 'number'),
      title: field(get(row, 'title')),
      status: field(get(row, 'status')),
      date: field(get(row, 'date')),
      text: field(get(row, 'text')),
    })
  },
  runbook(row, draft) {
    const system = systemOf(row, draft, 'runbook')
    const title = textOf(get(row, 'title'))
    if (system === null) return
    if (title === null) return draft.problem(row.at, 'A runbook needs a title.')
    const key = textOf(get(row, 'key')) ?? draft.runbookKey(system, title)
    draft.put('runbook', key, row.at, {
      key: { value: key },
      system: { value: system },
      title: field(get(row, 'title')),
      text: field(get(row, 'text')),
      restoreTested: field(get(row, 'restore-tested')),
    })
  },
}

/** "system", "system/service", or the name of one of them. */
function placeIn(row: MapNode, word: 'from' | 'to', draft: Draft): Place | null {
  const node = get(row, word)
  const stated = textOf(node)
  if (stated === null || !node) {
    draft.problem(row.at, `This flow does not say where it leads ${word}.`)
    return null
  }
  const [first = '', second] = stated.split('/')
  const system = draft.systemSlug(first, node.at)
  if (system === null) return null
  if (second === undefined) return draft.knows({ system, service: null }) ? { system, service: null } : missing(draft.find(stated))
  const service = draft.serviceSlug(system, second, node.at)
  return service === null ? null : missing(draft.knows({ system, service }) ? { system, service } : null)

  function missing(found: Place | null): Place | null {
    if (!found && node)
      draft.problem(
        node.at,
        `There is no system or service ${stated?.slice(0, 120)} in the files or the network. Add it to systems.csv or services.csv, or correct it.`,
      )
    return found
  }
}
