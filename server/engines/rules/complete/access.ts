import type { Entity } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import type { Draft } from '../draft.ts'
import { verbLabel } from '../names.ts'
import { lower, operations, ownPaths, ownRecord, permitted } from './own.ts'

/** Who may do what the document leaves open: deny by default, then the conventions, each as an assumption. */
export function completePermissions(reading: Reading) {
  const { draft } = reading
  everyRole(draft)
  for (const entity of draft.entities.values()) if (!entity.parent) managed(draft, entity)
  orphans(draft)
  for (const entity of draft.entities.values()) if (!entity.parent) readers(draft, entity)
  for (const entity of draft.entities.values()) if (!entity.parent) choosers(draft, entity)
  for (const role of draft.roles.values()) if (role.entity) ownRecord(draft, role.id, role.entity)
  ownPaths(draft)
  close(draft)
  for (const operation of draft.operations.values())
    if (operation.kind !== 'read' && operation.kind !== 'list')
      operation.permissions = operation.permissions.filter((permission) => !draft.readers.has(permission.role))
  for (const view of draft.views) viewAccess(draft, view)
}

/** No role at all: one role `user` who may do everything that is described. */
function everyRole(draft: Draft) {
  if (draft.roles.size > 0 || draft.entities.size === 0) return
  draft.roles.set('user', { id: 'user', name: 'User', description: 'everybody who is signed in', entity: null, statements: [] })
  draft.assume('role_user', 'Everybody who is signed in may do everything, since the document names no roles.', [])
}

const names = (draft: Draft, roles: string[]) => roles.map((role) => draft.roles.get(role)?.name.toLowerCase() ?? role).join(' or ')

/** Every entity can be created, changed, read and listed by somebody. */
function managed(draft: Draft, entity: Entity) {
  const create = draft.operations.get(`${entity.id}.create`)
  const producedByEffect = [...draft.operations.values()].some((operation) =>
    operation.effects.some((effect) => effect.kind === 'create' && effect.entity === entity.id),
  )
  if (!create && !producedByEffect && !entity.external) {
    const made = draft.operation(entity, 'create', 'create', verbLabel('create', entity), entity.statements[0] ?? '')
    const roles = managersOf(draft, entity)
    for (const role of roles) draft.permit(made, role, null)
    if (roles.length) {
      draft.assume(`${entity.id}_managed`, `${entity.plural} are entered and changed by the ${names(draft, roles)}.`, entity.statements.slice(0, 1))
      if (draft.roles.size > 1)
        draft.questions.push({
          id: `manage_${entity.id}`,
          text: `Who enters and changes ${entity.plural.toLowerCase()}?`,
          why: 'The document does not say who manages them.',
          options: [...draft.roles.values()].map((role) => role.name).slice(0, 6),
          proposed: draft.roles.get(roles[0] ?? '')?.name ?? '',
          sentence: `A {answer} can add and change ${entity.plural.toLowerCase()}.`,
          rank: 1,
          statements: entity.statements.slice(0, 1),
        })
    }
  }
  const makers = permitted(draft.operations.get(`${entity.id}.create`))
  const changed = draft.operations.get(`${entity.id}.update`)
  const editable = entity.fields.some((field) => field.source === 'client' && !field.immutable && field.type.kind !== 'reference')
  if (!changed && editable && !entity.appendOnly) {
    // What must not be changed any more once it is completed can be changed before.
    const staff = makers.filter((_role) => !isTransaction(draft, entity) || entity.frozen.length > 0)
    if (staff.length) {
      const update = draft.operation(entity, 'update', 'update', verbLabel('change', entity), entity.statements[0] ?? '')
      for (const role of staff) draft.permit(update, role, null)
    }
  }
}

/** Records that acts drive through a life (orders, loans) are not edited freely; master data is. */
function isTransaction(draft: Draft, entity: Entity): boolean {
  const references = entity.fields.filter((field) => field.type.kind === 'reference' || (field.type.kind === 'text' && field.type.subject)).length
  return references > 0 && entity.states !== null && operations(draft, entity.id).some((operation) => operation.kind === 'action')
}

/** The role that handles an entity nobody was said to manage. */
function managersOf(draft: Draft, entity: Entity): string[] {
  const staff = [...draft.roles.values()].filter((role) => role.entity === null)
  const acting = [
    ...new Set(
      operations(draft, entity.id)
        .filter((operation) => operation.kind !== 'read' && operation.kind !== 'list')
        .flatMap(permitted),
    ),
  ].filter((role) => draft.roles.get(role)?.entity === null)
  if (acting[0]) return [acting[0]]
  const told = staff.find((role) => handles(role.description, entity.name))
  if (told) return [told.id]
  const admin =
    staff.find((role) => /admin/.test(role.id)) ??
    staff.find((role) => /manager|registrar|librarian|receptionist|clerk|officer|coordinator|organi[sz]er|owner|secretary|planner/.test(role.id))
  const near = staff.find((role) => operations(draft, entity.id).some((operation) => permitted(operation).includes(role.id)))
  const chosen =
    near ??
    admin ??
    mostActive(
      draft,
      staff.map((role) => role.id),
    ) ??
    [...draft.roles.values()][0]?.id
  return chosen ? [typeof chosen === 'string' ? chosen : chosen.id] : []
}

/** "Dispatcher: plans tours": who somebody is says what they look after. */
const handles = (description: string, noun: string): boolean =>
  new RegExp(
    String.raw`\b(?:plans?|manages?|maintains?|creates?|enters?|registers?|organi[sz]es?|administers?|schedules?|looks? after|keeps?|sets? up|edits?)\b[^.;]{0,40}\b${noun.toLowerCase()}s?\b`,
    'i',
  ).test(description)

function mostActive(draft: Draft, roles: string[]): string | undefined {
  const load = (role: string) => [...draft.operations.values()].filter((operation) => permitted(operation).includes(role)).length
  return roles.toSorted((a, b) => load(b) - load(a))[0]
}

/** Operations that a sentence describes without an actor go to who handles the entity. */
function orphans(draft: Draft) {
  for (const operation of draft.operations.values()) {
    if (operation.permissions.length > 0 || operation.public) continue
    const entity = draft.entities.get(operation.entity)
    if (!entity) continue
    const others = operations(draft, entity.id).filter(
      (other) => other !== operation && (other.kind === 'action' || other.kind === 'create' || other.kind === 'update'),
    )
    const roles = [...new Set(others.flatMap(permitted))]
    const staff = roles.filter((role) => draft.roles.get(role)?.entity === null)
    const chosen = staff.length ? staff : roles.length ? roles : managersOf(draft, entity)
    for (const role of chosen) draft.permit(operation, role, null)
    if (chosen.length)
      draft.assume(`${entity.id}_${operation.name}_by`, `“${operation.label}” is done by the ${names(draft, chosen)}.`, operation.statements.slice(0, 1))
  }
}

/** Who acts on something reads and lists it. */
function readers(draft: Draft, entity: Entity) {
  const acting = [
    ...new Set(
      operations(draft, entity.id)
        .filter((operation) => operation.kind !== 'read' && operation.kind !== 'list')
        .flatMap(permitted),
    ),
  ]
  const self = [...draft.roles.values()].filter((role) => role.entity !== null && draft.pathTo(entity, role.entity) !== null).map((role) => role.id)
  for (const kind of ['read', 'list'] as const) {
    const operation = draft.operation(
      entity,
      kind,
      kind,
      kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel('view', entity),
      entity.statements[0] ?? '',
    )
    for (const role of [...acting, ...self])
      if (!permitted(operation).includes(role)) {
        draft.permit(operation, role, null)
        draft.assume(
          `${entity.id}_read_${role}`,
          draft.roles.get(role)?.entity === entity.id
            ? `The ${names(draft, [role])} sees their own record.`
            : `The ${names(draft, [role])} sees ${self.includes(role) && !acting.includes(role) ? 'their own ' : ''}${entity.plural.toLowerCase()}.`,
          entity.statements.slice(0, 1),
        )
      }
  }
}

/** Who creates a record must be able to choose what it refers to. */
function choosers(draft: Draft, entity: Entity) {
  const needed = [entity, ...draft.linesOf(entity)].flatMap((owner) =>
    owner.fields.flatMap((field) =>
      field.type.kind === 'reference' && field.source === 'client' && field.type.entity !== entity.id ? [field.type.entity] : [],
    ),
  )
  const makers = [
    ...new Set(
      operations(draft, entity.id)
        .filter((operation) => operation.kind === 'create' || operation.inputs.some((input) => input.type.kind === 'reference'))
        .flatMap(permitted),
    ),
  ]
  for (const target of new Set(needed)) {
    const other = draft.entities.get(target)
    if (!other || other.parent) continue
    for (const role of makers) {
      if (draft.roles.get(role)?.entity === target) continue
      for (const kind of ['read', 'list'] as const) {
        const operation = draft.operation(
          other,
          kind,
          kind,
          kind === 'list' ? `List ${other.plural.toLowerCase()}` : verbLabel('view', other),
          other.statements[0] ?? '',
        )
        if (operation.public || permitted(operation).includes(role)) continue
        draft.permit(operation, role, null)
        draft.assume(
          `${other.id}_choose_${role}`,
          `The ${names(draft, [role])} sees ${other.plural.toLowerCase()}, to choose one for ${/^[aeiou]/.test(lower(entity)) ? 'an' : 'a'} ${lower(entity)}.`,
          entity.statements.slice(0, 1),
        )
      }
    }
  }
}

/** "Only librarians …": whoever was let in by a convention goes out again. */
function close(draft: Draft) {
  for (const rule of draft.closed)
    for (const kind of rule.kinds) {
      const operation = draft.operations.get(`${rule.entity}.${kind}`)
      if (!operation) continue
      for (const statement of rule.statements) if (!operation.statements.includes(statement)) operation.statements.push(statement)
      operation.permissions = operation.permissions.filter((permission) => {
        const stated = permission.statements.filter((statement) => !rule.statements.includes(statement))
        if (rule.roles.includes(permission.role)) return true
        if (stated.length && kind !== 'create' && kind !== 'read' && kind !== 'list') {
          draft.claim(`only:${operation.id}`, rule.roles, rule.statements[0] ?? '')
          draft.claim(`only:${operation.id}`, [permission.role], stated[0] ?? '')
        }
        return stated.length > 0 && (kind === 'create' || kind === 'read' || kind === 'list')
      })
      if (rule.roles.length === 0 && operation.permissions.length === 0 && (kind === 'delete' || kind === 'update')) draft.operations.delete(operation.id)
      if (kind === 'read' || kind === 'list') operation.public = operation.public && rule.roles.length === 0
    }
}

/** Reports nobody was named for go to who manages what they show; searches follow the list. */
function viewAccess(draft: Draft, view: Draft['views'][number]) {
  if (view.kind === 'search') {
    const list = draft.operations.get(`${view.entity}.list`)
    if (list) {
      view.public ||= list.public
      for (const permission of list.permissions)
        if (!view.permissions.some((known) => known.role === permission.role)) view.permissions.push({ ...permission, statements: [] })
    }
    return
  }
  if (view.permissions.length) return
  const staff = [...draft.roles.values()].filter((role) => role.entity === null)
  for (const role of staff.length ? staff : draft.roles.values()) view.permissions.push({ role: role.id, own: null, statements: [] })
}
