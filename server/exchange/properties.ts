import type { NetworkFlow, NetworkService, NetworkSystem } from '#model/network.ts'
import type { Field, Fields } from './draft.ts'
import { get, type Located, textOf, textsOf } from './located.ts'

/**
 * Facts that a format has no word for travel in its own place for such: annotations (Backstage), properties (Structurizr),
 * metadata (LikeC4). The names are the same everywhere.
 */
type Kind = 'text' | 'list' | 'number' | 'flag'
type Records = { system: NetworkSystem; service: NetworkService; flow: NetworkFlow }
interface Property {
  name: string
  kind: Kind
  /** The field, or a field of a group of facts ("targets.apiP95Ms"). */
  path: [string] | [string, string]
}
const text = (name: string, field = name): Property => ({ name, kind: 'text', path: [field] })
const list = (name: string): Property => ({ name, kind: 'list', path: [name] })
const targets: Property[] = [
  { name: 'target-p95-ms', kind: 'number', path: ['targets', 'apiP95Ms'] },
  { name: 'target-requests-per-second', kind: 'number', path: ['targets', 'throughputRps'] },
  { name: 'target-users', kind: 'number', path: ['targets', 'concurrentUsers'] },
  { name: 'target-availability-percent', kind: 'number', path: ['targets', 'availabilityPercent'] },
]
const properties: Record<keyof Records, Property[]> = {
  system: [
    text('domain'),
    { name: 'owner', kind: 'text', path: ['owner', 'team'] },
    { name: 'contact', kind: 'text', path: ['owner', 'contact'] },
    text('lifecycle'),
    list('compliance'),
    list('focus'),
    ...targets,
    text('repository'),
    { name: 'documented', kind: 'flag', path: ['documented'] },
    text('note'),
  ],
  service: [
    list('responsibilities'),
    list('apis'),
    text('technology'),
    text('database'),
    text('cache'),
    text('queue'),
    list('publishes'),
    list('subscribes'),
    ...targets,
    text('contract'),
  ],
  flow: [list('data'), text('protocol'), text('mode'), text('criticality'), text('schema'), text('owner-from', 'ownerFrom'), text('owner-to', 'ownerTo')],
}

const listed = (items: string[]) => (items.some((item) => item.includes(';') || item.startsWith('[')) ? JSON.stringify(items) : items.join('; '))
export const unlisted = (value: string): string[] => {
  if (value.startsWith('['))
    try {
      const parsed: unknown = JSON.parse(value)
      if (Array.isArray(parsed)) return parsed.map(String)
    } catch {
      // Not a list that Gantry wrote; it is read like any other.
    }
  return value
    .split(';')
    .map((item) => item.trim())
    .filter(Boolean)
}

/** What a record states beyond the fields that the format has words for. */
export function toProperties<K extends keyof Records>(kind: K, record: Records[K], except: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { name, path } of properties[kind]) {
    if (except.includes(name)) continue
    const group = (record as unknown as Record<string, unknown>)[path[0]]
    const value = path.length === 1 ? group : (group as Record<string, unknown> | null)?.[path[1]]
    if (value === null || value === undefined || value === 'unknown') continue
    if (!Array.isArray(value)) found[name] = String(value)
    else if (value.length > 0) found[name] = listed(value)
  }
  return found
}

/** The fields that properties state. `prefix` stands before their names ("gantry/"). */
export function fromProperties(kind: keyof Records, node: Located | undefined, prefix = ''): Fields {
  const fields: Record<string, Field> = {}
  for (const { name, kind: form, path } of properties[kind]) {
    const stated = get(node, prefix + name)
    const value = stated && statedValue(form, stated)
    if (value === undefined || value === null) continue
    if (path.length === 1) fields[path[0]] = { value, at: stated?.at }
    else fields[path[0]] = { value: { ...((fields[path[0]]?.value as object) ?? {}), [path[1]]: value }, at: fields[path[0]]?.at ?? stated?.at }
  }
  // A contact without a team says nothing about whose it is.
  if (fields.owner && !('team' in (fields.owner.value as object))) delete fields.owner
  return fields
}
export const propertyNames = (kind: keyof Records): string[] => properties[kind].map(({ name }) => name)

function statedValue(kind: Kind, node: Located): unknown {
  if (kind === 'list') return node.kind === 'list' ? textsOf(node) : unlisted(textOf(node) ?? '')
  const written = textOf(node)
  if (written === null || kind === 'text') return written
  if (kind === 'number') return Number(written.replace(/_/g, ''))
  return /^(true|yes|1)$/i.test(written) ? true : /^(false|no|0)$/i.test(written) ? false : written
}

export const field = (node: Located | undefined, value: unknown = textOf(node)): Field | undefined => (node ? { value, at: node.at } : undefined)
