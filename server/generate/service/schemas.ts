import type { Entity, Field, Operation } from '#model/specification.ts'
import { createFields, createFieldsAlone, isRequired, type ListQuery, listQuery, updateFields } from '#server/generate/contract/representation.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { camel, key, pascal } from '#server/generate/naming.ts'
import { print, string } from './print.ts'

const most = { integer: 2_147_483_647, decimal: 1_000_000_000_000, money: 999_999_999_999 }

/** The zod schema of one field: calls of the small vocabulary in http/input.ts. */
export function zodOf(field: Field): string {
  const label = string(field.label)
  const type = field.type
  switch (type.kind) {
    case 'text': {
      const base = `text(${label}, ${type.min ?? (field.required ? 1 : 0)}, ${type.max ?? (type.long ? 20_000 : 500)})`
      return type.pattern
        ? `${base}.regex(new RegExp(${print(type.pattern)}${/\\p/.test(type.pattern) ? ", 'u'" : ''}), ${string(`${field.label} must be ${type.patternText ?? `of the form ${type.pattern}`}.`)})`
        : base
    }
    case 'integer':
      return `integer(${label}, ${type.min ?? -most.integer}, ${type.max ?? most.integer})`
    case 'decimal':
    case 'money': {
      const base = `decimal(${label}, ${type.min ?? -most[type.kind]}, ${type.max ?? most[type.kind]})`
      return type.exclusiveMin && type.min !== undefined ? `${base}.gt(${type.min}, ${string(`${field.label} must be more than ${type.min}.`)})` : base
    }
    case 'boolean':
      return `flag(${label})`
    case 'date':
      return `date(${label})`
    case 'datetime':
      return `moment(${label})`
    case 'email':
      return `email(${label})`
    case 'phone':
      return `phone(${label})`
    case 'url':
      return `url(${label})`
    case 'enum':
      return `choice(${label}, ${print(type.values)})`
    case 'reference':
      return `reference(${label})`
    case 'sequence':
      return `text(${label}, 1, 100)`
  }
}

const property = (field: Field, needed: boolean): string => `  ${key(field)}: ${needed ? zodOf(field) : `optional(${zodOf(field)})`},\n`

/** A value that must be there cannot be emptied by an update. */
const changeable = (field: Field): string =>
  `  ${key(field)}: ${field.required || field.default ? `${zodOf(field)}.optional()` : `optional(${zodOf(field)})`},\n`

function lines(model: Model, entity: Entity, create: boolean): string {
  return model
    .children(entity)
    .map((child) => {
      const { min = 0, max } = child.parent ?? {}
      const label = (child.parent?.collection ?? child.plural).replaceAll('_', ' ')
      const array = `z.array(${pascal(child.id)}Line, { error: ${string(`${label} must be a list.`)} })${min > 0 ? `.min(${min}, ${string(`At least ${min} of ${label} ${min === 1 ? 'is' : 'are'} needed.`)})` : ''}.max(${max ?? 500}, ${string(`At most ${max ?? 500} of ${label} are possible.`)})`
      return `  ${camel(child.parent?.collection ?? '')}: ${array}${create && min > 0 ? '' : '.optional()'},\n`
    })
    .join('')
}

function lineSchemas(model: Model, entity: Entity): string {
  return model
    .children(entity)
    .map(
      (child) =>
        `const ${pascal(child.id)}Line = z.strictObject({\n${createFields(model, child)
          .map((f) => property(f, f.required && !f.default))
          .join('')}})\n`,
    )
    .join('\n')
}

function bodyOf(model: Model, entity: Entity, operation: Operation): string {
  if (operation.kind === 'create')
    return (
      createFieldsAlone(model, entity)
        .map((f) => property(f, isRequired(model, entity, operation, f)))
        .join('') + lines(model, entity, true)
    )
  if (operation.kind === 'update')
    return updateFields(model, entity, operation).map(changeable).join('') + (operation.fields === null ? lines(model, entity, false) : '')
  return operation.inputs.map((f) => property(f, f.required && !f.default)).join('')
}

const filterSchema = (filter: ListQuery['filters'][number]): string => {
  if (filter.values) return `choice(${string(filter.name)}, ${print(filter.values)})`
  return {
    text: 'filterText',
    integer: 'filterNumber',
    decimal: 'filterNumber',
    boolean: 'filterFlag',
    date: `date(${string(filter.name)})`,
    datetime: `moment(${string(filter.name)})`,
    id: `reference(${string(filter.name)})`,
    unknown: 'filterText',
  }[filter.type]
}

export const schemaName = (operation: Operation): string => `${camel(operation.name)}Body`

const vocabulary = [
  'choice',
  'date',
  'decimal',
  'email',
  'filterFlag',
  'filterNumber',
  'filterText',
  'flag',
  'integer',
  'moment',
  'optional',
  'paging',
  'phone',
  'reference',
  'searching',
  'sorting',
  'text',
  'url',
]
export function importsOf(body: string, from: string): string {
  const used = vocabulary.filter((word) => new RegExp(`(?:^|\\.\\.\\.|[^\\w.'\`])${word}\\b(?![:'\`])`, 'm').test(body))
  return `import { z } from 'zod'\n${used.length > 0 ? `import { ${used.join(', ')} } from '${from}'\n` : ''}\n`
}

export const filterLines = (filters: ListQuery['filters']): string => filters.map((f) => `  ${f.name}: ${filterSchema(f)}.optional(),\n`).join('')

/** What each operation of an entity takes; unknown keys are refused, so that nobody writes what is not theirs to write. */
export function schemasFile(model: Model, entity: Entity): string {
  const operations = model.operations(entity)
  const parts: string[] = []
  if (operations.some((o) => o.kind === 'create' || (o.kind === 'update' && o.fields === null))) parts.push(lineSchemas(model, entity))
  for (const operation of operations) {
    if (operation.kind === 'create' || operation.kind === 'update' || operation.kind === 'action')
      parts.push(`export const ${schemaName(operation)} = z.strictObject({\n${bodyOf(model, entity, operation)}})\n`)
  }
  if (operations.some((o) => o.kind === 'list')) {
    const query = listQuery(model, entity)
    parts.push(
      `export const listQuery = z.strictObject({\n  ...paging(${query.pageSize}),\n${query.search.length > 0 ? '  ...searching,\n' : ''}  ...sorting(${print(query.sorts.map((s) => s.name))}),\n${filterLines(query.filters)}})\n`,
    )
  }
  const body = parts.filter((p) => p !== '').join('\n')
  return body === '' ? '' : `${importsOf(body, '../http/input.ts')}${body}`
}
