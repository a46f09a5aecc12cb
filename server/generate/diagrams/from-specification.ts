import type { Entity, FieldType, Specification } from '#model/specification.ts'
import type { Diagram, DiagramEdge, DiagramNode } from './graph.ts'
import { references } from './mermaid.ts'

const typeText = (type: FieldType): string =>
  type.kind === 'reference'
    ? `→ ${type.entity}`
    : type.kind === 'enum'
      ? type.values.join(' | ')
      : type.kind === 'text' && type.max
        ? `text(${type.max})`
        : type.kind

/** Entities with their fields, crow's feet for references, line items as dashed composition. */
export function entityRelation(specification: Specification, title: string): Diagram {
  const known = new Set(specification.entities.map((e) => e.id))
  return {
    title: `${title}: data model`,
    description: `${specification.entities.length} entities: ${specification.entities.map((e) => e.name).join(', ')}.`,
    direction: 'RIGHT',
    nodes: specification.entities.map(
      (e): DiagramNode => ({
        id: e.id,
        title: e.name,
        kind: 'entity',
        lines: e.fields.map((f) => `${f.unique ? '◆ ' : ''}${f.id}: ${typeText(f.type)}${f.required ? '' : '?'}`),
      }),
    ),
    edges: specification.entities.flatMap((e) =>
      references(e)
        .filter((r) => known.has(r.entity))
        .map(
          (r): DiagramEdge => ({
            from: r.entity,
            to: e.id,
            label: e.parent?.field === r.id ? e.parent.collection : r.label,
            style: e.parent?.field === r.id ? 'dashed' : 'solid',
            ends: [r.required ? 'one' : 'zero_or_one', e.parent?.field === r.id && e.parent.min > 0 ? 'one_or_more' : 'many'],
          }),
        ),
    ),
  }
}

/** The life of one entity: one arrow for each operation that changes the state, labelled with operation and roles. */
export function lifecycle(specification: Specification, entity: Entity): Diagram | null {
  if (!entity.states) return null
  const { values, initial, final } = entity.states
  const who = new Map(specification.roles.map((r) => [r.id, r.name]))
  const edges: DiagramEdge[] = [{ from: 'start', to: initial, label: '', style: 'solid' }]
  for (const o of specification.operations.filter((o) => o.entity === entity.id && o.kind === 'action' && o.to)) {
    const label = `${o.label}${o.permissions.length > 0 ? ` (${o.permissions.map((p) => who.get(p.role) ?? p.role).join(', ')})` : ''}`
    for (const from of o.from.length > 0 ? o.from : values.map((v) => v.id).filter((v) => v !== o.to))
      edges.push({ from, to: o.to as string, label, style: 'solid' })
  }
  const ends = final.length > 0 ? final : values.map((v) => v.id).filter((v) => !edges.some((e) => e.from === v))
  for (const state of ends) edges.push({ from: state, to: 'end', label: '', style: 'solid' })
  return {
    title: `${entity.name}: life`,
    description: `States of ${entity.name}: ${values.map((v) => v.label).join(', ')}. It starts as ${initial}.`,
    direction: 'RIGHT',
    nodes: [
      { id: 'start', title: '', kind: 'start', lines: [] },
      ...values.map((v): DiagramNode => ({ id: v.id, title: v.label, kind: 'state', lines: [] })),
      ...(ends.length > 0 ? [{ id: 'end', title: '', kind: 'end', lines: [] } as DiagramNode] : []),
    ],
    edges,
  }
}

/** C4 level 1: people and outside systems around the service. */
export function context(specification: Specification, service: string, system: string): Diagram {
  const verbs = (role: string): string => {
    const labels = specification.operations
      .filter((o) => o.kind !== 'read' && o.kind !== 'list' && o.permissions.some((p) => p.role === role))
      .map((o) => o.label.toLowerCase())
    return labels.slice(0, 2).join(', ') + (labels.length > 2 ? ` and ${labels.length - 2} more` : '') || 'reads'
  }
  const anyone = specification.operations.some((o) => o.public)
  return {
    title: `${service}: context`,
    description: `Who uses ${service} of ${system} and what it depends on.`,
    direction: 'RIGHT',
    nodes: [
      ...specification.roles.map((r): DiagramNode => ({ id: `role_${r.id}`, title: r.name, subtitle: 'Person', kind: 'person', lines: [] })),
      ...(anyone ? [{ id: 'role_anyone', title: 'Anyone', subtitle: 'Not signed in', kind: 'person', lines: [] } as DiagramNode] : []),
      { id: 'service', title: service, subtitle: system, kind: 'system', lines: [] },
      ...specification.externals.map((x): DiagramNode => ({ id: `external_${x.id}`, title: x.name, subtitle: x.protocol, kind: 'external', lines: [] })),
    ],
    edges: [
      ...specification.roles.map((r): DiagramEdge => ({ from: `role_${r.id}`, to: 'service', label: verbs(r.id), style: 'solid' })),
      ...(anyone ? [{ from: 'role_anyone', to: 'service', label: 'reads what is public', style: 'solid' } as DiagramEdge] : []),
      ...specification.externals.map((x): DiagramEdge => ({ from: 'service', to: `external_${x.id}`, label: x.purpose.slice(0, 40), style: 'dashed' })),
    ],
  }
}

/** C4 level 2: what runs. It is the same for every service because the generator builds it so. */
export function containers(specification: Specification, service: string): Diagram {
  const notifies = specification.operations.some((o) => o.effects.some((e) => e.kind === 'notify'))
  return {
    title: `${service}: containers`,
    description: `The parts of ${service} that run: user interface, service and database behind the edge.`,
    direction: 'RIGHT',
    nodes: [
      {
        id: 'person',
        title:
          specification.roles
            .map((r) => r.name)
            .join(', ')
            .slice(0, 40) || 'People',
        subtitle: 'Browser',
        kind: 'person',
        lines: [],
      },
      { id: 'edge', title: 'Edge', subtitle: 'routes, signs tokens, measures', kind: 'container', lines: [] },
      { id: 'ui', title: 'User interface', subtitle: 'React, installable', kind: 'container', lines: [] },
      { id: 'api', title: 'Service', subtitle: 'Express 5, TypeScript', kind: 'container', lines: [] },
      { id: 'db', title: 'Database', subtitle: 'PostgreSQL', kind: 'database', lines: [] },
      ...(notifies ? [{ id: 'outbox', title: 'Outbox', subtitle: 'notifications to deliver', kind: 'database', lines: [] } as DiagramNode] : []),
    ],
    edges: [
      { from: 'person', to: 'edge', label: 'HTTPS', style: 'solid' },
      { from: 'edge', to: 'ui', label: 'files', style: 'solid' },
      { from: 'edge', to: 'api', label: 'JSON, bearer token', style: 'solid' },
      { from: 'api', to: 'db', label: 'SQL', style: 'solid' },
      ...(notifies ? [{ from: 'api', to: 'outbox', label: 'same transaction', style: 'solid' } as DiagramEdge] : []),
    ],
  }
}
