import { type ElementDifference, keyOf, type NetworkChange, type NetworkKind, type NetworkRecord, recordSchemas } from '#model/network-change.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { Problem } from '#server/domain/problem.ts'

export const changesLimit = 30_000
/** A change whose forms have been checked. `index` is its place in what was asked, for the fields of an error. */
export interface CheckedChange {
  index: number
  kind: NetworkKind
  key: string
  before: NetworkRecord | null | undefined
  after: NetworkRecord | null
  /** Of a service: what its contract says, kept beside what people state. Only deliveries give it. */
  delivered?: Prisma.InputJsonObject
}
export interface Difference extends ElementDifference {
  index: number
  delivered?: Prisma.InputJsonObject | undefined
}

/** Forms, keys and repetitions; everything that can be said without looking at what is there. */
export function checkForms(changes: readonly NetworkChange[]): CheckedChange[] {
  if (changes.length > changesLimit)
    throw new Problem('too_large', `${changes.length.toLocaleString('en')} changes at once are too many; apply at most ${changesLimit.toLocaleString('en')}.`)
  const fields: Record<string, string[]> = {}
  const seen = new Set<string>()
  const checked = changes.map((change, index): CheckedChange => {
    const { kind, key } = change
    const parsed = change.after === null || change.after === undefined ? null : recordSchemas[kind].safeParse(change.after)
    for (const issue of parsed?.error?.issues ?? []) add(fields, `changes.${index}.${issue.path.join('.')}`, issue.message)
    const after = parsed?.data ?? null
    if (after && keyOf(kind, after) !== key)
      add(
        fields,
        `changes.${index}.${kind === 'system' || kind === 'service' ? 'slug' : 'key'}`,
        `What is named ${key} keeps that name; make a new one instead.`,
      )
    if (kind === 'system' && after && reserved.has(key))
      add(fields, `changes.${index}.slug`, `/network/${key} is another page of the console; choose another short name.`)
    if (seen.has(`${kind} ${key}`)) add(fields, `changes.${index}.key`, `The ${kind} ${key} is changed twice.`)
    seen.add(`${kind} ${key}`)
    const before = change.before === undefined || change.before === null ? change.before : recordSchemas[kind].safeParse(change.before).data
    return { index, kind, key, after, before }
  })
  requireNoFields(fields)
  return checked
}

/** Pages beside those of systems. */
const reserved = new Set(['new', 'import', 'export', 'views', 'scorecards'])
const add = (fields: Record<string, string[]>, name: string, message: string) => {
  fields[name] = [...(fields[name] ?? []), message]
}
export function requireNoFields(fields: Record<string, string[]>): void {
  const all = Object.entries(fields)
  if (all.length === 0) return
  const some = all.slice(0, 5).map(([name, messages]) => `${name.replace(/^changes\.\d+\./, '')}: ${messages.join(' ')}`)
  throw new Problem('invalid', `Nothing was changed. ${some.join(' ')}${all.length > 5 ? ` And ${all.length - 5} more.` : ''}`, fields)
}
