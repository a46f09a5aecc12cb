import type { Entity, Field, Operation, Specification } from '#model/specification.ts'

const article = (name: string) => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
const words = (id: string) => id.replace(/_/g, ' ')
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Acceptance criteria: for every rule one scenario that keeps it and one that breaks it, tagged with the statements. */
export function acceptanceFeature(specification: Specification): string {
  const lines = [`Feature: ${oneLine(specification.title)}`]
  const names = new Map(specification.roles.map((role) => [role.id, role.name.toLowerCase()]))
  for (const entity of specification.entities) {
    const scenarios = [
      ...fieldScenarios(entity, specification, names),
      ...specification.operations.filter((operation) => operation.entity === entity.id).flatMap((operation) => operationScenarios(entity, operation, names)),
    ]
    if (scenarios.length) lines.push('', `  # ${entity.plural}`, ...scenarios)
  }
  for (const view of specification.views) {
    const who = view.public ? 'a visitor' : `a ${names.get(view.permissions[0]?.role ?? '') ?? 'user'}`
    const what =
      view.kind === 'report'
        ? `opens the report “${view.label}”`
        : `searches ${view.label.toLowerCase().replace(/^search /, '')}${view.search.length ? ` by ${view.search.map(words).join(', ')}` : ''}`
    lines.push(
      ...scenario(view.statements, `${view.label} answers`, [
        `When ${who} ${what}`,
        `Then ${view.kind === 'report' ? 'only matching rows are shown' : `at most ${view.pageSize} matching rows are shown`}${view.sort.length ? `, sorted by ${view.sort.map((sort) => words(sort.path)).join(', ')}` : ''}`,
      ]),
    )
  }
  return `${lines.join('\n')}\n`
}

function scenario(statements: string[], title: string, steps: string[]): string[] {
  const tags = statements.length ? `  ${statements.map((id) => `@${id}`).join(' ')}` : '  @convention'
  return ['', tags, `  Scenario: ${oneLine(title)}`, ...steps.map((step) => `    ${oneLine(step)}`)]
}

const creator = (entity: Entity, specification: Specification, names: Map<string, string>) => {
  const create = specification.operations.find((operation) => operation.id === `${entity.id}.create`)
  return article(names.get(create?.permissions[0]?.role ?? '') ?? 'user')
}

function fieldScenarios(entity: Entity, specification: Specification, names: Map<string, string>): string[] {
  const who = creator(entity, specification, names)
  const thing = article(entity.name.toLowerCase())
  const found: string[] = []
  for (const field of entity.fields) {
    if (field.source !== 'client') continue
    if (field.required)
      found.push(
        ...scenario(field.statements, `${entity.name} without ${field.label} is refused`, [
          `When ${who} creates ${thing} without ${field.label}`,
          'Then the answer is 422 and names the field',
        ]),
      )
    if (field.unique)
      found.push(
        ...scenario(field.statements, `A second ${entity.name.toLowerCase()} with the same ${field.label} is refused`, [
          `Given ${thing} exists`,
          `When ${who} creates another one with the same ${field.label}`,
          'Then the answer is 409',
        ]),
      )
    for (const bad of violations(field))
      found.push(
        ...scenario(field.statements, `${entity.name} with ${field.label} ${bad} is refused`, [
          `When ${who} creates ${thing} with ${field.label} ${bad}`,
          'Then the answer is 422 and names the field',
        ]),
      )
    if (field.immutable)
      found.push(
        ...scenario(field.statements, `${field.label} of ${thing} stays`, [
          `Given ${thing} exists`,
          `When somebody changes its ${field.label}`,
          'Then the answer is 422 and nothing is changed',
        ]),
      )
  }
  for (const invariant of entity.invariants)
    found.push(
      ...scenario(invariant.statements, `Kept: ${invariant.message}`, [`When ${who} stores ${thing} that keeps this rule`, 'Then it is stored']),
      ...scenario(invariant.statements, `Broken: ${invariant.message}`, [
        `When ${who} stores ${thing} that breaks this rule`,
        `Then the answer is ${invariant.status}`,
      ]),
    )
  for (const rule of entity.frozen)
    found.push(
      ...scenario(rule.statements, `Frozen: ${rule.message}`, [`Given ${thing} to which this applies`, 'When somebody changes it', 'Then the answer is 409']),
    )
  for (const field of entity.fields)
    if (field.derived)
      found.push(...scenario(field.statements, `${field.label} is calculated`, [`When ${thing} is stored`, `Then its ${field.label} follows the rule`]))
  return found
}

function violations(field: Field): string[] {
  const { type } = field
  const found: string[] = []
  if ('min' in type && type.min !== undefined) found.push(type.kind === 'text' ? `shorter than ${type.min} characters` : `below ${type.min}`)
  if ('max' in type && type.max !== undefined) found.push(type.kind === 'text' ? `longer than ${type.max} characters` : `above ${type.max}`)
  if (type.kind === 'text' && type.pattern) found.push(`that is not ${type.patternText || 'of its pattern'}`)
  if (type.kind === 'enum') found.push('that is none of its values')
  return found
}

function operationScenarios(entity: Entity, operation: Operation, names: Map<string, string>): string[] {
  const thing = article(entity.name.toLowerCase())
  const role = operation.permissions[0]?.role
  const who = operation.public ? 'a visitor' : article(names.get(role ?? '') ?? 'user')
  const state = operation.from[0]
  const given = operation.kind === 'create' ? [] : [`Given ${state ? article(`${words(state)} ${entity.name.toLowerCase()}`) : thing}`]
  const does =
    operation.kind === 'list'
      ? `lists ${entity.plural.toLowerCase()}`
      : `does “${operation.label}”${
          operation.inputs.some((input) => input.required)
            ? ` with ${operation.inputs
                .filter((input) => input.required)
                .map((input) => input.label.toLowerCase())
                .join(' and ')}`
            : ''
        }`
  const effects = operation.effects.length
    ? [`And ${operation.effects.length === 1 ? 'its effect takes' : 'its effects take'} place in the same transaction`]
    : []
  const lines = scenario(operation.statements, `${operation.label}: allowed`, [
    ...given,
    `When ${who} ${does}`,
    `Then ${operation.to && operation.kind !== 'create' ? `it is ${words(operation.to)}` : `the answer is ${operation.kind === 'create' ? 201 : 200}`}`,
    ...effects,
  ])
  if (!operation.public)
    lines.push(
      ...scenario(operation.statements, `${operation.label}: nobody else`, [
        ...given,
        `When somebody without permission ${does}`,
        'Then the answer is 401 without a token and 403 with another role',
      ]),
    )
  const own = operation.permissions.find((permission) => permission.own !== null && operation.kind !== 'create')
  if (own)
    lines.push(
      ...scenario(own.statements.length ? own.statements : operation.statements, `${operation.label}: own records only`, [
        `Given ${thing} of somebody else`,
        `When ${article(names.get(own.role) ?? own.role)} ${does}`,
        operation.kind === 'list' ? 'Then it is not in the list' : 'Then the answer is 403',
      ]),
    )
  if (operation.from.length)
    lines.push(
      ...scenario(operation.statements, `${operation.label}: not in another state`, [
        `Given ${thing} that is not ${operation.from.map(words).join(' or ')}`,
        `When ${who} ${does}`,
        'Then the answer is 409',
      ]),
    )
  return [...lines, ...ruleScenarios(operation, given, who, does)]
}

/** Each needed input left out; each rule once kept and once broken. */
function ruleScenarios(operation: Operation, given: string[], who: string, does: string): string[] {
  const done = operation.kind === 'create' ? 201 : 200
  const needed = operation.inputs.filter((input) => input.required)
  return [
    ...needed.flatMap((input) =>
      scenario(input.statements, `${operation.label}: ${input.label} is needed`, [
        ...given,
        `When ${who} does “${operation.label}” without ${input.label.toLowerCase()}`,
        'Then the answer is 422',
      ]),
    ),
    ...operation.conditions.flatMap((condition) => [
      ...scenario(condition.statements, `Kept: ${condition.message}`, [...given, `When ${who} ${does} and this holds`, `Then the answer is ${done}`]),
      ...scenario(condition.statements, `Broken: ${condition.message}`, [
        ...given,
        `When ${who} ${does} although this does not hold`,
        `Then the answer is ${condition.status}`,
      ]),
    ]),
  ]
}
