import type { FieldType, Specification } from './specification.ts'
import type { SpecificationChange } from './specification-edit.ts'
import { entitiesOf, namedBy, usesOf, visitExpressions } from './specification-paths.ts'
import { ruleProblems } from './specification-rule-check.ts'

export interface Found {
  path: string // into `after`
  message: string
}
type Of<P extends SpecificationChange['part']> = Extract<SpecificationChange, { part: P }>

/**
 * What an edit may do beyond what holds for every specification: values that fit their type, nothing that is only read
 * from a text (patterns, derivations), and no rule left without what it is about. `before` is the specification that the
 * edit began with, `after` what it leads to.
 */
export function changeProblems(before: Specification, after: Specification, change: SpecificationChange): Found[] {
  if (change.part === 'field') return fieldProblems(before, after, change)
  if (change.part === 'states') return statesProblems(after, change)
  if (change.part === 'operation') return operationProblems(after, change)
  if (change.part === 'permission') return permissionProblems(after, change)
  return ruleProblems(after, change)
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function fieldProblems(before: Specification, after: Specification, change: Of<'field'>): Found[] {
  const name = `${change.entity}.${change.id}`
  const found: Found[] = []
  const say = (path: string, message: string) => found.push({ path, message })
  const [was, is] = [change.before, change.after]
  const uses = usesOf(before, name).filter((use) => usesOf(after, name).includes(use))
  if (!is) {
    if (uses.length > 0) say('', `It is still used by ${uses.slice(0, 3).join(', ')}. Change those first.`)
    return found
  }
  if (['id', 'created_at'].includes(change.id)) say('', 'Every record has this already. Choose another name.')
  if (was && was.type.kind !== is.type.kind && uses.length > 0)
    say('type.kind', `${uses.slice(0, 3).join(', ')} ${uses.length > 1 ? 'expect' : 'expects'} this type. Change the sentence in the text instead.`)
  if (is.type.kind === 'text' && is.type.pattern && !(was?.type.kind === 'text' && was.type.pattern === is.type.pattern))
    say('type.pattern', 'A pattern is read from words (“13 digits”), never typed: say it in the text.')
  if (!same(is.derived, was?.derived)) say('derived', 'How it is computed is read from the text: change its sentence.')
  if (is.source !== (was?.source ?? 'client')) say('source', 'Who sets a field follows from the text.')
  if (is.default && !same(is.default, was?.default)) defaultProblems(is.default, is.type, say)
  typeProblems(is.type, say)
  if (is.type.kind === 'enum') found.push(...unknownValues(after, name, new Set(is.type.values), 'type.values'))
  return found
}

function typeProblems(type: FieldType, say: (path: string, message: string) => void) {
  if ('min' in type && 'max' in type && type.min !== undefined && type.max !== undefined && type.min > type.max)
    say('type.max', 'The largest value is below the smallest.')
  if (type.kind === 'text' && (type.min ?? 0) < 0) say('type.min', 'A length is 0 or more.')
  if (type.kind === 'text' && type.max !== undefined && (type.max < 1 || type.max > 100_000)) say('type.max', 'A length is between 1 and 100,000.')
  if (type.kind !== 'enum') return
  if (type.values.length > 100) say('type.values', 'At most 100 values.')
  if (new Set(type.values).size < type.values.length) say('type.values', 'A value stands there twice.')
  if (type.values.some((value) => value.trim() === '' || value !== value.trim() || value.length > 60 || /[\p{Cc}\u2028\u2029]/u.test(value)))
    say('type.values', 'Each value is one line of at most 60 characters.')
}

function defaultProblems(value: NonNullable<Of<'field'>['after']>['default'], type: FieldType, say: (path: string, message: string) => void) {
  if (!value || value.kind === 'today' || value.kind === 'now') {
    if (value && type.kind !== (value.kind === 'today' ? 'date' : 'datetime'))
      say('default', `Only a ${value.kind === 'today' ? 'date' : 'date with time'} begins so.`)
    return
  }
  if (value.kind !== 'literal') return say('default', 'A default that is computed is read from the text: say it there.')
  const number = type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money'
  const fits =
    value.value === null ||
    (number
      ? typeof value.value === 'number' && (type.kind !== 'integer' || Number.isInteger(value.value))
      : type.kind === 'boolean'
        ? typeof value.value === 'boolean'
        : type.kind === 'enum'
          ? type.values.includes(String(value.value))
          : typeof value.value === 'string' && (type.kind === 'text' || type.kind === 'email' || type.kind === 'phone' || type.kind === 'url'))
  if (!fits) say('default', type.kind === 'enum' ? 'It is none of the values.' : 'The default does not fit the type.')
}

function statesProblems(after: Specification, change: Of<'states'>): Found[] {
  const is = change.after
  if (!is) return [{ path: '', message: 'States are added and changed here, never taken away as a whole: change the sentences in the text.' }]
  const found = unknownValues(after, `${change.entity}.${is.field}`, new Set(is.values.map((value) => value.id)), 'values')
  if (change.before && change.before.field !== is.field) found.push({ path: 'field', message: 'The field that holds the state keeps its name.' })
  const entity = after.entities.find((each) => each.id === change.entity)
  if (entity?.fields.some((field) => field.id === is.field)) found.push({ path: 'field', message: 'There is a field of this name already.' })
  return found
}

/** Rules that compare with, or set, a value that is gone. */
function unknownValues(specification: Specification, field: string, values: Set<string>, path: string): Found[] {
  const entities = entitiesOf(specification)
  const found: Found[] = []
  visitExpressions(specification, (expression, start) => {
    if (expression.kind !== 'call' || !['=', '!=', 'in'].includes(expression.fn)) return
    if (!expression.args.some((arg) => namedBy(arg, start, entities) === field)) return
    for (const arg of expression.args)
      if (arg.kind === 'literal' && typeof arg.value === 'string' && !values.has(arg.value))
        found.push({ path, message: `${start.at} speaks of “${arg.value}”, which is none of the values.` })
  })
  return found
}

function operationProblems(after: Specification, change: Of<'operation'>): Found[] {
  const entity = after.entities.find((each) => change.operation.startsWith(`${each.id}.`))
  const made = change.before === null ? after.operations.find((each) => each.id === change.operation) : undefined
  if (!entity) return [{ path: '', message: 'An action belongs to a thing of the specification.' }]
  if (made && ['create', 'read', 'list', 'update', 'delete'].includes(made.name))
    return [{ path: '', message: 'This name is taken by what every record has. Choose another.' }]
  const gone = change.before && !change.after && /\.(create|read|list|update|delete)$/.test(change.operation)
  if (gone) return [{ path: '', message: 'What every record has is not removed: permit it to nobody, then it is not built.' }]
  if (change.after && change.after.to === null && made)
    return [{ path: 'to', message: 'Choose the state it leads to; an action that does more is read from the text.' }]
  return []
}

function permissionProblems(after: Specification, change: Of<'permission'>): Found[] {
  const found: Found[] = []
  if (!same(change.after?.when, change.before?.when) && change.after?.when)
    found.push({ path: 'when', message: 'Conditions of a permission are read from the text.' })
  const operation = after.operations.find((each) => each.id === change.operation)
  const own = change.after?.own
  if (own && operation && own !== change.before?.own) {
    const entities = entitiesOf(after)
    const role = after.roles.find((each) => each.id === change.role)
    const entity = entities.get(operation.entity)
    const end = entity && namedBy({ kind: 'field', path: own }, { at: '', entity, outer: null }, entities)
    const field = after.entities
      .flatMap((each) => each.fields.map((each2) => ({ name: `${each.id}.${each2.id}`, type: each2.type })))
      .find((each) => each.name === end)
    const leads = field?.type.kind === 'reference' ? field.type.entity === role?.entity : field?.type.kind === 'text' && field.type.subject === true
    if (end && !leads && end !== `${role?.entity}.id`)
      found.push({ path: 'own', message: `${own} does not lead to the ${role?.name.toLowerCase() ?? change.role}’s own record.` })
  }
  return found
}
