import { type Network, placeKey } from '#model/network.ts'
import { safeCell } from './csv-table.ts'
import type { Writing } from './format.ts'
import { propertyNames, toProperties } from './properties.ts'

const cell = (value: string): string => {
  const safe = safeCell(value)
  return /[",;\t|\n\r]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}
function table(columns: readonly string[], rows: readonly Record<string, string | null>[]): string {
  return `${[columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

/** A table a kind; lists with semicolons. What begins like a formula gets a quote before it, which reading takes away again. */
export function writeCsv(network: Network): Writing {
  const writing: Writing = { files: [], notCarried: [] }
  const add = (name: string, columns: readonly string[], rows: readonly Record<string, string | null>[]) => {
    if (rows.length > 0) writing.files.push({ name: `${name}.csv`, text: table(columns, rows) })
  }
  add(
    'systems',
    ['slug', 'name', 'description', ...propertyNames('system')],
    network.systems.map((system) => ({ slug: system.slug, name: system.name, description: system.description, ...toProperties('system', system) })),
  )
  add(
    'services',
    ['system', 'slug', 'name', 'description', ...propertyNames('service')],
    network.services.map((service) => ({
      system: service.system,
      slug: service.slug,
      name: service.name,
      description: service.description,
      ...toProperties('service', service),
    })),
  )
  add(
    'flows',
    ['key', 'from', 'to', ...propertyNames('flow')],
    network.flows.map((flow) => ({ key: flow.key, from: placeKey(flow.from), to: placeKey(flow.to), ...toProperties('flow', flow) })),
  )
  add(
    'decisions',
    ['key', 'system', 'number', 'title', 'status', 'date', 'text'],
    network.decisions.map(({ number, ...decision }) => ({ ...decision, number: String(number) })),
  )
  add(
    'runbooks',
    ['key', 'system', 'title', 'text', 'restore-tested'],
    network.runbooks.map(({ restoreTested, ...runbook }) => ({ ...runbook, 'restore-tested': restoreTested })),
  )
  for (const { system, slug, built } of network.services)
    if (built) writing.notCarried.push({ what: `the run that built ${system}/${slug}`, why: 'It is known here alone.' })
  return writing
}
