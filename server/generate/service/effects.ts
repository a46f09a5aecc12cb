import type { Expression } from '#model/expression.ts'
import type { Effect, Entity, Operation } from '#model/specification.ts'
import { columnType } from '#server/generate/database/columns.ts'
import { type Model, SpecificationError, type ValueType, valueType, walk } from '#server/generate/expression/model.ts'
import { compile, Parameters, quote, Scope, text } from '#server/generate/expression/sql.ts'
import { insertFrom, type Sql } from './records.ts'

export interface StepSql extends Sql {
  entity: string | null
  each?: string
}
type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>

export const inputTypes = (operation: Operation): Map<string, ValueType> => new Map(operation.inputs.map((i) => [i.id, valueType(i.type)]))

/** The child whose lines an effect goes through. */
function childOf(model: Model, entity: Entity, collection: string): Entity {
  const child = model.children(entity).find((c) => c.parent?.collection === collection || c.id === collection)
  if (!child) throw new SpecificationError(`An effect on ${entity.id} goes through "${collection}", but ${entity.id} has no lines of that name.`)
  return child
}

interface Place {
  scope: Scope
  each?: string
}
function place(model: Model, entity: Entity, operation: Operation, each: string | undefined): Place {
  const inputs = inputTypes(operation)
  if (!each) return { scope: new Scope(model, entity, { inputs }) }
  const child = childOf(model, entity, each)
  const parent = child.parent?.field ?? ''
  return {
    scope: new Scope(model, child, { inputs, outerPath: parent }),
    each: `select "id" from ${quote(child.id)} where ${quote(`${parent}_id`)} = $1 order by "row_created_at", "id"`,
  }
}

/** Type of the column that a `set` writes; the state is one too. */
function typed(model: Model, entity: Entity, field: string): { column: string; type: string } {
  const leaf = model.segment(entity, field)
  if (!leaf || leaf.derived) throw new SpecificationError(`An effect sets "${field}" of ${entity.id}, which is ${leaf ? 'derived' : 'no field of it'}.`)
  return { column: leaf.column, type: leaf.field ? columnType(leaf.field.type) : 'text' }
}

/** A person's id set into a text field means the subject they sign in with. */
function value(expression: Expression, type: string, scope: Scope): string {
  return `(${compile(expression.kind === 'actor' && type === 'text' ? { kind: 'subject' } : expression, scope).sql})::${type}`
}

function update(target: Entity, columns: string[], chosen: string): string {
  const set = columns.map((c) => `${quote(c)} = v.${quote(c)}, `).join('')
  return `update ${quote(target.id)} t set ${set}"row_version" = t."row_version" + 1, "row_updated_at" = clock_timestamp() from (${chosen}) v where t."id" = v."id" returning t."id"`
}

function selection(
  model: Model,
  scope: Scope,
  select: { entity: string; where: Expression; orderBy?: string | undefined; limit?: number | undefined },
): { entity: Entity; inner: Scope; where: string; tail: string } {
  const entity = model.entity(select.entity)
  const inner = new Scope(model, entity, { alias: 'other', outer: scope })
  const where = compile(select.where, inner).sql
  const order = select.orderBy ? `${inner.column(select.orderBy).sql}, ` : ''
  return { entity, inner, where, tail: ` order by ${order}other."row_created_at", other."id"${select.limit ? ` limit ${select.limit}` : ''}` }
}

/**
 * What nobody may change any more is not brought to another state by what happens elsewhere either (a sold vehicle stays sold
 * when its last repair ends), unless the effect itself says in which states it does so.
 */
function thawed(model: Model, at: { alias: string; entity: Entity }, effect: Of<'set'>, scope: Scope): string {
  const state = at.entity.states?.field ?? ''
  const said = [effect.when, effect.select?.where].some((part) => part && [...walk(part)].some((x) => x.kind === 'field' && x.path.split('.').at(-1) === state))
  if (said || Object.keys(effect.values).some((field) => field !== state)) return ''
  return at.entity.frozen
    .map(({ when }) => {
      const kept = new Scope(model, at.entity, { alias: 'kept', parameters: scope.parameters })
      const rule = compile(when, kept).sql
      return ` and not exists (select 1 from ${kept.from()} where kept."id" = ${at.alias}."id" and ${rule})`
    })
    .join('')
}

function setStep(model: Model, entity: Entity, operation: Operation, effect: Of<'set'>): StepSql {
  const { scope, each } = place(model, entity, operation, effect.each)
  const from = effect.select ? selection(model, scope, effect.select) : null
  const path = effect.target === 'self' || effect.target === '' ? [] : effect.target.split('.')
  const at = from ? { alias: 'other', entity: from.entity } : scope.join(path)
  const values = Object.entries(effect.values).map(([field, expression]) => {
    const { column, type } = typed(model, at.entity, field)
    return { column, sql: `${value(expression, type, from?.inner ?? scope)} as ${quote(column)}` }
  })
  const kept = at.entity === entity && !from ? '' : thawed(model, at, effect, scope)
  const when = (effect.when ? ` and ${compile(effect.when, scope).sql}` : '') + kept
  const chosen = `select ${[`${at.alias}."id"`, ...values.map((v) => v.sql)].join(', ')} from ${from ? `${from.inner.from()}, ` : ''}${scope.from()} where self."id" = ${scope.parameters.use('id')}${from ? ` and ${from.where}` : ''}${when}${from?.tail ?? ''}`
  return {
    sql: update(
      at.entity,
      values.map((v) => v.column),
      chosen,
    ),
    parameters: scope.parameters.names,
    entity: at.entity.id,
    ...(each && { each }),
  }
}

function createStep(model: Model, entity: Entity, operation: Operation, effect: Of<'create'>): StepSql {
  const { scope, each } = place(model, entity, operation, effect.each)
  const made = model.entity(effect.entity)
  const values = new Map(
    Object.entries(effect.values).map(([field, expression]) => {
      const { column, type } = typed(model, made, field)
      return [column, value(expression, type, scope)]
    }),
  )
  const when = effect.when ? ` and ${compile(effect.when, scope).sql}` : ''
  const columns = [
    ...(made.states ? [{ column: made.states.field, type: 'text' }] : []),
    ...model
      .stored(made)
      .filter((f) => f.type.kind !== 'sequence')
      .map((f) => typed(model, made, f.id)),
  ]
  const row = columns.map(({ column, type }) => `${values.get(column) ?? `null::${type}`} as ${quote(column)}`)
  if (model.isPerson(made)) row.push('null::text as "row_subject"')
  const source = `(select ${row.join(', ')} from ${scope.from()} where self."id" = ${scope.parameters.use('id')}${when}) self`
  return { sql: insertFrom(model, made, source, scope.parameters), parameters: scope.parameters.names, entity: made.id, ...(each && { each }) }
}

function deleteStep(model: Model, entity: Entity, operation: Operation, effect: Of<'delete'>): StepSql {
  const scope = new Scope(model, entity, { inputs: inputTypes(operation) })
  const from = effect.select ? selection(model, scope, effect.select) : null
  const at = from ? { alias: 'other', entity: from.entity } : scope.join((effect.target ?? '').split('.').filter((s) => s !== '' && s !== 'self'))
  const when = effect.when ? ` and ${compile(effect.when, scope).sql}` : ''
  const chosen = `select ${at.alias}."id" from ${from ? `${from.inner.from()}, ` : ''}${scope.from()} where self."id" = ${scope.parameters.use('id')}${from ? ` and ${from.where}` : ''}${when}${from?.tail ?? ''}`
  return { sql: `delete from ${quote(at.entity.id)} where "id" in (${chosen})`, parameters: scope.parameters.names, entity: null }
}

/** Whom a message goes to: a role, or what a path leads to (an address; of a person, their e-mail or the name they sign in with). */
function recipient(model: Model, scope: Scope, to: string): { role: string; address: string; person: string } {
  if (model.specification.roles.some((r) => r.id === to) && !model.segment(scope.entity, to)) return { role: text(to), address: 'null', person: 'null::uuid' }
  const path = to === 'self' || to === 'id' ? '' : to
  const leaf = path ? model.leaf(scope.entity, path) : null
  const ends = leaf && leaf.field?.type.kind !== 'reference'
  // Whose message it is, is decided by the record and not by an address, which people may write themselves.
  const steps = path.split('.').filter((step) => step !== '')
  const holder = scope.join(ends ? steps.slice(0, -1) : steps)
  const person = model.isPerson(holder.entity) ? `${holder.alias}."id"` : 'null::uuid'
  if (ends) return { role: 'null', address: `${scope.column(path).sql}::text`, person }
  const prefix = path ? `${path}.` : ''
  const fields = model.fields(holder.entity)
  const email = fields.find((f) => f.type.kind === 'email') ?? fields.find((f) => f.type.kind === 'phone')
  return { role: 'null', address: `${scope.column(`${prefix}${email?.id ?? holder.entity.display ?? 'id'}`).sql}::text`, person }
}

export function notifySql(
  model: Model,
  scope: Scope,
  message: { channel: string; to: string; subject: string; when?: Expression | undefined; by: string },
): Sql {
  const { role, address, person } = recipient(model, scope, message.to)
  const when = message.when ? ` and ${compile(message.when, scope).sql}` : ''
  return {
    sql: `insert into gantry_outbox (channel, recipient, recipient_id, recipient_role, subject, operation, entity, record_id) select ${text(message.channel)}, ${address}, ${person}, ${role}, ${text(message.subject)}, ${text(message.by)}, ${text(scope.entity.id)}, self."id" from ${scope.from()} where self."id" = ${scope.parameters.use('id')}${when} returning id`,
    parameters: scope.parameters.names,
  }
}

export function step(model: Model, entity: Entity, operation: Operation, effect: Effect): StepSql {
  switch (effect.kind) {
    case 'set':
      return setStep(model, entity, operation, effect)
    case 'create':
      return createStep(model, entity, operation, effect)
    case 'delete':
      return deleteStep(model, entity, operation, effect)
    case 'notify':
      return { ...notifySql(model, new Scope(model, entity, { inputs: inputTypes(operation) }), { ...effect, by: operation.id }), entity: null }
    // Another system is a port: the call is kept in the outbox for the adapter that will make it.
    case 'call': {
      const scope = new Scope(model, entity, { inputs: inputTypes(operation), parameters: new Parameters() })
      const when = effect.when ? ` and ${compile(effect.when, scope).sql}` : ''
      return {
        sql: `insert into gantry_outbox (channel, recipient, subject, operation, entity, record_id) select 'external', ${text(effect.external)}, ${text(effect.operation)}, ${text(operation.id)}, ${text(entity.id)}, self."id" from ${scope.from()} where self."id" = ${scope.parameters.use('id')}${when} returning id`,
        parameters: scope.parameters.names,
        entity: null,
      }
    }
  }
}
