import type { Expression } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import type { Draft } from '../draft.ts'

/** Who sets a value, once and for all, and which values nobody can do without. */
export function completeValues({ draft }: Reading) {
  for (const entity of draft.entities.values())
    for (const field of entity.fields) if (field.source === 'derived' && isSet(draft, entity, field)) keepValue(field)
  for (const operation of draft.operations.values()) {
    const entity = draft.entities.get(operation.entity)
    if (operation.kind === 'create' && entity) for (const condition of operation.conditions) requireValues(draft, entity, condition.expression)
  }
}

/** "The end date is calculated from the start date … each renewal moves it": calculated at first, and kept from then on. */
function keepValue(field: Field) {
  field.source = 'system'
  if (field.derived) field.default ??= field.derived
  delete field.derived
}

function isSet(draft: Draft, entity: Entity, field: Field): boolean {
  const about = (id: string | undefined) => id === entity.id
  return (
    draft.deadlines.some((deadline) => about(deadline.entity) && field.id in deadline.values) ||
    [...draft.operations.values()].some(
      (operation) =>
        (about(operation.entity) && operation.inputs.some((input) => input.id === field.id)) ||
        operation.effects.some(
          (effect) =>
            (effect.kind === 'create' && about(effect.entity) && field.id in effect.values) ||
            (effect.kind === 'set' &&
              field.id in effect.values &&
              about(
                effect.select?.entity ??
                  (effect.target === 'self' && !effect.each
                    ? operation.entity
                    : targetOf(draft, effect.each ?? operation.entity, effect.each ? operation.entity : null, effect.target)),
              )),
        ),
    )
  )
}

/** The entity that a path of references leads to, from an entity or from the lines of one. */
function targetOf(draft: Draft, from: string, above: string | null, path: string): string | undefined {
  const start = above
    ? [...draft.entities.values()].find((other) => other.parent?.entity === above && (other.parent.collection === from || other.id === from))
    : draft.entities.get(from)
  let at = start
  for (const step of path.split('.').filter((part) => part !== '' && part !== 'self')) {
    const type = at?.fields.find((field) => field.id === step)?.type
    at = type?.kind === 'reference' ? draft.entities.get(type.entity) : undefined
  }
  return at?.id
}

/** What is refused when a value is absent asks for that value: "is required" says more than that a rule is broken. */
function requireValues(draft: Draft, entity: Entity, expression: Expression) {
  for (const path of needed(expression, 'field')) {
    const field = entity.fields.find((candidate) => candidate.id === path.split('.')[0])
    if (field?.source !== 'client' || field.required || field.default || givenLater(draft, entity, field)) continue
    field.required = true
    draft.assume(
      `${entity.id}_${field.id}_required`,
      `The ${field.label.toLowerCase()} of ${/^[aeiou]/i.test(entity.name) ? 'an' : 'a'} ${entity.name.toLowerCase()} is required, since a rule depends on it.`,
      field.statements.slice(0, 1),
    )
  }
}

/** What an act asks for ("schedules a pickup by assigning it to a tour") is not known before. */
const givenLater = (draft: Draft, entity: Entity, field: Field): boolean =>
  [...draft.operations.values()].some(
    (operation) => operation.entity === entity.id && operation.kind === 'action' && operation.inputs.some((input) => input.id === field.id),
  )

/** Paths without which a test cannot hold; in counts, those of the record that is asked about. */
function needed(expression: Expression, kind: 'field' | 'outer'): string[] {
  if (expression.kind === kind) return [expression.path]
  if (expression.kind === 'aggregate') return kind === 'field' && expression.where ? needed(expression.where, 'outer').filter((path) => path !== 'id') : []
  if (expression.kind !== 'call' || /^(?:or|if|coalesce|is_null|not_null|not)$/.test(expression.fn)) return []
  return expression.args.flatMap((arg) => needed(arg, kind))
}
