import type { Specification } from '#model/specification.ts'
import { type Boundary, type Diagram, edge, node } from './graph.ts'

/** What the generator builds and the edge runs, the same for every delivered service: C4 levels 2 and 3, and where it runs. */
const notifies = (s: Specification): boolean => s.operations.some((o) => o.effects.some((e) => e.kind === 'notify'))
export function containers(specification: Specification, service: string): Diagram {
  const people = specification.roles.map((r) => r.name).join(', ')
  const boundary: Boundary = { id: 'service:', title: service, subtitle: 'Service' }
  return {
    title: `Containers of ${service}`,
    description: `The parts of ${service} that run: user interface, service and database behind the edge.`,
    direction: 'DOWN',
    boundaries: [boundary],
    nodes: [
      node('person', people || 'People', 'person', 'Browser'),
      node('edge', 'Edge', 'container', 'Reverse proxy', 'Routes by name, signs tokens, measures.'),
      node('ui', 'User interface', 'container', 'Container: React', 'Installable, works without a network for reading.', boundary.id),
      node(
        'api',
        'Service',
        'focus',
        'Container: Node.js, Express 5',
        `${specification.operations.length} operations on ${specification.entities.length} entities.`,
        boundary.id,
      ),
      node('db', 'Database', 'database', 'Container: PostgreSQL', 'Rules are kept here too.', boundary.id),
      ...(notifies(specification) ? [node('outbox', 'Outbox', 'queue', 'Table', 'Notifications to deliver.', boundary.id)] : []),
    ],
    edges: [
      edge('person', 'edge', 'uses', 'HTTPS'),
      edge('edge', 'ui', 'serves files'),
      edge('edge', 'api', 'forwards', 'JSON, bearer token'),
      edge('api', 'db', 'reads and writes', 'SQL'),
      ...(notifies(specification) ? [edge('api', 'outbox', 'same transaction', 'SQL', 'dashed')] : []),
    ],
    meaning: { solid: 'waits for the answer', dashed: 'does not wait' },
  }
}

/** One part for each entity that has operations of its own, in front of the kernel that every service shares. */
export function components(specification: Specification, service: string): Diagram {
  const boundary: Boundary = { id: 'service:', title: service, subtitle: 'Container: Node.js, Express 5' }
  const shown = specification.entities.filter((e) => !e.parent && specification.operations.some((o) => o.entity === e.id)).slice(0, 12)
  const of = (id: string): string => {
    const labels = specification.operations.filter((o) => o.entity === id).map((o) => o.label)
    return labels.slice(0, 4).join(', ') + (labels.length > 4 ? ` and ${labels.length - 4} more` : '')
  }
  return {
    title: `Components of ${service}`,
    description: `The parts inside the service: one for each of ${shown.length} resources, and the kernel they share.`,
    direction: 'DOWN',
    boundaries: [boundary],
    nodes: [
      ...shown.map((e) => node(`e:${e.id}`, e.plural, 'component', `Component: /${e.path}`, of(e.id), boundary.id)),
      node('kernel', 'Kernel', 'component', 'Component', 'Permissions, rules, states and effects in one transaction.', boundary.id),
      node('db', 'Database', 'database', 'Container: PostgreSQL'),
    ],
    edges: [...shown.map((e) => edge(`e:${e.id}`, 'kernel', '')), edge('kernel', 'db', 'reads and writes', 'SQL')],
  }
}

export function deployment(specification: Specification, service: string): Diagram {
  const kinds = ['staging', 'production'] as const
  return {
    title: `Deployment of ${service}`,
    description: `${service} runs in staging and in production, each in a sandbox of its own with a database of its own, behind one edge.`,
    direction: 'DOWN',
    boundaries: kinds.map((k) => ({ id: `${k}:`, title: k === 'staging' ? 'Staging' : 'Production', subtitle: 'Deployment Node: sandbox without a network' })),
    nodes: [
      node('edge', 'Edge', 'container', 'Reverse proxy', 'Splits and measures traffic, judges rollouts.'),
      ...kinds.flatMap((k) => [
        node(`${k}:new`, k === 'staging' ? 'Candidate' : 'Release', 'instance', 'Instance: Node.js 24', 'Read-only, at most 256 MiB.', `${k}:`),
        ...(k === 'production' ? [node(`${k}:old`, 'Release before', 'instance', 'Instance: Node.js 24', 'Kept for a while after a rollout.', `${k}:`)] : []),
        node(
          `${k}:db`,
          `${k === 'staging' ? 'Staging' : 'Production'} database`,
          'database',
          'PostgreSQL',
          `${specification.entities.length} tables and what belongs to them.`,
          `${k}:`,
        ),
      ]),
    ],
    edges: [
      edge('edge', 'staging:new', 'all requests', 'UNIX socket'),
      edge('edge', 'production:new', '10, 50, 100 %', 'UNIX socket'),
      edge('edge', 'production:old', 'the rest', 'UNIX socket'),
      edge('staging:new', 'staging:db', '', 'SQL'),
      edge('production:new', 'production:db', '', 'SQL'),
      edge('production:old', 'production:db', '', 'SQL'),
    ],
  }
}
