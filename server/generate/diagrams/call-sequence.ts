import type { Operation, Specification } from '#model/specification.ts'
import { message, note, type Participant, type Sequence, type Step } from './sequence.ts'

const methods: Record<Operation['kind'], string> = { list: 'GET', read: 'GET', create: 'POST', update: 'PATCH', delete: 'DELETE', action: 'POST' }

/** "POST /orders/{id}/pay" */
export function callOf(specification: Specification, operation: Operation): string {
  const path = specification.entities.find((e) => e.id === operation.entity)?.path ?? operation.entity
  const one = operation.kind === 'list' || operation.kind === 'create' ? '' : '/{id}'
  return `${methods[operation.kind]} /${path}${one}${operation.kind === 'action' ? `/${operation.name.replaceAll('_', '-')}` : ''}`
}

/** What one call of a delivered service does: who may, which rules are checked, what changes in the same transaction. */
export function callSequence(specification: Specification, operationId: string, service: string): Sequence {
  const operation = specification.operations.find((o) => o.id === operationId)
  if (!operation) throw new Error(`There is no operation ${operationId} in this specification.`)
  const roles = operation.permissions.map((p) => specification.roles.find((r) => r.id === p.role)?.name ?? p.role)
  const entity = specification.entities.find((e) => e.id === operation.entity)
  const writes = operation.kind !== 'read' && operation.kind !== 'list'
  const call = callOf(specification, operation)
  const who = operation.public ? 'Anyone' : roles.join(', ') || 'Nobody'
  const others = outsiders(specification, operation)
  const success = operation.kind === 'create' ? '201' : operation.kind === 'delete' ? '204' : '200'
  return {
    title: `${operation.label}: ${call}`,
    description: `What ${call} of ${service} does. May be called by: ${who}.`,
    participants: [
      { id: 'person', title: who, kind: 'person' },
      { id: 'edge', title: 'Edge', kind: 'container', subtitle: 'routes, signs tokens' },
      { id: 'service', title: service, kind: 'focus', subtitle: 'Express 5' },
      { id: 'database', title: 'Database', kind: 'database', subtitle: 'PostgreSQL' },
      ...others,
    ],
    steps: [
      message('person', 'edge', call, 'sync', 'HTTPS'),
      message('edge', 'service', call, 'sync', operation.public ? 'JSON' : 'JSON, bearer token'),
      ...refusals(operation),
      ...(writes ? [message('service', 'database', 'begin')] : []),
      message(
        'service',
        'database',
        `${verb(operation)} ${(operation.kind === 'list' ? entity?.plural : entity?.name)?.toLowerCase() ?? operation.entity}`,
        'sync',
        'SQL',
      ),
      message('database', 'service', operation.kind === 'list' ? 'rows' : writes ? 'row' : 'row or none', 'return'),
      ...conditions(operation),
      ...effects(specification, operation),
      ...(writes ? [message('service', 'database', 'commit')] : []),
      message('service', 'edge', success, 'return'),
      message('edge', 'person', success, 'return'),
    ],
  }
}

const verb = (o: Operation): string => ({ list: 'select', read: 'select', create: 'insert', update: 'update', delete: 'delete', action: 'lock' })[o.kind]

function outsiders(specification: Specification, operation: Operation): Participant[] {
  const list: Participant[] = operation.effects.some((e) => e.kind === 'notify')
    ? [{ id: 'outbox', title: 'Outbox', kind: 'queue', subtitle: 'notifications' }]
    : []
  for (const e of operation.effects)
    if (e.kind === 'call' && !list.some((p) => p.id === `external:${e.external}`))
      list.push({
        id: `external:${e.external}`,
        title: specification.externals.find((x) => x.id === e.external)?.name ?? e.external,
        kind: 'external',
        subtitle: 'Outside system',
      })
  return list
}

function refusals(operation: Operation): Step[] {
  if (operation.public) return []
  return [
    {
      kind: 'group',
      operator: 'opt',
      label: operation.permissions.some((p) => p.own) ? 'not permitted, or not their own' : 'not permitted',
      steps: [message('service', 'person', '401, 403 or 404', 'return')],
    },
  ]
}

function conditions(operation: Operation): Step[] {
  const checks = [...(operation.from.length > 0 ? [{ message: `its state is ${operation.from.join(' or ')}`, status: 409 }] : []), ...operation.conditions]
  if (checks.length === 0) return []
  return [
    note(
      checks
        .slice(0, 4)
        .map((c) => c.message)
        .join(' · '),
      'service',
    ),
    {
      kind: 'group',
      operator: 'opt',
      label: 'a rule does not hold',
      steps: [message('service', 'person', [...new Set(checks.map((c) => c.status))].join(' or '), 'return')],
    },
  ]
}

function effects(specification: Specification, operation: Operation): Step[] {
  const name = (id: string): string => specification.entities.find((e) => e.id === id)?.name.toLowerCase() ?? id
  const steps: Step[] = operation.kind === 'action' && operation.to ? [message('service', 'database', `state becomes ${operation.to}`)] : []
  for (const e of operation.effects.slice(0, 8)) {
    if (e.kind === 'set')
      steps.push(
        message(
          'service',
          'database',
          `set ${Object.keys(e.values).join(', ')}${e.each ? ` of each of ${e.each}` : e.select ? ` of ${name(e.select.entity)}` : ''}`,
        ),
      )
    if (e.kind === 'create') steps.push(message('service', 'database', `insert ${name(e.entity)}${e.each ? ` for each of ${e.each}` : ''}`))
    if (e.kind === 'delete') steps.push(message('service', 'database', `delete ${e.select ? name(e.select.entity) : (e.target ?? name(operation.entity))}`))
    if (e.kind === 'notify') steps.push(message('service', 'outbox', e.subject, 'async', e.channel))
    if (e.kind === 'call') steps.push(message('service', `external:${e.external}`, e.operation, 'async'))
  }
  return steps
}
