import { createHash } from 'node:crypto'
import type { ImportProblem, PreviewedChange } from '#model/exchange.ts'
import { type Network, placeKey } from '#model/network.ts'
import { canonical, changedFields, elementsOf, type NetworkChange, type NetworkRecord, networkKinds, recordSchemas } from '#model/network-change.ts'
import type { Stated } from './format.ts'

export interface Merged {
  /** Only what differs, with what it was before: nothing is applied when that is no longer so. */
  changes: NetworkChange[]
  previewed: PreviewedChange[]
  problems: Omit<ImportProblem, 'excerpt'>[]
  digest: string
}
type Facts = Record<string, unknown>

const nothingAbsent = { changes: [], remove: false }

/** What the statements make of the present network: fields that no file states keep their values. */
export function merge(statements: readonly Stated[], network: Network, absent: { changes: readonly NetworkChange[]; remove: boolean } = nothingAbsent): Merged {
  const present = elementsOf(network)
  const merged: Merged = { changes: [], previewed: [], problems: [], digest: '' }
  const ordered = [...statements].sort((a, b) => networkKinds.indexOf(a.kind) - networkKinds.indexOf(b.kind))
  for (const { kind, key, after, at } of ordered) {
    const before = (present.get(`${kind} ${key}`)?.record ?? null) as Facts | null
    const parsed = recordSchemas[kind].safeParse(united(before, kind === 'flow' && !before ? { source: 'imported', ...after } : after))
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      merged.problems.push({
        ...at,
        message: `${kind} ${key}: ${issue?.path.length ? `${issue.path.join('.')} ${before ? 'does not fit' : 'is missing or does not fit'}; ` : ''}${issue?.message ?? 'it does not fit'}`,
      })
      continue
    }
    const record = parsed.data as NetworkRecord
    const fields = before ? changedFields(before, record) : Object.keys(record).filter((name) => isStated((record as unknown as Facts)[name]))
    const action = before === null ? 'added' : fields.length > 0 ? 'changed' : 'unchanged'
    if (action !== 'unchanged') merged.changes.push({ kind, key, before, after: record })
    merged.previewed.push({
      kind,
      key,
      label: labelOf(record),
      action,
      fields: fields.map((name) => ({ name, before: before && textOf(before[name]), after: textOf((record as unknown as Facts)[name]) })),
      file: at.file,
      line: at.line,
    })
  }
  for (const change of absent.changes) {
    if (absent.remove) merged.changes.push(change)
    const label = labelOf(change.before as NetworkRecord)
    merged.previewed.push({ kind: change.kind, key: change.key, label, action: absent.remove ? 'removed' : 'unnamed', fields: [], file: '', line: null })
  }
  merged.digest = createHash('sha256').update(canonical(merged.changes)).digest('hex')
  return merged
}

/** Targets and owners are groups of facts: one of them stated leaves the others as they are, unless the owner is another one. */
function united(before: Facts | null, after: Facts): Facts {
  if (before === null) return after
  const whole: Facts = { ...before, ...after }
  for (const name of ['targets', 'owner']) {
    const [old, next] = [before[name], after[name]]
    if (!isGroup(old) || !isGroup(next) || (name === 'owner' && old.team !== next.team)) continue
    whole[name] = { ...old, ...Object.fromEntries(Object.entries(next).filter(([, value]) => value !== null && value !== undefined)) }
  }
  return whole
}
const isGroup = (value: unknown): value is Facts => typeof value === 'object' && value !== null && !Array.isArray(value)
const isStated = (value: unknown): boolean => value !== null && value !== undefined && value !== 'unknown' && !(Array.isArray(value) && value.length === 0)

const labelOf = (record: NetworkRecord): string =>
  'title' in record ? record.title : 'name' in record ? record.name : `${placeKey(record.from)} → ${placeKey(record.to)}`

const facts: Record<string, (value: unknown) => string> = {
  team: String,
  apiP95Ms: (value) => `p95 ${value} ms`,
  throughputRps: (value) => `${value} requests/s`,
  concurrentUsers: (value) => `${value} users`,
  availabilityPercent: (value) => `${value} % available`,
}

/** A value as people read it. */
function textOf(value: unknown): string | null {
  if (!isStated(value)) return null
  if (Array.isArray(value)) return value.join(', ')
  if (!isGroup(value)) return String(value)
  if ('system' in value) return value.service ? `${value.system}/${value.service}` : String(value.system)
  return Object.entries(value)
    .filter(([, each]) => isStated(each))
    .map(([name, each]) => facts[name]?.(each) ?? `${name} ${each}`)
    .join(', ')
}
