import { type Place, placeKey } from '#model/network.ts'
import { elementsOf, type NetworkKind, type NetworkRecord, type NetworkRecords } from '#model/network-change.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay } from '#server/domain/actor.ts'
import { Problem } from '#server/domain/problem.ts'
import { type Difference, requireNoFields } from './changes.ts'
import type { Stored } from './rows.ts'

type Elements = Map<string, { kind: NetworkKind; key: string; record: NetworkRecord }>

/** The network as it would be holds together: ends exist, numbers are unique, nothing hangs on what is removed. */
export async function requireIntegrity(tx: Tx, actor: Actor, stored: Stored, changes: readonly Difference[]): Promise<void> {
  const next = elementsOf(stored.network)
  for (const { kind, key, after } of changes) {
    if (after) next.set(`${kind} ${key}`, { kind, key, record: after })
    else next.delete(`${kind} ${key}`)
  }
  requireNothingHangs(actor, stored, next, changes)
  requireKnownPlaces(next, changes)
  requireNumbers(next, changes)
  await requireNothingDelivered(tx, stored, changes)
}

function requireKnownPlaces(next: Elements, changes: readonly Difference[]): void {
  const fields: Record<string, string[]> = {}
  const need = (index: number, field: string, { system, service }: Place) => {
    const message = !next.has(`system ${system}`)
      ? `There is no system ${system}, or you may not see it.`
      : service && !next.has(`service ${system}/${service}`)
        ? `${system} has no service ${service}.`
        : null
    if (message) fields[`changes.${index}.${field}`] = [message]
  }
  for (const { index, kind, after } of changes) {
    if (!after || kind === 'system') continue
    if (kind === 'flow') {
      const { from, to } = after as NetworkRecords['flow']
      need(index, 'from', from)
      need(index, 'to', to)
      if (placeKey(from) === placeKey(to)) fields[`changes.${index}.to`] = ['A flow leads from one place to another; choose two.']
    } else need(index, 'system', { system: (after as NetworkRecords['service']).system, service: null })
  }
  requireNoFields(fields)
}

function requireNumbers(next: Elements, changes: readonly Difference[]): void {
  if (!changes.some(({ kind, after }) => kind === 'decision' && after)) return
  const taken = new Map<string, string>()
  for (const { kind, key, record } of next.values()) {
    if (kind !== 'decision') continue
    const { system, number } = record as NetworkRecords['decision']
    const other = taken.get(`${system} ${number}`)
    taken.set(`${system} ${number}`, key)
    const change = other && changes.findLast((each) => each.kind === 'decision' && (each.key === key || each.key === other))
    if (change) requireNoFields({ [`changes.${change.index}.number`]: [`${system} has a decision number ${number} already.`] })
  }
}

const shown = 5
/** Names what would be left without its place; what the actor may not see is said to be there, but not named. */
function requireNothingHangs(actor: Actor, stored: Stored, next: Elements, changes: readonly Difference[]): void {
  const maySee = (slug: string) => {
    const id = stored.ids.systems.get(slug)
    return id === undefined || actorMay(actor, 'read', id)
  }
  for (const { index, kind, key, after, before } of changes) {
    if (after || (kind !== 'system' && kind !== 'service')) continue
    const hanging = [...next.values()].filter((each) => each.kind !== 'system' && hangsOn(each, kind, key))
    if (hanging.length === 0) continue
    const visible = hanging.filter(
      ({ kind: of, record }) =>
        of !== 'flow' || [(record as NetworkRecords['flow']).from, (record as NetworkRecords['flow']).to].every(({ system }) => maySee(system)),
    )
    const names = visible.slice(0, shown).map((each) => `${each.kind} ${titleOf(each)}`)
    const more = [
      visible.length > shown && `${visible.length - shown} more`,
      visible.length < hanging.length && 'flows of systems that you may not see',
    ].filter(Boolean)
    const message = `${(before as { name: string }).name} cannot be removed while this hangs on it: ${[...names, ...more].join(', ')}. Remove it first, or together.`
    throw new Problem('conflict', message, { [`changes.${index}.key`]: [message] })
  }
}

function hangsOn({ kind, record }: { kind: NetworkKind; record: NetworkRecord }, on: 'system' | 'service', key: string): boolean {
  if (kind === 'flow') {
    const { from, to } = record as NetworkRecords['flow']
    return [from, to].some((place) => (on === 'system' ? place.system === key : placeKey(place) === key))
  }
  return on === 'system' && (record as NetworkRecords['service']).system === key
}

function titleOf({ kind, key, record }: { kind: NetworkKind; key: string; record: NetworkRecord }): string {
  if (kind === 'flow') return `${placeKey((record as NetworkRecords['flow']).from)} → ${placeKey((record as NetworkRecords['flow']).to)}`
  if (kind === 'service') return (record as NetworkRecords['service']).name
  return kind === 'system' ? key : `“${(record as NetworkRecords['decision']).title}”`
}

/** Requirements, runs and running instances are records of what happened; they keep their service and its system. */
async function requireNothingDelivered(tx: Tx, stored: Stored, changes: readonly Difference[]): Promise<void> {
  for (const { index, kind, key, after, before } of changes) {
    if (after) continue
    const id = kind === 'service' ? stored.ids.services.get(key) : kind === 'system' ? stored.ids.systems.get(key) : undefined
    if (!id) continue
    const where = kind === 'service' ? { serviceId: id } : { systemId: id }
    const requirements = await tx.requirement.count({ where })
    if (requirements === 0) continue
    const { name } = before as { name: string }
    const message = `${name} cannot be removed: ${requirements === 1 ? 'a requirement' : `${requirements} requirements`} with its runs and releases ${requirements === 1 ? 'belongs' : 'belong'} to it. Set its lifecycle to retired instead.`
    throw new Problem('conflict', message, { [`changes.${index}.key`]: [message] })
  }
}
