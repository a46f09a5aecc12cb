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

/** More boxes than these nobody reads, and placing them takes seconds. */
const mostEntities = 40

/** Entities with their fields, crow's feet for references, line items as dashed composition. */
export function entityRelation(all: Specification, title: string): Diagram {
  const specification = { ...all, entities: all.entities.slice(0, mostEntities) }
  const known = new Set(specification.entities.map((e) => e.id))
  return {
    title: `Data model of ${title}`,
    description: `${all.entities.length} entities${all.entities.length > mostEntities ? `, of which ${mostEntities} are drawn` : ''}: ${specification.entities.map((e) => e.name).join(', ')}.`,
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
    title: `Life of ${entity.name}`,
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
  const person = (id: string, title: string, description: string): DiagramNode => ({
    id: `role_${id}`,
    title,
    kind: 'person',
    subtitle: 'Person',
    description,
    lines: [],
  })
  return {
    title: `System context of ${service}`,
    description: `Who uses ${service} of ${system} and what it depends on.`,
    direction: 'DOWN',
    nodes: [
      ...specification.roles.map((r) => person(r.id, r.name, r.description)),
      ...(anyone ? [person('anyone', 'Anyone', 'Not signed in')] : []),
      { id: 'service', title: service, subtitle: `Service of ${system}`, kind: 'focus', description: specification.summary.slice(0, 160), lines: [] },
      ...specification.externals.map(
        (x): DiagramNode => ({ id: `external_${x.id}`, title: x.name, subtitle: 'External System', kind: 'external', description: x.purpose, lines: [] }),
      ),
    ],
    edges: [
      ...specification.roles.map((r): DiagramEdge => ({ from: `role_${r.id}`, to: 'service', label: verbs(r.id), style: 'solid' })),
      ...(anyone ? [{ from: 'role_anyone', to: 'service', label: 'reads what is public', style: 'solid' } as DiagramEdge] : []),
      ...specification.externals.map((x): DiagramEdge => ({ from: 'service', to: `external_${x.id}`, label: 'calls', detail: x.protocol, style: 'dashed' })),
    ],
    meaning: { solid: 'waits for the answer', dashed: 'does not wait' },
  }
}
