import type { Entity, Field, Operation, Specification, View } from '#model/specification.ts'
import { actionPath, camel, collectionPath, entityOf, fieldAt, itemPath, kebab, key, pathKey, reportPath, stateKey } from '../naming.ts'
import type { Contract, Parameter } from './contract.ts'
import type { Names } from './names.ts'
import { isJudged, ruleOf } from './rules.ts'
import type { EntityDefinition, FieldDefinition, FilterDefinition, OperationDefinition, ReportDefinition, Scalar, Tone } from './runtime/definition.ts'

export interface Source {
  specification: Specification
  contract: Contract | null
  names: Names
}

export function fieldDefinition(field: Field): FieldDefinition {
  const { type } = field
  const numeric = type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money'
  return {
    key: key(field),
    label: field.label || field.id,
    kind: type.kind === 'text' && type.long ? 'longtext' : type.kind,
    ...(field.required && field.default === undefined && { required: true }),
    ...(field.unique && { unique: true }),
    ...(field.immutable && { immutable: true }),
    ...((field.source !== 'client' || type.kind === 'sequence') && { readOnly: true }),
    ...(numeric && { min: type.min, max: type.max }),
    ...((type.kind === 'decimal' || type.kind === 'money') && type.exclusiveMin && { exclusiveMin: true }),
    ...(type.kind === 'decimal' && { scale: type.scale, unit: type.unit }),
    ...(type.kind === 'money' && { currency: type.currency }),
    ...(type.kind === 'text' && { minLength: type.min, maxLength: type.max, pattern: type.pattern, patternText: type.patternText, subject: type.subject }),
    ...(type.kind === 'enum' && { values: type.values }),
    ...(type.kind === 'reference' && { entity: type.entity, labelKey: `${camel(field.id)}Label` }),
    default: defaultOf(field),
  }
}

function defaultOf(field: Field): Scalar | { today: true } | undefined {
  if (field.default?.kind === 'literal') return field.default.value
  return field.default?.kind === 'today' ? { today: true } : undefined
}

const wrong = /cancel|reject|fail|lost|expire|overdue|declin|withdraw|ground|block|damag|stolen|breach/
const over = /retire|archiv|clos|inactive|sold|discontinu|withdrawn/

function toneOf(entity: Entity, id: string): Tone {
  if (wrong.test(id)) return 'bad'
  if (over.test(id)) return 'done'
  if (id === entity.states?.initial) return 'neutral'
  return entity.states?.final.includes(id) ? 'good' : 'active'
}

const isPermitted = (operation: Operation): boolean => operation.public || operation.permissions.length > 0

function isBuilt(operation: Operation, entity: Entity, contract: Contract | null): boolean {
  if (!contract) return true
  switch (operation.kind) {
    case 'list':
      return contract.has('get', collectionPath(entity))
    case 'create':
      return contract.has('post', collectionPath(entity))
    case 'read':
      return contract.has('get', itemPath(entity))
    case 'update':
      return contract.has('patch', itemPath(entity)) || contract.has('put', itemPath(entity))
    case 'delete':
      return contract.has('delete', itemPath(entity))
    case 'action':
      return contract.has('post', actionPath(entity, operation))
  }
}

function operationDefinition(operation: Operation, entity: Entity, { specification, contract }: Source): OperationDefinition {
  // Inputs that are stored in fields of the same id replace what the record holds now.
  const changing = new Set(operation.inputs.map((i) => i.id))
  const stored = operation.kind === 'action' || operation.kind === 'delete'
  const conditions = stored ? operation.conditions.map((c) => ({ rule: ruleOf(c.expression, entity, changing), message: c.message, roles: c.roles })) : []
  const only = operation.fields?.map((id) => entity.fields.find((f) => f.id === id)).flatMap((f) => (f ? key(f) : []))
  const put = operation.kind === 'update' && contract !== null && !contract.has('patch', itemPath(entity))
  return {
    name: operation.name,
    kind: operation.kind,
    label: operation.label || operation.name,
    ...(operation.kind === 'action' && { segment: kebab(operation.name) }),
    ...(put && { method: 'PUT' as const }),
    public: operation.public,
    permissions: operation.permissions.map((p) => ({
      role: p.role,
      own: p.own === null ? null : p.own === 'id' ? 'id' : pathKey(specification, entity, p.own),
      ...(p.when && stored && { when: ruleOf(p.when, entity, changing) }),
    })),
    from: operation.from,
    to: operation.to,
    inputs: operation.inputs.map((input) => ({ ...fieldDefinition(input), readOnly: undefined })),
    ...(only && { only }),
    conditions: conditions.filter((c) => isJudged(c.rule)),
  }
}

export function entityDefinition(entity: Entity, source: Source): EntityDefinition {
  const { specification, contract, names } = source
  const search = specification.views.find((v) => v.kind === 'search' && v.entity === entity.id)
  const parameters = contract?.parameters(collectionPath(entity)) ?? null
  const fields = entity.fields.filter((f) => f.id !== entity.states?.field)
  const lines = specification.entities.filter((e) => e.parent?.entity === entity.id)
  return {
    id: entity.id,
    name: entity.name || entity.id,
    plural: entity.plural || entity.name || entity.id,
    api: collectionPath(entity),
    url: names.entity(entity.id).url,
    display: displayOf(entity),
    fields: fields.map(fieldDefinition),
    state: entity.states && {
      key: stateKey(entity),
      values: entity.states.values.map((s) => ({ id: s.id, label: s.label || s.id, tone: toneOf(entity, s.id) })),
    },
    operations: specification.operations
      .filter((o) => o.entity === entity.id && isPermitted(o) && isBuilt(o, entity, contract))
      .map((o) => operationDefinition(o, entity, source)),
    lines: lines.map((l) => ({
      key: camel(l.parent?.collection ?? l.id),
      label: l.plural || l.name,
      entity: l.id,
      min: l.parent?.min ?? 0,
      max: l.parent?.max ?? null,
    })),
    partOf: entity.parent?.entity ?? null,
    frozen: entity.frozen.map((f) => ({ rule: ruleOf(f.when, entity), message: f.message })).filter((f) => isJudged(f.rule)),
    search: parameters ? parameters.some((p) => p.name === 'q') : (search?.search.length ?? 0) > 0,
    filters: parameters
      ? parameters.flatMap((p) => filterOf(p, entity, specification) ?? [])
      : (search?.filters ?? []).map((path) => filterAt(path, entity, specification)),
    sortable: sortableOf(parameters, entity),
    pageSize: search?.pageSize ?? 25,
  }
}

function displayOf(entity: Entity): string | null {
  const plain = entity.fields.filter(
    (f) => f.type.kind === 'sequence' || (f.type.kind === 'text' && !f.type.long && !f.type.subject && f.required && f.source !== 'derived'),
  )
  const field = entity.fields.find((f) => f.id === entity.display) ?? plain.find((f) => f.type.kind === 'sequence') ?? plain.find((f) => f.unique) ?? plain[0]
  return field ? key(field) : null
}

const isPaging = (name: string): boolean => ['q', 'page', 'pageSize', 'sort'].includes(name)

function filterOf(parameter: Parameter, entity: Entity, specification: Specification): FilterDefinition | null {
  if (isPaging(parameter.name)) return null
  const own = [...entity.fields.map((f) => f.id), entity.states?.field ?? ''].find(
    (path) => path !== '' && pathKey(specification, entity, path) === parameter.name,
  )
  const search = specification.views
    .filter((v) => v.entity === entity.id)
    .flatMap((v) => v.filters)
    .find((path) => pathKey(specification, entity, path) === parameter.name)
  const path = own ?? search
  if (path !== undefined) return { ...filterAt(path, entity, specification), parameter: parameter.name }
  const words = parameter.name
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replace(/^./, (c) => c.toUpperCase())
  const { type, format, enum: values } = parameter.schema
  const kind =
    format === 'date'
      ? 'date'
      : format === 'date-time'
        ? 'datetime'
        : type === 'boolean'
          ? 'boolean'
          : type === 'integer' || type === 'number'
            ? 'decimal'
            : 'text'
  return {
    parameter: parameter.name,
    label: words,
    field: { key: parameter.name, label: words, kind, ...(Array.isArray(values) && { kind: 'enum', values: values.map(String) }) },
  }
}

function filterAt(path: string, entity: Entity, specification: Specification): FilterDefinition {
  const parameter = pathKey(specification, entity, path)
  const found = fieldAt(specification, entity, path)
  const [head = '', ...rest] = path.split('.')
  const holder = rest.length === 0 ? entity : (found?.entity ?? entityAt(entity, [head, ...rest.slice(0, -1)], specification))
  if (holder?.states && holder.states.field === path.split('.').at(-1)) {
    const values = holder.states.values.map((s) => s.id)
    return { parameter, label: 'Status', field: { key: stateKey(holder), label: 'Status', kind: 'enum', values } }
  }
  const field: FieldDefinition = found ? fieldDefinition(found.field) : { key: parameter, label: path.replaceAll(/[._]/g, ' '), kind: 'text' }
  return { parameter, label: found?.field.label ?? field.label, field: { ...field, key: rest.length === 0 ? field.key : parameter } }
}

function entityAt(entity: Entity, path: string[], specification: Specification): Entity | undefined {
  return path.reduce<Entity | undefined>((at, id) => {
    const type = at?.fields.find((f) => f.id === id)?.type
    return type?.kind === 'reference' ? entityOf(specification, type.entity) : undefined
  }, entity)
}

function sortableOf(parameters: Parameter[] | null, entity: Entity): string[] {
  const own = [
    ...entity.fields.filter((f) => !(f.type.kind === 'text' && f.type.long) && f.type.kind !== 'reference').map(key),
    ...(entity.states ? [stateKey(entity)] : []),
  ]
  if (!parameters) return own
  const sort = parameters.find((p) => p.name === 'sort')
  if (!sort) return []
  const stated = [sort.schema.enum, (sort.schema.items as Record<string, unknown> | undefined)?.enum].find(Array.isArray)
  return stated ? own.filter((k) => stated.includes(k)) : own
}

export function reportDefinition(view: View, entity: Entity, { specification, contract, names }: Source): ReportDefinition | null {
  const report = view.report
  if (!report || (contract && !contract.has('get', reportPath(view)))) return null
  const isList = report.measures.length === 0 // the contract answers whole records then
  const groups = report.groupBy.map((path) => {
    const found = fieldAt(specification, entity, path)
    return {
      key: pathKey(specification, entity, path),
      label: found?.field.label ?? path.replaceAll(/[._]/g, ' '),
      ...(found && { field: { ...fieldDefinition(found.field), labelKey: `${camel(path.replaceAll('.', '_'))}Label` } }),
    }
  })
  const bucket = report.bucket
    ? [{ key: 'period', label: report.bucket.replace(/^./, (c) => c.toUpperCase()), field: { key: 'period', label: 'Period', kind: 'date' as const } }]
    : []
  return {
    id: view.id,
    label: view.label || view.id,
    api: reportPath(view),
    url: names.report(view.id).url,
    entity: entity.id,
    public: view.public,
    roles: view.permissions.map((p) => p.role),
    rows: isList,
    period: report.period !== null,
    filters: (contract?.parameters(reportPath(view)) ?? [])
      .filter((p) => p.name !== 'from' && p.name !== 'to')
      .flatMap((p) => filterOf(p, entity, specification) ?? []),
    columns: isList ? [] : [...groups, ...bucket],
    measures: report.measures.map((m) => ({
      key: camel(m.id),
      label: m.label || m.id,
      ...(m.value && m.fn !== 'count' && isMoney(m.value, entity) && { money: true }),
    })),
  }
}

const isMoney = (value: NonNullable<Field['default']>, entity: Entity): boolean =>
  value.kind === 'field' && entity.fields.some((f) => f.id === value.path && f.type.kind === 'money')
