import type { Entity, Operation, Specification } from './specification.ts'
import { checkSpecification } from './specification-check.ts'
import type { SpecificationChange, SpecificationEdit } from './specification-edit.ts'
import { changeProblems } from './specification-edit-check.ts'

export interface EditProblem {
  edit: string // its id
  change: number // index into its changes
  path: string // of a property of `after`: "type.entity"; '' = the change as a whole
  message: string
}
export interface Applied {
  specification: Specification
  problems: EditProblem[]
}

/**
 * The specification with recorded edits applied in their order. A change applies where the part still says what it said
 * before (or already says what it is to say); any other is left out and reported, never forced. Pure: what was given
 * stays as it is. Parts that an edit sets name the edit instead of a statement, and the statements they came from are no
 * more than partly what the service does.
 */
export function applyEdits(read: Specification, edits: readonly SpecificationEdit[]): Applied {
  let specification = read
  const problems: EditProblem[] = []
  for (const edit of edits) {
    const known = new Set(checkSpecification(specification))
    const kept: number[] = []
    const blamed = new Map<string, number>()
    const before = specification
    for (const [index, change] of edit.changes.entries()) {
      const found = applied(specification, change, edit)
      if (typeof found === 'string') {
        problems.push({ edit: edit.id, change: index, path: '', message: found })
        continue
      }
      specification = found
      kept.push(index)
      // A later change may put right what an earlier one left open, so this is judged at the end.
      for (const problem of checkSpecification(specification)) if (!blamed.has(problem)) blamed.set(problem, index)
    }
    for (const problem of checkSpecification(specification))
      if (!known.has(problem)) problems.push({ edit: edit.id, change: blamed.get(problem) ?? 0, path: '', message: problem })
    for (const index of kept) {
      const change = edit.changes[index]
      if (change) for (const { path, message } of changeProblems(before, specification, change)) problems.push({ edit: edit.id, change: index, path, message })
    }
  }
  return { specification: problems.length > 0 || edits.length === 0 ? specification : { ...specification, edits: edits.map(listed) }, problems }
}

const listed = ({ id, name, at, reason, changes }: SpecificationEdit) => ({ id, name, at, reason, changes: changes.length })

interface Named {
  statements: string[]
}
/** A part as an edit describes it, without what only a specification has. */
const plain = <T extends Named>(part: T, ...left: string[]): object =>
  Object.fromEntries(Object.entries(part).filter(([key, value]) => key !== 'statements' && !left.includes(key) && value !== undefined))
const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? 'null'

const moved = 'The specification says something else here by now. Look at it again, then make this change anew or take it back.'

/** One part replaced. What it says now decides: `undefined` = there is none. A text instead of a part says why not. */
function replaced<T extends Named>(
  list: readonly T[],
  at: number,
  made: (statements: string[]) => T,
  change: SpecificationChange,
  edit: string,
  now: object | null,
) {
  if (same(now, change.after)) return { list: [...list], statements: [] as string[] }
  if (!same(now, change.before)) return moved
  const old = list[at]
  if (change.after === null) return { list: list.filter((_, index) => index !== at), statements: old?.statements ?? [] }
  const next = made([edit])
  return { list: old ? list.map((each, index) => (index === at ? next : each)) : [...list, next], statements: old?.statements ?? [] }
}

function applied(specification: Specification, change: SpecificationChange, edit: SpecificationEdit): Specification | string {
  const done = 'entity' in change ? onEntity(specification, change, edit.id) : onOperation(specification, change, edit.id)
  if (typeof done === 'string') return done
  const touched = new Set(done.statements)
  const note = `Changed by ${edit.name} (${edit.id}): ${edit.reason}`
  const statements = done.specification.statements.map((each) =>
    touched.has(each.id)
      ? {
          ...each,
          status: each.status === 'understood' ? ('partly' as const) : each.status,
          note: each.note.includes(note) ? each.note : `${each.note} ${note}`.trim(),
        }
      : each,
  )
  return { ...done.specification, statements }
}

interface Done {
  specification: Specification
  statements: string[]
}

function onEntity(specification: Specification, change: Extract<SpecificationChange, { entity: string }>, edit: string): Done | string {
  const entity = specification.entities.find((each) => each.id === change.entity)
  if (!entity) return `There is no ${change.entity.replaceAll('_', ' ')} any more.`
  const put = (next: Entity, statements: string[]): Done => ({
    specification: { ...specification, entities: specification.entities.map((each) => (each === entity ? next : each)) },
    statements,
  })
  if (change.part === 'states') {
    const now = entity.states && plain(entity.states)
    if (same(now, change.after)) return put(entity, [])
    if (!same(now, change.before)) return moved
    return put({ ...entity, states: change.after && { ...change.after, statements: [edit] } }, entity.states?.statements ?? [])
  }
  if (change.part === 'field') {
    const at = entity.fields.findIndex((each) => each.id === change.id)
    const old = entity.fields[at]
    const made = (statements: string[]) => ({ ...change.after, id: change.id, statements }) as Entity['fields'][number]
    const done = replaced(entity.fields, at, made, change, edit, old ? plain(old, 'id') : null)
    return typeof done === 'string' ? done : put({ ...entity, fields: done.list }, done.statements)
  }
  const at = entity.invariants.findIndex((each) => each.id === change.id)
  const old = entity.invariants[at]
  const made = (statements: string[]) => ({ ...change.after, id: change.id, statements }) as Entity['invariants'][number]
  const done = replaced(entity.invariants, at, made, change, edit, old ? plain(old, 'id') : null)
  return typeof done === 'string' ? done : put({ ...entity, invariants: done.list }, done.statements)
}

const headOf = ({ label, public: open, from, to }: Operation) => ({ label, public: open, from, to })

function onOperation(specification: Specification, change: Extract<SpecificationChange, { operation: string }>, edit: string): Done | string {
  const at = specification.operations.findIndex((each) => each.id === change.operation)
  const operation = specification.operations[at]
  if (change.part === 'operation') {
    const [entity = '', name = ''] = change.operation.split('.')
    const fresh = { id: change.operation, entity, name, kind: 'action' as const, permissions: [], inputs: [], fields: null, conditions: [], effects: [] }
    const made = () => ({ ...(operation ?? fresh), ...change.after, statements: [...(operation?.statements ?? []), edit] }) as Operation
    const done = replaced(specification.operations, at, made, change, edit, operation ? headOf(operation) : null)
    return typeof done === 'string' ? done : { specification: { ...specification, operations: done.list }, statements: done.statements }
  }
  if (!operation) return `There is no ${change.operation.replace(/[._]/g, ' ')} any more.`
  const put = (next: Operation, statements: string[]): Done => ({
    specification: { ...specification, operations: specification.operations.map((each) => (each === operation ? next : each)) },
    statements,
  })
  if (change.part === 'permission') {
    const index = operation.permissions.findIndex((each) => each.role === change.role)
    const old = operation.permissions[index]
    const made = (statements: string[]) => ({ ...change.after, role: change.role, statements }) as Operation['permissions'][number]
    const done = replaced(operation.permissions, index, made, change, edit, old ? plain(old, 'role') : null)
    return typeof done === 'string' ? done : put({ ...operation, permissions: done.list }, done.statements)
  }
  const find = (value: object | null) => operation.conditions.findIndex((each) => same(plain(each), value))
  const now = find(change.before)
  const already = find(change.after)
  const index = now >= 0 ? now : already
  const old = operation.conditions[index]
  const made = (statements: string[]) => ({ ...change.after, statements }) as Operation['conditions'][number]
  const done = replaced(operation.conditions, index, made, change, edit, old ? plain(old) : null)
  return typeof done === 'string' ? done : put({ ...operation, conditions: done.list }, done.statements)
}
