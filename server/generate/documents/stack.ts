import type { NetworkService } from '#model/network.ts'
import { blocks, code, table, text, wrap } from './markdown.ts'
import { type SystemView, unknownHere } from './view.ts'

const labels: Record<string, string> = {
  runtime: 'Runtime',
  framework: 'Framework',
  database: 'Database',
  cache: 'Cache',
  search: 'Search',
  messageQueue: 'Message queue',
  orchestration: 'Orchestration',
}
/** What concerns design and security stands in ARCHITECTURE.md. */
const elsewhere = new Set(['patterns', 'security', 'compliance'])
const label = (key: string): string => labels[key] ?? text(key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()).replace(/^./, (c) => c.toUpperCase())

/** What each service runs on as the model says, and the organisation's standard where a service says nothing. */
export function describeStack(view: SystemView): string {
  const standard = Object.entries(view.standards.stack).filter(([key]) => !elsewhere.has(key))
  const own = view.services.filter((s) => s.technology || s.database || s.cache || s.queue)
  const rows = (s: NetworkService): string[] => [
    text(s.name),
    ...[s.technology, s.database, s.cache, s.queue].map((value) => (value ? text(value) : 'unknown')),
  ]
  return blocks(
    own.length > 0 && table(['Service', 'Technology', 'Database', 'Cache', 'Queue'], own.map(rows)),
    own.length === 0 && wrap(`What ${text(view.system.name)} itself runs on is ${unknownHere(view)}.`),
    standard.length > 0 && wrap('The standard that the organisation states for all its systems, not confirmed for this one:'),
    standard.length > 0 &&
      table(
        ['Part', 'Standard'],
        standard.map(([key, values]) => [label(key), values.map(text).join(', ')]),
      ),
  )
}

/** Values of one part of the standard, as Markdown. */
export const standardOf = (view: SystemView, key: string): string[] => (view.standards.stack[key] ?? []).map(text)
export const serviceCode = (service: NetworkService): string => code(service.slug)
