import type { Field, Operation, Specification } from '#model/specification.ts'
import { methodOf, pathOf } from '#server/generate/contract/paths.ts'
import { createFields, createFieldsAlone, updateFields } from '#server/generate/contract/representation.ts'
import { columnOf } from '#server/generate/database/columns.ts'
import { isNotNull } from '#server/generate/database/tables.ts'
import { Model } from '#server/generate/expression/model.ts'
import { camel, key, pathKey, reportPath, stateKey } from '#server/generate/naming.ts'
import { reportsOf } from '#server/generate/service/reports.ts'
import type { EntityPlan, FieldPlan, OperationPlan, Plan } from './runtime/plan-types.ts'

function fieldPlan(field: Field, notNull: boolean): FieldPlan {
  const type = field.type
  const numeric =
    type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money' || type.kind === 'text'
      ? { ...(type.min !== undefined && { min: type.min }), ...(type.max !== undefined && { max: type.max }) }
      : {}
  return {
    id: field.id,
    key: key(field),
    column: columnOf(field),
    label: field.label,
    kind: type.kind,
    required: field.required,
    unique: field.unique,
    immutable: field.immutable,
    source: field.source,
    notNull,
    ...numeric,
    ...((type.kind === 'decimal' || type.kind === 'money') && type.exclusiveMin && { exclusive: true }),
    ...(type.kind === 'text' && type.pattern && { pattern: type.pattern }),
    ...(type.kind === 'text' && type.subject && { subject: true }),
    ...(type.kind === 'enum' && { values: type.values }),
    ...(type.kind === 'reference' && { reference: type.entity }),
    ...(field.default && { default: field.default as FieldPlan['default'] }),
    ...(field.source === 'derived' && field.derived && { derived: field.derived as FieldPlan['derived'] }),
    statements: field.statements,
  } as FieldPlan
}

function takes(model: Model, operation: Operation): string[] {
  const entity = model.entity(operation.entity)
  if (operation.kind === 'create') return createFieldsAlone(model, entity).map((f) => f.id)
  return operation.kind === 'update' ? updateFields(model, entity, operation).map((f) => f.id) : operation.inputs.map((f) => f.id)
}

function entitiesOf(model: Model): EntityPlan[] {
  return model.entities.map(
    (entity): EntityPlan => ({
      id: entity.id,
      name: entity.name,
      table: entity.id,
      source: model.source(entity),
      person: model.isPerson(entity),
      appendOnly: entity.appendOnly,
      fields: model.fields(entity).map((f) => fieldPlan(f, isNotNull(entity, f))),
      state: entity.states
        ? { column: entity.states.field, key: stateKey(entity), initial: entity.states.initial, values: entity.states.values.map((v) => v.id) }
        : null,
      parent: entity.parent ? { entity: entity.parent.entity, field: entity.parent.field, min: entity.parent.min } : null,
      lines: model
        .children(entity)
        .filter((c) => createFields(model, c).length > 0)
        .map((c) => ({ key: camel(c.parent?.collection ?? ''), entity: c.id, min: c.parent?.min ?? 0, field: c.parent?.collection ?? '' })),
      invariants: entity.invariants.map((i) => ({
        expression: i.expression,
        ...(i.when && { when: i.when }),
        message: i.message,
        statements: i.statements,
      })) as EntityPlan['invariants'],
    }),
  )
}

function operationsOf(model: Model): OperationPlan[] {
  return model.operations().map(
    (o): OperationPlan =>
      ({
        id: o.id,
        entity: o.entity,
        kind: o.kind,
        label: o.label,
        method: methodOf(o).toUpperCase(),
        path: pathOf(model.entity(o.entity), o),
        public: o.public,
        permissions: o.permissions,
        from: o.from,
        to: o.to,
        inputs: o.inputs.map((f) => fieldPlan(f, f.required)),
        takes: takes(model, o),
        conditions: o.conditions,
        effects: o.effects,
        statements: o.statements,
      }) as unknown as OperationPlan,
  )
}

function reportPlans(model: Model): Plan['reports'] {
  return reportsOf(model).map((v) => ({
    id: v.id,
    entity: v.entity,
    path: reportPath(v),
    public: v.public,
    permissions: v.permissions,
    ...(v.where && { where: v.where }),
    grouped: (v.report?.measures.length ?? 0) > 0,
    count: v.report?.limit ? null : camel(v.report?.measures.find((m) => m.fn === 'count' && !m.value)?.id ?? '') || null,
    groups: (v.report?.groupBy ?? []).map((path) => ({ path, key: pathKey(model.specification, model.entity(v.entity), path) })),
    statements: v.statements,
  })) as unknown as Plan['reports']
}

/** The specification as the suite's engine uses it: names resolved, what is not built left out. */
export function plan(specification: Specification): Plan {
  const model = new Model(specification)
  return {
    roles: specification.roles.map((r) => ({ id: r.id, entity: r.entity })),
    entities: entitiesOf(model),
    operations: operationsOf(model),
    reports: reportPlans(model),
    deadlines: specification.deadlines.map((d) => ({
      id: d.id,
      entity: d.entity,
      when: d.when,
      values: d.values,
      statements: d.statements,
    })) as Plan['deadlines'],
  }
}
