import type { Specification } from '#model/specification.ts'
import { type Applied, applyEdits } from '#model/specification-apply.ts'
import { changeKey, type SpecificationChange, specificationChanges } from '#model/specification-edit.ts'

/** What is being edited, kept in this browser until it is saved. `key` makes a double click one revision. */
export interface EditDraft {
  key: string
  changes: SpecificationChange[]
  reason: string
}
export const emptyEdit = (): EditDraft => ({ key: crypto.randomUUID(), changes: [], reason: '' })

/** Parts that only this draft set carry its id. */
export const draftId = 'edit-0'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * The changes with one more. A part that was changed before keeps what it said at first, and a part that says again what
 * it said at first is no change. `over`: the key under which a condition was kept, when its text became another.
 */
export function withChange(changes: readonly SpecificationChange[], change: SpecificationChange): SpecificationChange[] {
  const earlier = changes.findIndex((each) => continues(each, change))
  const first = changes[earlier]
  const merged = first ? ({ ...change, before: first.before } as SpecificationChange) : change
  const others = changes.filter((_, index) => index !== earlier)
  if (same(merged.before, merged.after)) return others
  return first ? changes.map((each, index) => (index === earlier ? merged : each)) : [...others, merged]
}
/** Conditions have no name: a change of one goes on where the earlier one ended. */
const continues = (earlier: SpecificationChange, change: SpecificationChange): boolean =>
  change.part === 'condition'
    ? earlier.part === 'condition' && earlier.operation === change.operation && change.before !== null && same(earlier.after, change.before)
    : changeKey(earlier) === changeKey(change)

export const applyDraft = (base: Specification, changes: readonly SpecificationChange[]): Applied =>
  applyEdits(base, changes.length > 0 ? [{ id: draftId, by: '', name: 'You', at: '', reason: 'not saved yet', changes: [...changes] }] : [])

/** What is wrong with a change, by property of what it leads to ("type.max"); '' is the change as a whole. */
export function problemsOf(base: Specification, changes: readonly SpecificationChange[], change: SpecificationChange): Record<string, string> {
  const found: Record<string, string> = {}
  const parsed = specificationChanges.safeParse([change])
  for (const issue of parsed.error?.issues ?? []) found[issue.path.slice(2).join('.')] ??= issue.message
  if (parsed.error) return found
  const all = withChange(changes, change)
  const known = new Set(applyDraft(base, changes).problems.map((each) => each.message))
  for (const { path, message } of applyDraft(base, all).problems) if (!known.has(message)) found[path] ??= message
  return found
}

/** snake_case from what people call something; what is left of a name may be nothing. */
export const idFrom = (label: string, taken: readonly string[]): string => {
  const base = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 50)
  if (base === '') return ''
  let id = base
  for (let n = 2; taken.includes(id); n++) id = `${base}_${n}`
  return id
}

/** A part as a change describes it. */
export const plain = <T extends { statements: string[] }, K extends keyof T = never>(part: T, ...left: K[]): Omit<T, 'statements' | K> =>
  Object.fromEntries(Object.entries(part).filter(([key, value]) => key !== 'statements' && !left.includes(key as K) && value !== undefined)) as Omit<
    T,
    'statements' | K
  >
