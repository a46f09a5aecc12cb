import { call, count, literal, outer, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { capitalise } from '../language/words.ts'

export const operationsOf = (reading: Reading, entity: Entity): Operation[] =>
  [...reading.draft.operations.values()].filter((operation) => operation.entity === entity.id)

export const article = (name: string) => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name.toLowerCase()}`

/** "retire products": what is retired is not used in new records. */
export function retirement(reading: Reading, entity: Entity) {
  const { draft } = reading
  const dead = entity.states?.values.find((value) => /^(?:retired|discontinued|archived|inactive|deactivated|blocked|scrapped|written_off)$/.test(value.id))
  if (!dead || !entity.states) return
  const statements =
    operationsOf(reading, entity)
      .find((operation) => operation.to === dead.id)
      ?.statements.slice(0, 1) ?? []
  for (const user of draft.entities.values()) {
    const reference = user.fields.find((field) => field.type.kind === 'reference' && field.type.entity === entity.id)
    if (!reference || user === entity) continue
    const top = user.parent ? draft.entities.get(user.parent.entity) : user
    const create = draft.operations.get(`${top?.id}.create`)
    if (!create || !top) continue
    const at = `${reference.id}.${entity.states.field}`
    const expression = user.parent
      ? call('=', count(user.id, call('and', call('=', path(user.parent.field), outer('id')), call('=', path(at), literal(dead.id)))), literal(0))
      : call('!=', path(at), literal(dead.id))
    if (create.conditions.some((condition) => JSON.stringify(condition.expression).includes(`"path":"${at}"`))) continue
    create.conditions.push({
      expression,
      message: `${capitalise(article(`${dead.label.toLowerCase()} ${entity.name.toLowerCase()}`))} cannot be used in ${article(`new ${top.name.toLowerCase()}`).replace(/^an n/, 'a n')}.`,
      status: 409,
      roles: [],
      statements: [],
    })
    draft.assume(
      `${top.id}_${dead.id}_${entity.id}`,
      `${capitalise(article(`${dead.label.toLowerCase()} ${entity.name.toLowerCase()}`))} cannot be used in ${article(`new ${top.name.toLowerCase()}`).replace(/^an n/, 'a n')}.`,
      statements,
    )
  }
}
