import { subject } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import type { Draft } from '../draft.ts'
import { verbLabel } from '../draft.ts'
import { capitalise } from '../language/words.ts'

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
  for (const operation of draft.operations.values()) if (operation.kind !== 'read' && operation.kind !== 'list') operation.permissions = operation.permissions.filter((permission) => !draft.readers.has(permission.role))
  for (const view of draft.views) viewAccess(draft, view)
}

/** No role at all: one role `user` who may do everything that is described. */
function everyRole(draft: Draft) {
  if (draft.roles.size > 0 || draft.entities.size === 0) return
  draft.roles.set('user', { id: 'user', name: 'User', description: 'everybody who is signed in', entity: null, statements: [] })
  draft.assume('role_user', 'Everybody who is signed in may do everything, since the document names no roles.', [])
}

const operations = (draft: Draft, entity: string): Operation[] => [...draft.operations.values()].filter((operation) => operation.entity === entity)
const permitted = (operation: Operation | undefined): string[] => operation?.permissions.map((permission) => permission.role) ?? []
const lower = (entity: Entity) => entity.name.toLowerCase()
const names = (draft: Draft, roles: string[]) => roles.map((role) => draft.roles.get(role)?.name.toLowerCase() ?? role).join(' or ')

/** Every entity can be created, changed, read and listed by somebody. */
function managed(draft: Draft, entity: Entity) {
  const create = draft.operations.get(`${entity.id}.create`)
  const producedByEffect = [...draft.operations.values()].some((operation) => operation.effects.some((effect) => effect.kind === 'create' && effect.entity === entity.id))
  if (!create && !producedByEffect && !entity.external) {
    const made = draft.operation(entity, 'create', 'create', verbLabel('create', entity), entity.statements[0] ?? '')
    const roles = managersOf(draft, entity)
    for (const role of roles) draft.permit(made, role, null)
    if (roles.length) { draft.assume(`${entity.id}_managed`, `${entity.plural} are entered and changed by the ${names(draft, roles)}.`, entity.statements.slice(0, 1)); if (draft.roles.size > 1) draft.questions.push({ id: `manage_${entity.id}`, text: `Who enters and changes ${entity.plural.toLowerCase()}?`, why: 'The document does not say who manages them.', options: [...draft.roles.values()].map((role) => role.name).slice(0, 6), proposed: draft.roles.get(roles[0] ?? '')?.name ?? '', rank: 1, statements: entity.statements.slice(0, 1) }) }
  }
  const makers = permitted(draft.operations.get(`${entity.id}.create`))
  const changed = draft.operations.get(`${entity.id}.update`)
  const editable = entity.fields.some((field) => field.source === 'client' && !field.immutable && field.type.kind !== 'reference')
  if (!changed && editable && !entity.appendOnly) {
    const staff = makers.filter((role) => !isTransaction(draft, entity))
    if (staff.length) { const update = draft.operation(entity, 'update', 'update', verbLabel('change', entity), entity.statements[0] ?? ''); for (const role of staff) draft.permit(update, role, null) }
  }
}

/** Records that acts drive through a life (orders, loans) are not edited freely; master data is. */
function isTransaction(draft: Draft, entity: Entity): boolean {
  const references = entity.fields.filter((field) => field.type.kind === 'reference').length
  return references > 0 && entity.states !== null && operations(draft, entity.id).some((operation) => operation.kind === 'action')
}

/** The role that handles an entity nobody was said to manage. */
function managersOf(draft: Draft, entity: Entity): string[] {
  const staff = [...draft.roles.values()].filter((role) => role.entity === null)
  const acting = [...new Set(operations(draft, entity.id).filter((operation) => operation.kind !== 'read' && operation.kind !== 'list').flatMap(permitted))].filter((role) => draft.roles.get(role)?.entity === null)
  if (acting[0]) return [acting[0]]
  const admin = staff.find((role) => /admin/.test(role.id)) ?? staff.find((role) => /manager|registrar|librarian|receptionist|clerk|officer|coordinator|organi[sz]er|owner|secretary|planner/.test(role.id))
  const near = staff.find((role) => operations(draft, entity.id).some((operation) => permitted(operation).includes(role.id)))
  const chosen = near ?? admin ?? mostActive(draft, staff.map((role) => role.id)) ?? [...draft.roles.values()][0]?.id
  return chosen ? [typeof chosen === 'string' ? chosen : chosen.id] : []
}

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
    const others = operations(draft, entity.id).filter((other) => other !== operation && (other.kind === 'action' || other.kind === 'create' || other.kind === 'update'))
    const roles = [...new Set(others.flatMap(permitted))]
    const staff = roles.filter((role) => draft.roles.get(role)?.entity === null)
    const chosen = staff.length ? staff : roles.length ? roles : managersOf(draft, entity)
    for (const role of chosen) draft.permit(operation, role, null)
    if (chosen.length) draft.assume(`${entity.id}_${operation.name}_by`, `“${operation.label}” is done by the ${names(draft, chosen)}.`, operation.statements.slice(0, 1))
  }
}

/** Who acts on something reads and lists it. */
function readers(draft: Draft, entity: Entity) {
  const acting = [...new Set(operations(draft, entity.id).filter((operation) => operation.kind !== 'read' && operation.kind !== 'list').flatMap(permitted))]
  const self = [...draft.roles.values()].filter((role) => role.entity !== null && draft.pathTo(entity, role.entity) !== null).map((role) => role.id)
  for (const kind of ['read', 'list'] as const) {
    const operation = draft.operation(entity, kind, kind, kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel('view', entity), entity.statements[0] ?? '')
    for (const role of [...acting, ...self]) if (!permitted(operation).includes(role)) {
      draft.permit(operation, role, null)
      draft.assume(`${entity.id}_read_${role}`, draft.roles.get(role)?.entity === entity.id ? `The ${names(draft, [role])} sees their own record.` : `The ${names(draft, [role])} sees ${self.includes(role) && !acting.includes(role) ? 'their own ' : ''}${entity.plural.toLowerCase()}.`, entity.statements.slice(0, 1))
    }
  }
}

/** Who creates a record must be able to choose what it refers to. */
function choosers(draft: Draft, entity: Entity) {
  const needed = [entity, ...draft.linesOf(entity)].flatMap((owner) => owner.fields.flatMap((field) => (field.type.kind === 'reference' && field.source === 'client' && field.type.entity !== entity.id ? [field.type.entity] : [])))
  const makers = [...new Set(operations(draft, entity.id).filter((operation) => operation.kind === 'create' || operation.inputs.some((input) => input.type.kind === 'reference')).flatMap(permitted))]
  for (const target of new Set(needed)) {
    const other = draft.entities.get(target)
    if (!other || other.parent) continue
    for (const role of makers) {
      if (draft.roles.get(role)?.entity === target) continue
      for (const kind of ['read', 'list'] as const) {
        const operation = draft.operation(other, kind, kind, kind === 'list' ? `List ${other.plural.toLowerCase()}` : verbLabel('view', other), other.statements[0] ?? '')
        if (operation.public || permitted(operation).includes(role)) continue
        draft.permit(operation, role, null)
        draft.assume(`${other.id}_choose_${role}`, `The ${names(draft, [role])} sees ${other.plural.toLowerCase()}, to choose one for ${/^[aeiou]/.test(lower(entity)) ? 'an' : 'a'} ${lower(entity)}.`, entity.statements.slice(0, 1))
      }
    }
  }
}

/** A person whose role is an entity reads and changes their own record. */
function ownRecord(draft: Draft, role: string, id: string) {
  const entity = draft.entities.get(id)
  if (!entity) return
  const create = draft.operations.get(`${id}.create`)
  const others = permitted(create).filter((other) => other !== role)
  const explicit = create?.permissions.some((permission) => permission.statements.length > 0)
  if (create && !permitted(create).includes(role) && !(explicit && others.length)) { draft.permit(create, role, null, 'id'); draft.assume(`${id}_registers`, `A ${lower(entity)} can register themselves.`, entity.statements.slice(0, 1)) }
  for (const kind of ['read', 'list', 'update'] as const) {
    const closed = draft.closed.some((rule) => rule.entity === id && rule.kinds.includes(kind) && !rule.roles.includes(role))
    if (closed) continue
    const operation = draft.operations.get(`${id}.${kind}`) ?? (kind === 'update' && !entity.fields.some((field) => field.source === 'client') ? undefined : draft.operation(entity, kind, kind, kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : 'change', entity), entity.statements[0] ?? ''))
    if (operation && !permitted(operation).includes(role) && !(kind === 'update' && (draft.staffKept.has(id) || (others.length && explicit)))) draft.permit(operation, role, null, 'id')
  }
  for (const operation of operations(draft, id)) for (const permission of operation.permissions) if (permission.role === role && !(operation.kind !== 'create' && permission.statements.length > 0 && (operation.kind === 'read' || operation.kind === 'list'))) permission.own = 'id'
  draft.assume(`${id}_own_record`, `A ${lower(entity)} sees and changes only their own record.`, entity.statements.slice(0, 1))
}

/** Own paths: where a role is an entity that rows refer to, or where the document says "their own". */
function ownPaths(draft: Draft) {
  for (const { role, entity: id, statements } of draft.ownOnly) {
    const entity = draft.entities.get(id)
    if (!entity || entity.parent) continue
    const own = ownPath(draft, role, entity, statements)
    if (own === null) continue
    for (const operation of operations(draft, id)) for (const permission of operation.permissions) if (permission.role === role && permission.own === null && !(operation.kind === 'create' && own.includes('.'))) { permission.own = own; for (const statement of statements) if (!permission.statements.includes(statement) && (operation.kind === 'read' || operation.kind === 'list')) permission.statements.push(statement) }
  }
  for (const role of draft.roles.values()) {
    if (!role.entity) continue
    for (const entity of draft.entities.values()) {
      if (entity.id === role.entity || entity.parent) continue
      const path = draft.pathTo(entity, role.entity)
      if (path === null || path.includes('.')) continue
      const creates = permitted(draft.operations.get(`${entity.id}.create`)).includes(role.id)
      if (!creates && !selfService(draft, role.id)) continue
      for (const operation of operations(draft, entity.id)) for (const permission of operation.permissions) if (permission.role === role.id) permission.own ??= path
    }
  }
}

/** Somebody who creates nothing but their own record and rows that are theirs. */
function selfService(draft: Draft, role: string): boolean {
  const own = draft.roles.get(role)?.entity
  return [...draft.operations.values()].filter((operation) => operation.kind === 'create' || operation.kind === 'update').every((operation) => !permitted(operation).includes(role) || operation.entity === own || (own !== null && own !== undefined && draft.pathTo(draft.entities.get(operation.entity) as Entity, own) !== null)) && !/^(?:doctor|nurse|lecturer|teacher|agent|mechanic|technician|manager|librarian|clerk|admin|administrator|employee|staff|instructor|trainer|veterinarian|vet|dentist|therapist|driver|coach)$/.test(role)
}

function ownPath(draft: Draft, role: string, entity: Entity, statements: string[]): string | null {
  const own = draft.roles.get(role)?.entity
  if (own === entity.id) return 'id'
  const path = own ? draft.pathTo(entity, own) : null
  if (path) return path
  const held = entity.fields.find((field) => field.type.kind === 'text' && field.type.subject && (field.id === role || field.id === 'created_by'))
  if (held) { if (held.source === 'system' && held.default === undefined && permitted(draft.operations.get(`${entity.id}.create`)).includes(role)) held.default = subject; return held.id }
  if (own) return null
  const through = entity.fields.flatMap((field) => { const target = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined; const inner = target?.fields.find((candidate) => candidate.id === role); return inner ? [`${field.id}.${inner.id}`] : [] })[0]
  if (through) return through
  const made = draft.addSubject(entity, role, statements[0] ?? '')
  made.label = capitalise(draft.roles.get(role)?.name ?? role)
  made.default = subject
  return made.id
}

/** "Only librarians …": whoever was let in by a convention goes out again. */
function close(draft: Draft) {
  for (const rule of draft.closed) for (const kind of rule.kinds) {
    const operation = draft.operations.get(`${rule.entity}.${kind}`)
    if (!operation) continue
    operation.permissions = operation.permissions.filter((permission) => {
      const stated = permission.statements.filter((statement) => !rule.statements.includes(statement))
      if (rule.roles.includes(permission.role)) return true
      if (stated.length && kind !== 'create' && kind !== 'read' && kind !== 'list') { draft.claim(`only:${operation.id}`, rule.roles, rule.statements[0] ?? ''); draft.claim(`only:${operation.id}`, [permission.role], stated[0] ?? '') }
      return stated.length > 0 && (kind === 'create' || kind === 'read' || kind === 'list')
    })
    if (rule.roles.length === 0 && operation.permissions.length === 0 && (kind === 'delete' || kind === 'update')) draft.operations.delete(operation.id)
    if (kind === 'read' || kind === 'list') operation.public = operation.public && rule.roles.length === 0
  }
}

/** Reports nobody was named for go to who manages what they show; searches follow the list. */
function viewAccess(draft: Draft, view: Draft['views'][number]) {
  if (view.kind === 'search') { const list = draft.operations.get(`${view.entity}.list`); if (list) { view.public ||= list.public; for (const permission of list.permissions) if (!view.permissions.some((known) => known.role === permission.role)) view.permissions.push({ ...permission, statements: [] }) } return }
  if (view.permissions.length) return
  const staff = [...draft.roles.values()].filter((role) => role.entity === null)
  for (const role of staff.length ? staff : draft.roles.values()) view.permissions.push({ role: role.id, own: null, statements: [] })
}
