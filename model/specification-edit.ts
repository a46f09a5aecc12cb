import { z } from 'zod'
import { field, invariant, states } from './entity.ts'
import { id } from './identifier.ts'
import { requestKey } from './list.ts'
import { condition, operation, permission } from './operation.ts'

/**
 * What a person changes in a specification after it was read: one named part before and after, so that the same edit
 * can be applied to a later reading, and be refused where that reading says something else by then.
 */
const oneLine = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write something.')
    .max(longest, `Keep it within ${longest} characters.`)
    .refine((t) => t.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(t), 'One line of text, without control characters.')

const editedField = field.omit({ id: true, statements: true }).extend({ label: oneLine(80) })
const editedStates = states.omit({ statements: true }).extend({
  values: z
    .array(z.object({ id, label: oneLine(80) }))
    .min(1, 'At least one state.')
    .max(40, 'At most 40 states.'),
})
const editedRule = invariant.omit({ id: true, statements: true }).extend({ message: oneLine(300) })
const editedCondition = condition.omit({ statements: true }).extend({ message: oneLine(300) })
const editedPermission = permission.omit({ role: true, statements: true })
const editedOperation = operation.pick({ label: true, public: true, from: true, to: true }).extend({ label: oneLine(80) })
const operationId = operation.shape.id

/** before null: added; after null: removed. */
const between = <T extends z.ZodType>(value: T) => ({ before: value.nullable(), after: value.nullable() })
export const specificationChange = z.discriminatedUnion('part', [
  z.object({ part: z.literal('field'), entity: id, id, ...between(editedField) }),
  z.object({ part: z.literal('states'), entity: id, ...between(editedStates) }),
  z.object({ part: z.literal('rule'), entity: id, id, ...between(editedRule) }),
  z.object({ part: z.literal('operation'), operation: operationId, ...between(editedOperation) }),
  z.object({ part: z.literal('permission'), operation: operationId, role: id, ...between(editedPermission) }),
  z.object({ part: z.literal('condition'), operation: operationId, ...between(editedCondition) }),
])

const maximalChanges = 100
export const maximalEditBytes = 262_144
const deepest = 60

/** Looked at before anything recursive is: a hostile nesting must not exhaust the stack. */
function shallow(value: unknown): boolean {
  const open: [unknown, number][] = [[value, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [at, depth] = next
    if (typeof at !== 'object' || at === null) continue
    if (depth > deepest) return false
    for (const inner of Object.values(at)) open.push([inner, depth + 1])
  }
  return true
}
const small = (value: unknown) => new TextEncoder().encode(JSON.stringify(value) ?? '').byteLength <= maximalEditBytes

export const specificationChanges = z
  .unknown()
  .refine(shallow, 'An edit is nested too deeply. Split the rule in two.')
  .pipe(
    z
      .array(specificationChange)
      .max(maximalChanges, `At most ${maximalChanges} changes in one edit. Save what is ready and go on with another.`)
      .refine(small, 'An edit has at most 256 KiB. Save it in parts, or write a new revision of the text.'),
  )

/** As it is kept with the revision that it made, and with every later one until it is withdrawn. */
export const specificationEdit = z.object({
  id: z.string().regex(/^edit-\d{1,6}$/), // edit-4 made revision 4
  by: z.string(), // a person's id
  name: z.string(),
  at: z.string(), // ISO 8601
  reason: z.string(),
  changes: z.array(specificationChange),
})

export const requirementEditInput = z
  .object({
    id: z.string().max(80),
    requestKey,
    base: z.number().int().min(1), // the revision whose specification was edited
    changes: specificationChanges,
    withdraw: z.array(z.string().max(20)).max(100).default([]), // ids of earlier edits that no longer apply from here on
    reason: z.string().trim().min(3, 'Say why in a few words; it stands in the record.').max(500, 'Keep the reason within 500 characters.'),
    askFirst: z.boolean().default(false),
    start: z.boolean().default(true),
  })
  .refine((input) => input.changes.length + input.withdraw.length > 0, { path: ['changes'], message: 'Nothing is changed.' })

export type SpecificationChange = z.infer<typeof specificationChange>
export type SpecificationEdit = z.infer<typeof specificationEdit>
export type RequirementEditInput = z.infer<typeof requirementEditInput>

/** Which part a change is about. Conditions have no name: theirs is what they said before, or the text of a new one. */
export const changeKey = (change: SpecificationChange): string => {
  if (change.part === 'field' || change.part === 'rule') return `${change.part} ${change.entity}.${change.id}`
  if (change.part === 'states') return `states ${change.entity}`
  if (change.part === 'operation') return `operation ${change.operation}`
  if (change.part === 'permission') return `permission ${change.operation} ${change.role}`
  return `condition ${change.operation} ${change.before ? JSON.stringify(change.before) : `new ${change.after?.message ?? ''}`}`
}
