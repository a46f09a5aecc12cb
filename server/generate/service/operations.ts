import type { Entity, Operation, Permission } from '#model/specification.ts'
import { assigned } from '#server/generate/contract/representation.ts'
import { columnOf } from '#server/generate/database/columns.ts'
import { type Model, SpecificationError, valueType } from '#server/generate/expression/model.ts'
import { compile, Scope } from '#server/generate/expression/sql.ts'
import { camel, key, pascal } from '#server/generate/naming.ts'
import { inputTypes, step } from './effects.ts'
import { locks } from './locks.ts'
import { comment, type Printable, print, raw } from './print.ts'
import { type Sql, truth } from './records.ts'

/** `own` as SQL: the path's end is the actor's own record, or for people without one the subject they sign in with. */
function ownSql(model: Model, scope: Scope, own: string): string {
  const path = own === '' || own === 'self' ? 'id' : own
  const leaf = model.leaf(scope.entity, path)
  if (leaf.type === 'text') return `${scope.column(path).sql} = ${scope.parameters.use('subject')}::text`
  if (leaf.type !== 'id')
    throw new SpecificationError(`"${own}" of ${scope.entity.id} cannot say whose record it is: it is neither a reference nor a person's name.`)
  return `${scope.column(path).sql} = ${scope.parameters.use('actor')}::uuid`
}

export function permissionParts(
  model: Model,
  entity: Entity,
  permission: Permission,
  creating: boolean,
): { record: Sql | null; list: Sql | null; assign: { property: string; value: string } | null } {
  const self = permission.own === 'id' || permission.own === 'self' || permission.own === ''
  const ownless = permission.own === null
  const build = (scope: Scope): string[] => [
    ...(ownless ? [] : [ownSql(model, scope, permission.own ?? '')]),
    ...(permission.when ? [compile(permission.when, scope).sql] : []),
  ]
  if (ownless && !permission.when) return { record: null, list: null, assign: null }
  const one = new Scope(model, entity)
  const record = truth(one, `(${build(one).join(' and ')})`)
  const many = new Scope(model, entity)
  const parts = build(many).join(' and ')
  const list = { sql: many.joins ? `self."id" in (select self."id" from ${many.from()} where ${parts})` : `(${parts})`, parameters: many.parameters.names }
  const field = creating ? assigned(model, entity, permission.own) : undefined
  return { record, list, assign: field && !self ? { property: key(field), value: valueType(field.type) === 'id' ? 'actor' : 'subject' } : null }
}

const sqlOf = (sql: Sql | null): Printable => (sql ? { sql: sql.sql, parameters: sql.parameters } : null)

export function permissionsOf(model: Model, entity: Entity, permissions: readonly Permission[], creating: boolean): Printable {
  return permissions.map((p) => {
    const parts = permissionParts(model, entity, p, creating)
    return { role: p.role, record: sqlOf(parts.record), list: sqlOf(parts.list), ...(parts.assign && { assign: parts.assign }) }
  })
}

/** A name for a rule from its sentence: "stock of a product is lower" → stockOfAProductIsLower. */
function ruleName(message: string, index: number): string {
  const words = message
    .replace(/[^A-Za-z0-9 ]/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(0, 7)
    .join('_')
    .toLowerCase()
    .replace(/^[0-9_]+/, '')
  return `${camel(words) || 'condition'}${index}`
}

interface Made {
  name: string
  code: string
}

function conditionsOf(model: Model, entity: Entity, operation: Operation, sentences: Map<string, string>): Made[] {
  return operation.conditions.map((condition, index) => {
    const scope = new Scope(model, entity, { inputs: inputTypes(operation) })
    const sql = truth(scope, compile(condition.expression, scope).sql)
    const name = `${camel(operation.name)}Needs${index + 1}`
    const body = {
      name: ruleName(condition.message, index + 1),
      message: condition.message,
      status: condition.status,
      statements: condition.statements,
      ...(condition.roles.length > 0 && { roles: condition.roles }),
      ...sql,
    }
    return { name, code: `${comment(condition.statements, sentences, condition.message)}const ${name}: Rule = ${print(body)}\n` }
  })
}

function effectsOf(model: Model, entity: Entity, operation: Operation, sentences: Map<string, string>): Made[] {
  return operation.effects.map((effect, index) => {
    const made = step(model, entity, operation, effect)
    const name = `${camel(operation.name)}Does${index + 1}`
    const body = {
      name: `${operation.id} ${effect.kind}`,
      statements: effect.statements,
      entity: made.entity,
      ...(made.each && { each: made.each }),
      sql: made.sql,
      parameters: made.parameters,
    }
    return { name, code: `${comment(effect.statements, sentences)}const ${name}: Step = ${print(body)}\n` }
  })
}

function inputsOf(model: Model, entity: Entity, operation: Operation): Printable {
  return operation.inputs.map((input) => {
    const stored = model.stored(entity).find((f) => f.id === input.id)
    const scope = new Scope(model, entity, { inputs: inputTypes(operation) })
    const value = input.default ? compile(input.default, scope).sql : null
    const fallback =
      value === null
        ? null
        : { sql: `select ${value} as value from ${scope.from()} where self."id" = ${scope.parameters.use('id')}`, parameters: scope.parameters.names }
    return { property: key(input), name: input.id, column: stored ? columnOf(stored) : null, fallback: sqlOf(fallback) }
  })
}

export const operationName = (operation: Operation): string => `${camel(operation.name)}${pascal(operation.entity)}`

/** The rules file of an entity: each operation with who may do it, what it needs and what it does. */
export function operationsFile(model: Model, entity: Entity, sentences: Map<string, string>): string {
  const parts: string[] = []
  let rules = false
  let steps = false
  for (const operation of model.operations(entity)) {
    const conditions = conditionsOf(model, entity, operation, sentences)
    const effects = effectsOf(model, entity, operation, sentences)
    rules ||= conditions.length > 0
    steps ||= effects.length > 0
    const changes = operation.kind !== 'read' && operation.kind !== 'list'
    const needed = changes ? locks(model, entity, operation) : []
    parts.push(...conditions.map((c) => c.code), ...effects.map((e) => e.code))
    parts.push(
      `${comment(operation.statements, sentences, `${operation.label}: ${who(model, operation)}.`)}export const ${operationName(operation)}: Operation = ${print(
        {
          id: operation.id,
          entity: entity.id,
          kind: operation.kind,
          label: operation.label,
          public: operation.public,
          permissions: permissionsOf(model, entity, operation.permissions, operation.kind === 'create'),
          from: operation.from,
          to: operation.to,
          conditions: conditions.map((c) => raw(c.name)),
          locks: needed.map(sqlOf),
          effects: effects.map((e) => raw(e.name)),
          inputs: inputsOf(model, entity, operation),
          statements: operation.statements,
        },
      )}\n`,
    )
  }
  const types = ['Operation', ...(rules ? ['Rule'] : []), ...(steps ? ['Step'] : [])]
  return `import type { ${types.join(', ')} } from '../kernel/definition.ts'\n\n${parts.join('\n')}`
}

/** Who may do an operation, in words. */
export function who(model: Model, operation: { public: boolean; permissions: readonly Permission[] }): string {
  if (operation.public) return 'anyone, without signing in'
  const name = (id: string): string => (model.specification.roles.find((r) => r.id === id)?.name ?? id).toLowerCase()
  return operation.permissions.map((p) => `${name(p.role)}${p.own === null ? '' : ' (own records only)'}${p.when ? ' (under a condition)' : ''}`).join(', ')
}
