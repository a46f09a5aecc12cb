import type { NetworkFlow, NetworkService } from '#model/network.ts'
import {
  type Applied,
  canonical,
  elementsOf,
  type NetworkChange,
  type NetworkKind,
  type NetworkRecord,
  networkKinds,
  systemsOf,
} from '#model/network-change.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { Problem } from '#server/domain/problem.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvents } from '#server/events/append.ts'
import { type CheckedChange, checkForms, type Difference } from './changes.ts'
import { appendHistory } from './history.ts'
import { requireIntegrity } from './integrity.ts'
import { mayChange } from './policy.ts'
import { loadNetwork, type Part, type Stored } from './rows.ts'
import { writeRows } from './write.ts'

/** With more changes than this it is cheaper to read everything than to ask for each. */
const fewChanges = 300

/**
 * Applies all of the changes or none of them, in one transaction with their history, event and audit entry. A change that
 * changes nothing is dropped; `changeset` is null when nothing is left. A change with `before` is applied only while the
 * element is still so.
 */
export async function applyChanges(actor: Actor, changes: readonly NetworkChange[], note: string): Promise<Applied> {
  const checked = checkForms(changes)
  return transact((tx) => applyChecked(tx, actor, checked, note))
}

/** The same within the transaction of somebody else, who appends no event before it. */
export async function applyChecked(tx: Tx, actor: Actor, changes: readonly CheckedChange[], note: string): Promise<Applied> {
  // One change of the network at a time: what one refers to another must not remove meanwhile, and the history has one order.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gantry_network'))`
  const stored = await loadNetwork(tx, partFor(changes))
  const effective = effectiveChanges(actor, changes, stored)
  if (effective.length === 0) return { changeset: null, changed: 0 }
  await requireIntegrity(tx, actor, stored, effective)
  const ids = await writeRows(tx, stored, effective)
  const idsOf = (record: NetworkRecord | null, kind: NetworkKind) => (record ? systemsOf(kind, record) : []).flatMap((slug) => ids.get(slug) ?? [])
  const entries = effective.map(({ kind, key, before, after }) => ({
    kind,
    key,
    before,
    after,
    systems: [...new Set([...idsOf(before, kind), ...idsOf(after, kind)])],
  }))
  const changeset = await appendHistory(tx, actor, entries, note)
  const after = { elements: effective.length, keys: effective.slice(0, 20).map(({ kind, key }) => `${kind} ${key}`) }
  await appendAudit(tx, actor, { action: 'network.change', subject: changeset, after, reason: note })
  await announce(tx, actor, changeset, [...new Set(entries.flatMap(({ systems }) => systems))], effective.length)
  return { changeset, changed: effective.length }
}

function partFor(changes: readonly CheckedChange[]): Part {
  if (changes.length > fewChanges) return {}
  const keys = (kind: NetworkKind) => changes.filter((change) => change.kind === kind).map(({ key }) => key)
  const removed = changes.filter(({ kind, after }) => kind === 'system' && after === null).map(({ key }) => key)
  const gone = changes.filter(({ kind, after }) => kind === 'service' && after === null).map(({ key }) => key.split('/')[1] ?? '')
  const systems = changes.flatMap(({ after, kind }) => (after && kind === 'decision' ? systemsOf(kind, after) : []))
  const inRemoved = { system: { slug: { in: removed } } }
  return {
    flows: {
      OR: [
        { key: { in: keys('flow') } },
        { from: { slug: { in: removed } } },
        { to: { slug: { in: removed } } },
        { fromService: { slug: { in: gone } } },
        { toService: { slug: { in: gone } } },
      ],
    },
    decisions: { OR: [{ key: { in: keys('decision') } }, inRemoved, { system: { slug: { in: systems } } }] },
    runbooks: { OR: [{ key: { in: keys('runbook') } }, inRemoved] },
  }
}

/** What really changes, for somebody who may: against what is there now. */
function effectiveChanges(actor: Actor, changes: readonly CheckedChange[], stored: Stored): Difference[] {
  const elements = elementsOf(stored.network)
  const idOf = idsWith(stored, changes)
  const found: Difference[] = []
  for (const change of changes) {
    const { kind, key, index } = change
    const before = elements.get(`${kind} ${key}`)?.record ?? null
    const after = asSaid(actor, kind, before, change.after)
    if (canonical(before) === canonical(after)) continue
    requireAllowed(actor, change, before, after, idOf)
    if (change.before !== undefined && canonical(change.before) !== canonical(before))
      throw new Problem(
        'conflict',
        before === null
          ? `The ${kind} ${key} has been removed by somebody else meanwhile. Nothing of yours was applied.`
          : `The ${kind} ${key} ${change.before === null ? 'exists already' : 'was changed by somebody else meanwhile'}. Nothing of yours was applied.`,
        { [`changes.${index}.before`]: ['changed'] },
      )
    found.push({ index, kind, key, before, after, fields: [], delivered: change.delivered })
  }
  return found.sort((a, b) => networkKinds.indexOf(a.kind) - networkKinds.indexOf(b.kind))
}

/** Ids by slug; a system that the same changes add has none yet and counts as one the actor may change, because adding it is checked by itself. */
function idsWith(stored: Stored, changes: readonly CheckedChange[]): (slug: string) => string | undefined {
  const added = new Set(changes.filter(({ kind, after, key }) => kind === 'system' && after !== null && !stored.ids.systems.has(key)).map(({ key }) => key))
  return (slug) => stored.ids.systems.get(slug) ?? (added.has(slug) ? 'sys_new' : undefined)
}

/** Only a delivery says what was built and what a contract states; what a person changes is stated by that person from then on. */
function asSaid(actor: Actor, kind: NetworkKind, before: NetworkRecord | null, after: NetworkRecord | null): NetworkRecord | null {
  if (after === null || actor.person === null) return after
  if (kind === 'service') return { ...(after as NetworkService), built: (before as NetworkService | null)?.built ?? null }
  if (kind === 'flow' && (after as NetworkFlow).source === 'contract' && canonical(before) !== canonical(after))
    return { ...(after as NetworkFlow), source: 'stated' }
  return after
}

function requireAllowed(
  actor: Actor,
  { kind, key, index }: CheckedChange,
  before: NetworkRecord | null,
  after: NetworkRecord | null,
  idOf: (slug: string) => string | undefined,
) {
  for (const record of [before, after]) {
    if (record === null) continue
    const isNewSystem = kind === 'system' && before === null
    const verdict = mayChange(actor, kind, record, isNewSystem ? () => undefined : idOf)
    if (verdict === 'read only')
      throw new Problem('forbidden', `You may not change the ${kind} ${key}: this needs the role architect or admin there. Ask an admin for it.`)
    if (verdict === 'hidden' && record === before)
      throw new Problem('conflict', `The name ${key} is taken. Choose another one.`, { [`changes.${index}.key`]: ['This name is taken.'] })
    if (verdict === 'hidden') {
      const hidden = systemsOf(kind, record).filter((slug) => !actorMaySee(actor, idOf(slug)))
      const field = kind !== 'flow' ? 'system' : hidden.includes((record as NetworkFlow).from.system) ? 'from' : 'to'
      const message = `There is no system ${hidden.join(' or ')}, or you may not see it.`
      throw new Problem('invalid', message, { [`changes.${index}.${field}`]: [message] })
    }
  }
}
const actorMaySee = (actor: Actor, id: string | undefined) => id !== undefined && actorMay(actor, 'read', id)

/** Readers of some systems only hear about those; many at once are told to those who read all. */
async function announce(tx: Tx, actor: Actor, changeset: string, systems: readonly string[], elements: number): Promise<void> {
  const event = { kind: 'network.changed', actor: actor.id, data: { changeset, elements } }
  await appendEvents(tx, systems.length > 0 && systems.length <= 20 ? systems.map((systemId) => ({ ...event, systemId })) : [event])
}
