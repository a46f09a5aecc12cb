import { subject } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { capitalise } from '../language/words.ts'
import { verbLabel } from '../names.ts'

export const operations = (draft: Draft, entity: string): Operation[] => [...draft.operations.values()].filter((operation) => operation.entity === entity)

export const permitted = (operation: Operation | undefined): string[] => operation?.permissions.map((permission) => permission.role) ?? []

/** A person whose role is an entity reads and changes their own record. */
export function ownRecord(draft: Draft, role: string, id: string) {
  const entity = draft.entities.get(id)
  if (!entity) return
  const create = draft.operations.get(`${id}.create`)
  const others = permitted(create).filter((other) => other !== role)
  const explicit = create?.permissions.some((permission) => permission.statements.length > 0)
  if (create && !permitted(create).includes(role) && !(explicit && others.length)) {
    draft.permit(create, role, null, 'id')
    draft.assume(`${id}_registers`, `A ${lower(entity)} can register themselves.`, entity.statements.slice(0, 1))
  }
  for (const kind of ['read', 'list', 'update'] as const) {
    const closed = draft.closed.some((rule) => rule.entity === id && rule.kinds.includes(kind) && !rule.roles.includes(role))
    if (closed) continue
    const operation =
      draft.operations.get(`${id}.${kind}`) ??
      (kind === 'update' && !entity.fields.some((field) => field.source === 'client')
        ? undefined
        : draft.operation(
            entity,
            kind,
            kind,
            kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : 'change', entity),
            entity.statements[0] ?? '',
          ))
    if (operation && !permitted(operation).includes(role) && !(kind === 'update' && (draft.staffKept.has(id) || (others.length && explicit))))
      draft.permit(operation, role, null, 'id')
  }
  for (const operation of operations(draft, id))
    for (const permission of operation.permissions)
      if (
        permission.role === role &&
        !(operation.kind !== 'create' && permission.statements.length > 0 && (operation.kind === 'read' || operation.kind === 'list'))
      )
        permission.own = 'id'
  draft.assume(`${id}_own_record`, `A ${lower(entity)} sees and changes only their own record.`, entity.statements.slice(0, 1))
}

/** Own paths: where a role is an entity that rows refer to, or where the document says "their own". */
export function ownPaths(draft: Draft) {
  for (const { role, entity: id, statements } of draft.ownOnly) {
    const entity = draft.entities.get(id)
    if (!entity || entity.parent) continue
    const own = ownPath(draft, role, entity, statements)
    if (own === null) continue
    for (const operation of operations(draft, id))
      for (const permission of operation.permissions)
        if (permission.role === role && permission.own === null && !(operation.kind === 'create' && own.includes('.'))) {
          permission.own = own
          for (const statement of statements)
            if (!permission.statements.includes(statement) && (operation.kind === 'read' || operation.kind === 'list')) permission.statements.push(statement)
        }
  }
  for (const role of draft.roles.values()) {
    if (!role.entity) continue
    for (const entity of draft.entities.values()) {
      if (entity.id === role.entity || entity.parent) continue
      const path = draft.pathTo(entity, role.entity)
      if (path === null || path.includes('.')) continue
      const creates = permitted(draft.operations.get(`${entity.id}.create`)).includes(role.id)
      if (!creates && !selfService(draft, role.id)) continue
      for (const operation of operations(draft, entity.id))
        for (const permission of operation.permissions) if (permission.role === role.id) permission.own ??= path
    }
  }
}

/** Somebody who creates nothing but their own record and rows that are theirs. */
function selfService(draft: Draft, role: string): boolean {
  const own = draft.roles.get(role)?.entity
  return (
    [...draft.operations.values()]
      .filter((operation) => operation.kind === 'create' || operation.kind === 'update')
      .every(
        (operation) =>
          !permitted(operation).includes(role) ||
          operation.entity === own ||
          (own !== null && own !== undefined && draft.pathTo(draft.entities.get(operation.entity) as Entity, own) !== null),
      ) &&
    !/^(?:doctor|nurse|lecturer|teacher|agent|mechanic|technician|manager|librarian|clerk|admin|administrator|employee|staff|instructor|trainer|veterinarian|vet|dentist|therapist|driver|coach)$/.test(
      role,
    )
  )
}

function ownPath(draft: Draft, role: string, entity: Entity, statements: string[]): string | null {
  const own = draft.roles.get(role)?.entity
  if (own === entity.id) return 'id'
  const path = own ? draft.pathTo(entity, own) : null
  if (path) return path
  const held = entity.fields.find((field) => field.type.kind === 'text' && field.type.subject && (field.id === role || field.id === 'created_by'))
  if (held) {
    if (held.source === 'system' && held.default === undefined && permitted(draft.operations.get(`${entity.id}.create`)).includes(role)) held.default = subject
    return held.id
  }
  if (own) {
    for (const statement of statements) draft.unmet.set(statement, `which ${entity.plural.toLowerCase()} are their own`)
    return null
  }
  const through = entity.fields.flatMap((field) => {
    const target = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
    const inner = target?.fields.find((candidate) => candidate.id === role)
    return inner ? [`${field.id}.${inner.id}`] : []
  })[0]
  if (through) return through
  if (!permitted(draft.operations.get(`${entity.id}.create`)).includes(role)) {
    // Whose it is would be known by nothing that the document describes.
    for (const statement of statements) draft.unmet.set(statement, `which ${entity.plural.toLowerCase()} are their own`)
    return null
  }
  const made = draft.addSubject(entity, role, statements[0] ?? '')
  made.label = capitalise(draft.roles.get(role)?.name ?? role)
  made.default = subject
  return made.id
}

export const lower = (entity: Entity) => entity.name.toLowerCase()
