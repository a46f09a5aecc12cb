import { z } from 'zod'
import { allowance, cursorOf, personRef } from './list.ts'
import {
  type Network,
  type NetworkDecision,
  type NetworkFlow,
  type NetworkRunbook,
  type NetworkService,
  type NetworkSystem,
  network,
  networkDecision,
  networkFlow,
  networkRunbook,
  networkService,
  networkSystem,
} from './network.ts'

/** The kinds of elements a network is made of. Those later in the list refer to those before, so they go in after and out before them. */
export const networkKinds = ['system', 'service', 'flow', 'decision', 'runbook'] as const
export type NetworkKind = (typeof networkKinds)[number]
export interface NetworkRecords {
  system: NetworkSystem
  service: NetworkService
  flow: NetworkFlow
  decision: NetworkDecision
  runbook: NetworkRunbook
}
export type NetworkRecord = NetworkRecords[NetworkKind]
export const recordSchemas = {
  system: networkSystem,
  service: networkService,
  flow: networkFlow,
  decision: networkDecision,
  runbook: networkRunbook,
} satisfies { [K in NetworkKind]: z.ZodType<NetworkRecords[K]> }

/** What names an element for ever: a system's slug, "system/service", the key of the others. */
export function keyOf<K extends NetworkKind>(kind: K, record: NetworkRecords[K]): string
export function keyOf(kind: NetworkKind, record: NetworkRecord): string {
  if (kind === 'system') return (record as NetworkSystem).slug
  if (kind === 'service') return `${(record as NetworkService).system}/${(record as NetworkService).slug}`
  return (record as NetworkFlow).key
}

/** Slugs of the systems an element belongs to; a flow belongs to both of its ends. */
export function systemsOf(kind: NetworkKind, record: NetworkRecord): string[] {
  if (kind === 'system') return [(record as NetworkSystem).slug]
  if (kind !== 'flow') return [(record as NetworkService).system]
  const { from, to } = record as NetworkFlow
  return [...new Set([from.system, to.system])]
}

/** One element as it shall be; null removes it. `before` is what the author saw: when it is no longer so, nothing is applied. */
const change = <K extends NetworkKind>(kind: K) =>
  z.object({ kind: z.literal(kind), key: z.string().min(1).max(200), after: z.unknown().nullable(), before: z.unknown().nullable().optional() })
export const networkChange = z.discriminatedUnion('kind', [change('system'), change('service'), change('flow'), change('decision'), change('runbook')])
export interface NetworkChange {
  kind: NetworkKind
  key: string
  after?: unknown
  before?: unknown
}
export const changeNote = z.string().trim().max(2000, 'Keep the note within 2,000 characters.')
export const changeInput = z.object({ changes: z.array(networkChange).min(1).max(2000), note: changeNote.default('') })
export const applied = z.object({ changeset: z.string().nullable(), changed: z.number() })
export type Applied = z.infer<typeof applied>

/** Text that is equal exactly when two records say the same, whatever the order of their fields. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  ) ?? 'null'

/** Every element of a network by its kind and key. */
export function elementsOf(network: Network): Map<string, { kind: NetworkKind; key: string; record: NetworkRecord }> {
  const all = new Map<string, { kind: NetworkKind; key: string; record: NetworkRecord }>()
  const add = <K extends NetworkKind>(kind: K, records: readonly NetworkRecords[K][]) => {
    for (const record of records) all.set(`${kind} ${keyOf(kind, record)}`, { kind, key: keyOf(kind, record), record })
  }
  add('system', network.systems)
  add('service', network.services)
  add('flow', network.flows)
  add('decision', network.decisions)
  add('runbook', network.runbooks)
  return all
}

export interface ElementDifference {
  kind: NetworkKind
  key: string
  before: NetworkRecord | null
  after: NetworkRecord | null
  /** Names of the fields that differ when the element is on both sides. */
  fields: string[]
}
export const changedFields = (before: object, after: object): string[] => {
  const [old, next] = [before as Record<string, unknown>, after as Record<string, unknown>]
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter((name) => canonical(old[name] ?? null) !== canonical(next[name] ?? null)).sort()
}

/** What was added, removed and changed from one network to another, in the order of the kinds. */
export function differences(before: Network, after: Network): ElementDifference[] {
  const old = elementsOf(before)
  const next = elementsOf(after)
  const found: ElementDifference[] = []
  for (const id of new Set([...old.keys(), ...next.keys()])) {
    const [a, b] = [old.get(id), next.get(id)]
    const { kind, key } = (a ?? b) as { kind: NetworkKind; key: string }
    const fields = a && b ? changedFields(a.record, b.record) : []
    if (!a || !b || fields.length > 0) found.push({ kind, key, before: a?.record ?? null, after: b?.record ?? null, fields })
  }
  return found.sort((a, b) => networkKinds.indexOf(a.kind) - networkKinds.indexOf(b.kind) || (a.key < b.key ? -1 : 1))
}

export const historyInput = z.object({
  /** Of one system (with its services, flows, decisions and runbooks); of everything without. */
  system: z.string().max(60).optional(),
  cursor: z.string().max(20).nullable().default(null),
  limit: z.number().int().min(1).max(100).default(30),
})
export const historyItem = z.object({
  changeset: z.string(),
  at: z.date(),
  actor: personRef,
  note: z.string(),
  /** How many elements it changed that the reader may see; `changes` holds the first of them. */
  total: z.number(),
  changes: z.array(
    z.object({
      kind: z.enum(networkKinds),
      key: z.string(),
      before: z.unknown().nullable(),
      after: z.unknown().nullable(),
      fields: z.array(z.string()),
    }),
  ),
})
export const historyList = cursorOf(historyItem)
export type HistoryItem = z.infer<typeof historyItem>

export const compareInput = z.object({ from: z.date(), to: z.date(), system: z.string().max(60).optional() })
export const compared = z.array(
  z.object({ kind: z.enum(networkKinds), key: z.string(), before: z.unknown().nullable(), after: z.unknown().nullable(), fields: z.array(z.string()) }),
)

/** One system with what belongs to it and what it touches, and what the asking person may do. */
export const systemView = z.object({
  id: z.string(),
  /** The system, its services, decisions and runbooks; flows from and to it. */
  part: network,
  /** Names of the systems and services at the other ends of its flows, by "system" or "system/service". */
  names: z.record(z.string(), z.string()),
  mayEdit: allowance,
  /** Services that have requirements and runs, and so cannot be removed: their ids by slug. */
  delivered: z.record(z.string(), z.string()),
})
export type SystemView = z.infer<typeof systemView>
