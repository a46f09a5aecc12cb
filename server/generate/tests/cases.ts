import type { Entity, Field, Operation, Specification } from '#model/specification.ts'
import { createFields, createFieldsAlone, isRequired, listQuery } from '#server/generate/contract/representation.ts'
import { type Model, walk } from '#server/generate/expression/model.ts'
import { camel, key } from '#server/generate/naming.ts'
import { reportsOf } from '#server/generate/service/reports.ts'

/** One test: its statements, what it shows, and the call that shows it. */
export interface Case { statements: string[]; name: string; call: string; uses: 'checks' | 'views' }

const s = (value: unknown): string => JSON.stringify(value)
const first = (operation: Operation): string => s(operation.permissions[0]?.role ?? null)

/** Values that a field must refuse, each with what is wrong about it. */
function wrong(field: Field): [string, unknown][] {
  const type = field.type
  switch (type.kind) {
    case 'integer': return [['no number', 'x'], ['not whole', 1.5], ...(type.min === undefined ? [] : [['too small', type.min - 1] as [string, unknown]]), ...(type.max === undefined ? [] : [['too large', type.max + 1] as [string, unknown]])]
    case 'decimal': case 'money': return [['no number', 'x'], ...(type.min === undefined ? [] : [['too small', type.exclusiveMin ? type.min : type.min - 1] as [string, unknown]]), ...(type.max === undefined ? [] : [['too large', type.max + 1] as [string, unknown]])]
    case 'boolean': return [['neither true nor false', 'maybe']]
    case 'date': case 'datetime': return [['no date', 'yesterday']]
    case 'email': return [['no address', 'nobody']]
    case 'phone': return [['no number', 'call me']]
    case 'url': return [['no address', 'not a url']]
    case 'enum': return [['no choice', 'something else entirely']]
    case 'reference': return [['no id', 'x'], ['unknown', '00000000-0000-4000-8000-000000000000']]
    case 'text': return [['no text', 5], ['too long', 'x'.repeat(Math.min((type.max ?? (type.long ? 20_000 : 500)) + 1, 20_001))], ...(type.pattern ? [['not of its form', '~'] as [string, unknown]] : [])]
    case 'sequence': return []
  }
}

function fields(model: Model, entity: Entity, operation: Operation): Case[] {
  const cases: Case[] = []
  const list = operation.kind === 'create' ? createFieldsAlone(model, entity) : operation.inputs
  for (const field of list) {
    const needed = operation.kind === 'create' ? isRequired(model, entity, operation, field) : field.required && !field.default
    if (needed) cases.push({ statements: field.statements, name: `${operation.label} needs ${field.label}`, call: `refusesValue(t, ${s(operation.id)}, ${s(key(field))}, undefined)`, uses: 'checks' })
    if (operation.permissions.some((p) => p.own === field.id)) continue
    for (const [why, value] of wrong(field)) {
      if (typeof value === 'string' && value.length > 600) continue
      cases.push({ statements: field.statements, name: `${operation.label} refuses ${field.label}: ${why}`, call: `refusesValue(t, ${s(operation.id)}, ${s(key(field))}, ${s(value)})`, uses: 'checks' })
    }
    if (operation.kind === 'create' && field.unique) cases.push({ statements: field.statements, name: `${field.label} is unique`, call: `refusesDuplicate(t, ${s(operation.id)}, ${s([field.id])})`, uses: 'checks' })
  }
  return cases
}

function creating(model: Model, entity: Entity, operation: Operation): Case[] {
  const cases: Case[] = []
  for (const field of model.stored(entity)) {
    if (!field.default || field.source === 'derived' || operation.effects.some((e) => e.kind === 'set' && field.id in e.values)) continue
    cases.push({ statements: field.statements, name: `${field.label} has its default`, call: `defaults(t, ${s(operation.id)}, ${s(field.id)})`, uses: 'checks' })
  }
  for (const [index, rule] of entity.invariants.entries()) if (![...walk(rule.expression)].some((part) => part.kind === 'old')) cases.push({ statements: rule.statements, name: rule.message, call: `keepsInvariant(t, ${s(operation.id)}, ${index})`, uses: 'checks' })
  for (const unique of entity.uniques) if (!unique.where && unique.fields.every((f) => createFields(model, entity).some((c) => c.id === f))) cases.push({ statements: unique.statements, name: unique.message, call: `refusesDuplicate(t, ${s(operation.id)}, ${s(unique.fields)})`, uses: 'checks' })
  for (const child of model.children(entity)) {
    const collection = camel(child.parent?.collection ?? '')
    if ((child.parent?.min ?? 0) > 0) cases.push({ statements: child.statements, name: `${operation.label} needs ${collection}`, call: `refusesValue(t, ${s(operation.id)}, ${s(collection)}, [])`, uses: 'checks' })
    for (const field of createFields(model, child)) {
      if (field.required && !field.default) cases.push({ statements: field.statements, name: `${child.name} needs ${field.label}`, call: `refusesLine(t, ${s(operation.id)}, ${s(collection)}, ${s(key(field))}, undefined)`, uses: 'checks' })
      for (const [why, value] of wrong(field)) if (typeof value !== 'string' || value.length <= 600) cases.push({ statements: field.statements, name: `${child.name} refuses ${field.label}: ${why}`, call: `refusesLine(t, ${s(operation.id)}, ${s(collection)}, ${s(key(field))}, ${s(value)})`, uses: 'checks' })
    }
  }
  return cases
}

/** Statements that say something about records of this kind: their fields, lines, states. */
const derivedStatements = (model: Model, entity: Entity): string[] => [...model.derived(entity).flatMap((f) => f.statements)]

function permissions(model: Model, operation: Operation): Case[] {
  const id = s(operation.id)
  const held = new Set(operation.permissions.map((p) => p.role))
  const cases: Case[] = []
  if (!operation.public) {
    cases.push({ statements: operation.statements, name: `${operation.label} needs a token`, call: `needsToken(t, ${id})`, uses: 'checks' })
    for (const role of model.specification.roles) if (!held.has(role.id)) cases.push({ statements: operation.permissions.flatMap((p) => p.statements), name: `${operation.label} is not for ${role.name.toLowerCase()}`, call: `notFor(${id}, ${s(role.id)})`, uses: 'checks' })
  }
  for (const permission of operation.permissions) if (permission.own !== null && operation.kind !== 'create' && !operation.permissions.some((p) => p.role === permission.role && p.own === null)) cases.push({ statements: permission.statements.length ? permission.statements : operation.statements, name: `${operation.label} is only for whose record it is`, call: `notOthers(t, ${id}, ${s(permission.role)})`, uses: 'checks' })
  return cases
}

export function operationCases(model: Model, entity: Entity, operation: Operation): Case[] {
  const id = s(operation.id)
  const cases: Case[] = []
  const roles: (string | null)[] = operation.permissions.length > 0 ? [...new Set(operation.permissions.map((p) => p.role))] : [null]
  const own = operation.kind === 'create' || operation.kind === 'action' ? derivedStatements(model, entity) : []
  const about = operation.kind === 'create' ? [...entity.statements, ...model.children(entity).flatMap((c) => c.statements), ...(entity.states?.statements ?? [])] : operation.to ? entity.states?.statements ?? [] : []
  for (const role of roles) {
    const granted = operation.permissions.filter((p) => p.role === role).flatMap((p) => p.statements)
    cases.push({ statements: [...operation.statements, ...granted, ...own, ...about], name: `${operation.label}: ${role ? model.specification.roles.find((r) => r.id === role)?.name.toLowerCase() ?? role : 'anyone'} may`, call: `succeeds(t, ${id}, ${s(role)})`, uses: 'checks' })
  }
  cases.push(...permissions(model, operation))
  if (operation.kind === 'create' || operation.kind === 'action') cases.push(...fields(model, entity, operation))
  if (operation.kind === 'create') cases.push(...creating(model, entity, operation))
  if (operation.from.length > 0 && operation.kind !== 'create') for (const state of entity.states?.values ?? []) if (!operation.from.includes(state.id)) cases.push({ statements: [...operation.statements, ...(entity.states?.statements ?? [])], name: `${operation.label} is not possible while ${state.label.toLowerCase()}`, call: `notWhile(t, ${id}, ${first(operation)}, ${s(state.id)})`, uses: 'checks' })
  for (const [index, condition] of operation.conditions.entries()) {
    cases.push({ statements: condition.statements, name: `${operation.label} is refused unless: ${condition.message}`, call: `refuses(t, ${id}, ${index})`, uses: 'checks' })
    cases.push({ statements: condition.statements, name: `${condition.message} Also when requests meet`, call: `holdsUnderLoad(t, ${id}, ${index})`, uses: 'checks' })
  }
  for (const [index, effect] of operation.effects.entries()) cases.push({ statements: effect.statements, name: `${operation.label} has its effect ${index + 1} (${effect.kind})`, call: `hasEffect(t, ${id}, ${index})`, uses: 'checks' })
  if (operation.kind === 'update') {
    for (const [index, rule] of entity.invariants.entries()) cases.push({ statements: rule.statements, name: `${rule.message} Also when changed`, call: `keepsOnChange(t, ${id}, ${index})`, uses: 'checks' })
    for (const field of createFields(model, entity)) if (field.immutable) cases.push({ statements: field.statements, name: `${field.label} cannot be changed once saved`, call: `staysAsSaved(t, ${id}, ${s(field.id)})`, uses: 'checks' })
    for (const rule of entity.frozen) cases.push({ statements: rule.statements, name: rule.message, call: `frozen(t, ${id}, ${s(rule.when)})`, uses: 'views' })
  }
  if (operation.kind === 'list') cases.push(...lists(model, entity, operation))
  return cases
}

function lists(model: Model, entity: Entity, operation: Operation): Case[] {
  const id = s(operation.id)
  const views = model.specification.views.filter((v) => v.kind === 'search' && v.entity === entity.id)
  const statements = [...new Set(views.flatMap((v) => v.statements))]
  const query = listQuery(model, entity)
  const sort = query.sorts.find((x) => x.path === query.defaultSort.path)
  return [
    ...query.search.map((path): Case => ({ statements, name: `${entity.plural} are found by ${path.replaceAll('_', ' ')}`, call: `finds(t, ${id}, ${s(path)})`, uses: 'views' })),
    ...query.filters.filter((f) => f.operator === '=').map((f): Case => ({ statements, name: `${entity.plural} are filtered by ${f.path.replaceAll('_', ' ')}`, call: `filters(t, ${id}, ${s(f.name)}, ${s(f.path)})`, uses: 'views' })),
    ...(sort && views.some((v) => v.sort.length > 0) ? [{ statements, name: `${entity.plural} are sorted`, call: `sorts(${id}, ${s(sort.name)}, ${query.defaultSort.direction === 'desc'}, true)`, uses: 'views' as const }] : []),
    { statements, name: `${entity.plural} come in pages of ${query.pageSize}`, call: `pages(${id}, ${query.pageSize})`, uses: 'views' },
  ]
}

/** Tests of reports, deadlines and records that are never changed. */
export function viewCases(model: Model, specification: Specification): Case[] {
  const cases: Case[] = []
  for (const view of reportsOf(model)) {
    cases.push({ statements: view.statements, name: `${view.label}: its rows`, call: `reports(t, ${s(view.id)})`, uses: 'views' })
    if (view.public) continue
    cases.push({ statements: view.statements, name: `${view.label} needs a token`, call: `reportIsNotFor(${s(view.id)}, null)`, uses: 'views' })
    for (const role of specification.roles) if (!view.permissions.some((p) => p.role === role.id)) cases.push({ statements: view.statements, name: `${view.label} is not for ${role.name.toLowerCase()}`, call: `reportIsNotFor(${s(view.id)}, ${s(role.id)})`, uses: 'views' })
  }
  for (const deadline of specification.deadlines) cases.push({ statements: deadline.statements, name: `Time brings about: ${deadline.id.replaceAll('_', ' ')}`, call: `deadline(t, ${s(deadline.id)})`, uses: 'views' })
  for (const entity of model.entities) if (entity.appendOnly) cases.push({ statements: entity.statements, name: `${entity.plural} are never changed or deleted`, call: `appendOnly(${s(entity.id)})`, uses: 'views' })
  return cases
}
