import type { Entity, Field, Operation } from '#model/specification.ts'
import { createFields, createFieldsAlone, isRequired } from '#server/generate/contract/representation.ts'
import { type Model, walk } from '#server/generate/expression/model.ts'
import { camel, key } from '#server/generate/naming.ts'
import { type Case, s } from './case.ts'

/** Values that a field must refuse, each with what is wrong about it. */
function wrong(field: Field): [string, unknown][] {
  const type = field.type
  switch (type.kind) {
    case 'integer':
      return [
        ['no number', 'x'],
        ['not whole', 1.5],
        ...(type.min === undefined ? [] : [['too small', type.min - 1] as [string, unknown]]),
        ...(type.max === undefined ? [] : [['too large', type.max + 1] as [string, unknown]]),
      ]
    case 'decimal':
    case 'money':
      return [
        ['no number', 'x'],
        ...(type.min === undefined ? [] : [['too small', type.exclusiveMin ? type.min : type.min - 1] as [string, unknown]]),
        ...(type.max === undefined ? [] : [['too large', type.max + 1] as [string, unknown]]),
      ]
    case 'boolean':
      return [['neither true nor false', 'maybe']]
    case 'date':
    case 'datetime':
      return [['no date', 'yesterday']]
    case 'email':
      return [['no address', 'nobody']]
    case 'phone':
      return [['no number', 'call me']]
    case 'url':
      return [['no address', 'not a url']]
    case 'enum':
      return [['no choice', 'something else entirely']]
    case 'reference':
      return [
        ['no id', 'x'],
        ['unknown', '00000000-0000-4000-8000-000000000000'],
      ]
    case 'text':
      return [
        ['no text', 5],
        ['too long', 'x'.repeat(Math.min((type.max ?? (type.long ? 20_000 : 500)) + 1, 20_001))],
        ...(type.pattern ? [['not of its form', '~'] as [string, unknown]] : []),
      ]
    case 'sequence':
      return []
  }
}

export function fieldCases(model: Model, entity: Entity, operation: Operation): Case[] {
  const cases: Case[] = []
  const list = operation.kind === 'create' ? createFieldsAlone(model, entity) : operation.inputs
  for (const field of list) {
    const needed = operation.kind === 'create' ? isRequired(model, entity, operation, field) : field.required && !field.default
    if (needed)
      cases.push({
        statements: field.statements,
        name: `${operation.label} needs ${field.label}`,
        call: `refusesValue(t, ${s(operation.id)}, ${s(key(field))}, undefined)`,
        uses: 'values',
      })
    if (operation.permissions.some((p) => p.own === field.id)) continue
    for (const [why, value] of wrong(field)) {
      if (typeof value === 'string' && value.length > 600) continue
      cases.push({
        statements: field.statements,
        name: `${operation.label} refuses ${field.label}: ${why}`,
        call: `refusesValue(t, ${s(operation.id)}, ${s(key(field))}, ${s(value)})`,
        uses: 'values',
      })
    }
    if (operation.kind === 'create' && field.unique)
      cases.push({
        statements: field.statements,
        name: `${field.label} is unique`,
        call: `refusesDuplicate(t, ${s(operation.id)}, ${s([field.id])})`,
        uses: 'values',
      })
  }
  return cases
}

/** What a create adds: defaults, invariants, uniqueness, lines. */
export function createCases(model: Model, entity: Entity, operation: Operation): Case[] {
  const cases: Case[] = []
  for (const field of model.stored(entity)) {
    if (!field.default || field.source === 'derived' || operation.effects.some((e) => e.kind === 'set' && field.id in e.values)) continue
    cases.push({
      statements: field.statements,
      name: `${field.label} has its default`,
      call: `defaults(t, ${s(operation.id)}, ${s(field.id)})`,
      uses: 'checks',
    })
  }
  for (const [index, rule] of entity.invariants.entries())
    if (![...walk(rule.expression)].some((part) => part.kind === 'old'))
      cases.push({ statements: rule.statements, name: rule.message, call: `keepsInvariant(t, ${s(operation.id)}, ${index})`, uses: 'values' })
  for (const unique of entity.uniques)
    if (!unique.where && unique.fields.every((f) => createFields(model, entity).some((c) => c.id === f)))
      cases.push({ statements: unique.statements, name: unique.message, call: `refusesDuplicate(t, ${s(operation.id)}, ${s(unique.fields)})`, uses: 'values' })
  for (const child of model.children(entity)) {
    const collection = camel(child.parent?.collection ?? '')
    if ((child.parent?.min ?? 0) > 0)
      cases.push({
        statements: child.statements,
        name: `${operation.label} needs ${collection}`,
        call: `refusesValue(t, ${s(operation.id)}, ${s(collection)}, [])`,
        uses: 'values',
      })
    for (const field of createFields(model, child)) {
      if (field.required && !field.default)
        cases.push({
          statements: field.statements,
          name: `${child.name} needs ${field.label}`,
          call: `refusesLine(t, ${s(operation.id)}, ${s(collection)}, ${s(key(field))}, undefined)`,
          uses: 'values',
        })
      for (const [why, value] of wrong(field))
        if (typeof value !== 'string' || value.length <= 600)
          cases.push({
            statements: field.statements,
            name: `${child.name} refuses ${field.label}: ${why}`,
            call: `refusesLine(t, ${s(operation.id)}, ${s(collection)}, ${s(key(field))}, ${s(value)})`,
            uses: 'values',
          })
    }
  }
  return cases
}
