import type { Expression } from '#model/expression.ts'
import type { Entity, Field, Operation, Specification, View } from '#model/specification.ts'

/** The specification without one of its rules, or with one of its numbers changed. */
export interface Mutant {
  kind: 'removed' | 'changed'
  rule: string
  statements: string[]
  specification: Specification
}

/** Walks over a copy: `edit` changes it in place and answers what it did, null for nothing to change. */
type Edit = (copy: Specification) => { rule: string; statements: readonly string[] } | null

const label = (entity: { id: string }, of: { id: string }): string => `${entity.id}.${of.id}`
const at = <T>(list: T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new Error(`There is no element ${index}.`)
  return found
}

/** Takes element `index` out of the list that `from` finds in the copy. */
const without =
  <T extends { statements: readonly string[] }>(from: (copy: Specification) => T[], index: number, rule: (gone: T) => string): Edit =>
  (copy) => {
    const list = from(copy)
    const gone = at(list, index)
    list.splice(index, 1)
    return { rule: rule(gone), statements: gone.statements }
  }

const flags = ['required', 'unique', 'immutable'] as const
const limits = ['min', 'max', 'exclusiveMin', 'pattern'] as const

function fieldEdits(find: (copy: Specification) => Field, name: string, original: Field): Edit[] {
  const { statements } = original
  const edit =
    (rule: string, change: (field: Field) => unknown): Edit =>
    (copy) => {
      change(find(copy))
      return { rule: `${name} ${rule}`, statements }
    }
  const type = original.type as Record<string, unknown>
  return [
    ...flags.filter((flag) => original[flag]).map((flag) => edit(flag, (field) => Object.assign(field, { [flag]: false }))),
    ...limits.filter((limit) => type[limit] !== undefined).map((limit) => edit(limit, (field) => void delete (field.type as Record<string, unknown>)[limit])),
    ...(original.default ? [edit('default', (field) => void delete field.default)] : []),
    ...(type.kind === 'enum' ? [edit('listed values', (field) => Object.assign(field, { type: { kind: 'text' } }))] : []),
  ]
}

function entityEdits(entity: Entity, e: number): Edit[] {
  const of = (copy: Specification): Entity => at(copy.entities, e)
  return [
    ...entity.fields.flatMap((field, f) => (field.source === 'client' ? fieldEdits((copy) => at(of(copy).fields, f), label(entity, field), field) : [])),
    ...entity.uniques.map((_, i) =>
      without(
        (copy) => of(copy).uniques,
        i,
        (gone) => `${entity.id} unique ${gone.fields.join(' + ')}`,
      ),
    ),
    ...entity.invariants.map((_, i) =>
      without(
        (copy) => of(copy).invariants,
        i,
        (gone) => `${entity.id} always: ${gone.message}`,
      ),
    ),
    ...entity.frozen.map((_, i) =>
      without(
        (copy) => of(copy).frozen,
        i,
        (gone) => `${entity.id} frozen: ${gone.message}`,
      ),
    ),
    ...(entity.appendOnly
      ? [
          ((copy) => {
            of(copy).appendOnly = false
            return { rule: `${entity.id} append-only`, statements: entity.statements }
          }) satisfies Edit,
        ]
      : []),
  ]
}

function operationEdits(operation: Operation, o: number): Edit[] {
  const of = (copy: Specification): Operation => at(copy.operations, o)
  const edit =
    (rule: string, statements: readonly string[], change: (operation: Operation) => unknown): Edit =>
    (copy) => {
      change(of(copy))
      return { rule: `${operation.id} ${rule}`, statements }
    }
  return [
    ...operation.conditions.map((_, i) =>
      without(
        (copy) => of(copy).conditions,
        i,
        (gone) => `${operation.id} needs: ${gone.message}`,
      ),
    ),
    ...operation.effects.map((_, i) =>
      without(
        (copy) => of(copy).effects,
        i,
        (gone) => `${operation.id} effect ${gone.kind}${gone.kind === 'set' ? ` ${Object.keys(gone.values).join(', ')}` : ''}`,
      ),
    ),
    // A role that may no more: whoever has it must notice. One that may alone leaves an operation nobody can call, which is not built.
    ...operation.permissions.map((_, i) =>
      without(
        (copy) => of(copy).permissions,
        i,
        (gone) => `${operation.id} by ${gone.role}`,
      ),
    ),
    ...operation.permissions.flatMap((p, i) =>
      p.own === null ? [] : [edit(`own ${p.role}`, p.statements, (copy) => Object.assign(at(copy.permissions, i), { own: null }))],
    ),
    ...operation.permissions.flatMap((p, i) => (p.when ? [edit(`${p.role} when`, p.statements, (copy) => void delete at(copy.permissions, i).when)] : [])),
    ...(operation.from.length > 0 && operation.kind !== 'create'
      ? [edit(`from ${operation.from.join(', ')}`, operation.statements, (copy) => Object.assign(copy, { from: [] }))]
      : []),
    ...(operation.to && operation.kind !== 'create' ? [edit(`to ${operation.to}`, operation.statements, (copy) => Object.assign(copy, { to: null }))] : []),
    ...operation.inputs.flatMap((input, i) => fieldEdits((copy) => at(of(copy).inputs, i), `${operation.id}(${input.id})`, input)),
  ]
}

function viewEdits(view: View, v: number): Edit[] {
  const of = (copy: Specification): View => at(copy.views, v)
  const edit =
    (rule: string, change: (view: View) => unknown): Edit =>
    (copy) => {
      change(of(copy))
      return { rule: `${view.id} ${rule}`, statements: view.statements }
    }
  const list = <K extends 'search' | 'filters' | 'sort'>(key: K): Edit[] =>
    view[key].map((_, i) => edit(`${key} ${i + 1}`, (copy) => void copy[key].splice(i, 1)))
  return [
    ...list('search'),
    ...list('filters'),
    ...list('sort'),
    ...(view.where ? [edit('where', (copy) => void delete copy.where)] : []),
    ...(view.report?.limit ? [edit('limit', (copy) => copy.report && Object.assign(copy.report, { limit: null }))] : []),
  ]
}

/** Every number of a rule, as the place that holds it: bounds of types, and literals in expressions. */
function numbersOf(node: unknown, path: string[], found: { path: string[]; value: number }[]): void {
  if (node === null || typeof node !== 'object') return
  const record = node as Record<string, unknown>
  const { kind, value } = record as Partial<Expression & { value: unknown }>
  if (kind === 'literal' && typeof value === 'number') found.push({ path: [...path, 'value'], value })
  for (const key of ['min', 'max']) {
    const bound = record[key]
    if (typeof bound === 'number' && typeof kind === 'string') found.push({ path: [...path, key], value: bound })
  }
  for (const [key, child] of Object.entries(record)) if (key !== 'statements') numbersOf(child, [...path, key], found)
}

/** The statements of the innermost part that names some, and where that part is. */
function owner(specification: Specification, path: string[]): { name: string; statements: string[] } {
  let node: unknown = specification
  let statements: string[] = []
  const names: string[] = []
  for (const key of path) {
    node = (node as Record<string, unknown>)[key]
    const { id, statements: own } = (node ?? {}) as { id?: string; statements?: string[] }
    if (Array.isArray(own)) statements = own
    if (typeof id === 'string') names.push(id)
  }
  return { name: names.join('.'), statements }
}

function changeNumber(specification: Specification, { path, value }: { path: string[]; value: number }): Mutant {
  const copy = structuredClone(specification)
  let node = copy as unknown as Record<string, unknown>
  for (const key of path.slice(0, -1)) node = node[key] as Record<string, unknown>
  const last = path.at(-1) ?? ''
  // Looser, so that something that was refused is let through; an inverted range would be no rule at all.
  const changed = last === 'min' ? value - 1 : value + 1
  node[last] = changed
  const { name, statements } = owner(specification, path)
  return { kind: 'changed', rule: `${name} ${last === 'value' ? '' : `${last} `}${value} → ${changed}`, statements, specification: copy }
}

/** Every rule removed once, and every number changed once. What names no statement is nobody's rule and stays. */
export function mutantsOf(specification: Specification): Mutant[] {
  const edits: Edit[] = [
    ...specification.entities.flatMap(entityEdits),
    ...specification.operations.flatMap(operationEdits),
    ...specification.views.flatMap(viewEdits),
    ...specification.deadlines.map((_, i) =>
      without(
        (copy) => copy.deadlines,
        i,
        (gone) => `deadline ${gone.id}`,
      ),
    ),
  ]
  const removed = edits.flatMap((edit): Mutant[] => {
    const copy = structuredClone(specification)
    const done = edit(copy)
    return done ? [{ kind: 'removed', rule: done.rule, statements: [...done.statements], specification: copy }] : []
  })
  const numbers: { path: string[]; value: number }[] = []
  for (const part of ['entities', 'operations', 'views', 'deadlines'] as const) numbersOf(specification[part], [part], numbers)
  return [...removed, ...numbers.map((number) => changeNumber(specification, number))].filter(({ statements }) => statements.length > 0)
}
