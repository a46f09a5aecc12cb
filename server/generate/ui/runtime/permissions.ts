import {
  type DataRecord,
  type EntityDefinition,
  held,
  type OperationDefinition,
  operationOf,
  type PermissionDefinition,
  type ReportDefinition,
  type ServiceDefinition,
} from './definition.ts'
import { evaluate } from './rule.ts'
import type { Session } from './session.tsx'

/** These only decide what is offered; the service checks every request again. */
export const permissionsOf = (operation: OperationDefinition, session: Session): PermissionDefinition[] =>
  operation.permissions.filter((p) => p.role === session.person?.role)

/** May this person ever do it, on some record? */
export function mayEver(operation: OperationDefinition | undefined, session: Session): operation is OperationDefinition {
  return operation !== undefined && (operation.public || permissionsOf(operation, session).length > 0)
}

export const mayDo = (entity: EntityDefinition, kind: OperationDefinition['kind'], session: Session): boolean => mayEver(operationOf(entity, kind), session)

export const maySee = (report: ReportDefinition, session: Session): boolean =>
  report.public || (session.person !== null && report.roles.includes(session.person.role))

export interface Offer {
  operation: OperationDefinition
  blocked: string | null
}

/** The operation on this record: absent when the role or the state rules it out, blocked with the reason when a rule does. */
export function offerOf(entity: EntityDefinition, operation: OperationDefinition, record: DataRecord, session: Session): Offer | null {
  if (!mayEver(operation, session)) return null
  const state = entity.state && held(record, entity.state.key)
  if (operation.from.length > 0 && typeof state === 'string' && !operation.from.includes(state)) return null
  const permissions = permissionsOf(operation, session)
  if (!operation.public && !permissions.some((p) => isTheirs(entity, p, record, session))) return null
  if (operation.kind === 'update' || operation.kind === 'delete') {
    const frozen = entity.frozen.find((f) => evaluate(f.rule, record, session) === true)
    if (frozen) return { operation, blocked: frozen.message }
  }
  const broken = operation.conditions.find(
    (c) => (c.roles.length === 0 || c.roles.includes(session.person?.role ?? '')) && evaluate(c.rule, record, session) === false,
  )
  return { operation, blocked: broken?.message ?? null }
}

function isTheirs(entity: EntityDefinition, permission: PermissionDefinition, record: DataRecord, session: Session): boolean {
  if (permission.when && evaluate(permission.when, record, session) === false) return false
  if (permission.own === null) return true
  const field = entity.fields.find((f) => f.key === permission.own)
  if (field?.subject) return held(record, field.key) === session.person?.subject
  if (session.own === undefined) return true
  const owner = permission.own === 'id' ? record.id : held(record, permission.own)
  return owner === undefined || owner === session.own
}

export const offersOf = (entity: EntityDefinition, record: DataRecord, session: Session, kinds: OperationDefinition['kind'][]): Offer[] =>
  entity.operations.filter((o) => kinds.includes(o.kind)).flatMap((o) => offerOf(entity, o, record, session) ?? [])

/** The entities this person finds in the navigation: those they can list, or at least add to. */
export const visibleEntities = (service: ServiceDefinition, session: Session): EntityDefinition[] =>
  Object.values(service.entities).filter((e) => mayDo(e, 'list', session) || (e.partOf === null && mayDo(e, 'create', session)))

/** True when the role sees nothing of the entity but the person's own record. */
export const isOwnRecordOnly = (entity: EntityDefinition, session: Session): boolean => {
  const list = operationOf(entity, 'list')
  return list !== undefined && !list.public && permissionsOf(list, session).length > 0 && permissionsOf(list, session).every((p) => p.own === 'id')
}

/** Fields that the service fills from who is signed in: the reference to their own record, or the name they sign in with. */
export function filledFromSession(entity: EntityDefinition, session: Session): Set<string> {
  const create = operationOf(entity, 'create')
  return new Set(create ? permissionsOf(create, session).flatMap((p) => (p.own === null || p.own === 'id' ? [] : [p.own])) : [])
}
