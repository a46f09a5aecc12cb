import { type Network, type NetworkService, type NetworkSystem, placeKey } from '#model/network.ts'

export type NodeKind = 'domain' | 'group' | 'system' | 'service' | 'operation' | 'event'
export interface TreeNode {
  id: string
  kind: NodeKind
  label: string
  parent: TreeNode | null
  children: TreeNode[]
  system: NetworkSystem | null
  service: NetworkService | null
  /** Systems in it. */
  systems: number
  /** 0 outermost; a range of names has the depth of what it stands for. */
  level: 0 | 1 | 2 | 3
}

/** More boxes than this beside each other are put into ranges by name. */
const most = 150
const perRange = 100
/** Made once: localeCompare with options makes one at every comparison, which took seconds at 5,000 systems. */
const byName = new Intl.Collator('en', { numeric: true })

export const systemId = (slug: string): string => `s:${slug}`
export const serviceId = (system: string, service: string): string => `v:${placeKey({ system, service })}`
export const eventId = (service: NetworkService, name: string): string => `e:${placeKey({ system: service.system, service: service.slug })}|${name}`
export const operationId = (service: NetworkService, name: string): string => `o:${placeKey({ system: service.system, service: service.slug })}|${name}`

export interface Tree {
  roots: TreeNode[]
  byId: ReadonlyMap<string, TreeNode>
  /** What the outermost boxes are. */
  grouped: 'domain' | 'namespace' | 'name' | null
}

/**
 * domain → system → service → operation or event. Where nobody has stated domains, systems stand by themselves as long as
 * they are few; many are grouped by the namespace of their repositories, or by name.
 */
export function treeOf(network: Network): Tree {
  const byId = new Map<string, TreeNode>()
  const services = Map.groupBy(network.services, ({ system }) => system)
  const systems = network.systems.map((system) => systemNode(system, services.get(system.slug) ?? []))
  const domainOf = ({ system }: TreeNode) => system?.domain ?? null
  const namespaceOf = ({ system }: TreeNode) => (system?.repository?.includes('/') ? (system.repository.split('/')[0] ?? null) : null)
  const grouped = systems.some(domainOf) ? 'domain' : systems.length <= most ? null : systems.some(namespaceOf) ? 'namespace' : 'name'
  const groups =
    grouped === 'domain' ? gather(systems, domainOf, 'No domain stated') : grouped === 'namespace' ? gather(systems, namespaceOf, 'No namespace') : systems
  const roots = inRanges(groups, '')
  const pending = [...roots]
  for (let n = 0; n < pending.length; n++) {
    const node = pending[n] as TreeNode
    byId.set(node.id, node)
    pending.push(...node.children)
  }
  return { roots, byId, grouped }
}

function systemNode(system: NetworkSystem, services: readonly NetworkService[]): TreeNode {
  const node: TreeNode = {
    id: systemId(system.slug),
    kind: 'system',
    label: system.name,
    parent: null,
    children: [],
    system,
    service: null,
    systems: 1,
    level: 1,
  }
  const children = services.map((service) => serviceNode(service, system))
  adopt(node, inRanges(children, node.id))
  return node
}

function serviceNode(service: NetworkService, system: NetworkSystem): TreeNode {
  const node: TreeNode = {
    id: serviceId(service.system, service.slug),
    kind: 'service',
    label: service.name,
    parent: null,
    children: [],
    system,
    service,
    systems: 0,
    level: 2,
  }
  const leaf = (kind: NodeKind, id: string, label: string): TreeNode => ({ id, kind, label, parent: null, children: [], system, service, systems: 0, level: 3 })
  const events = [...new Set([...service.publishes, ...service.subscribes])]
  const leaves = [
    ...[...new Set(service.apis)].map((name) => leaf('operation', operationId(service, name), name)),
    ...events.map((name) => leaf('event', eventId(service, name), name)),
  ]
  adopt(node, inRanges(leaves, node.id))
  return node
}

function adopt(parent: TreeNode, children: TreeNode[]): void {
  parent.children = children
  for (const child of children) child.parent = parent
}

/** Few systems that nobody has put into a group stand by themselves; many are a group, too. */
function gather(systems: readonly TreeNode[], nameOf: (node: TreeNode) => string | null, without: string): TreeNode[] {
  const groups = [...Map.groupBy(systems, nameOf)].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : byName.compare(a, b)))
  return groups.flatMap(([name, members]) => {
    if (name === null && members.length <= 40) return members
    const id = name === null ? 'd:' : `d:${name}`
    const node: TreeNode = {
      id,
      kind: 'domain',
      label: name ?? without,
      parent: null,
      children: [],
      system: null,
      service: null,
      systems: members.length,
      level: 0,
    }
    adopt(node, inRanges(members, id))
    return [node]
  })
}

/** "Account – Billing": as many ranges as it takes, in ranges of their own when these are too many again. */
function inRanges(nodes: TreeNode[], under: string): TreeNode[] {
  let list = nodes
  for (let round = 0; list.length > most; round++) {
    if (round === 0) list = [...list].sort((a, b) => byName.compare(a.label, b.label))
    const ranges = Math.ceil(list.length / perRange)
    list = Array.from({ length: ranges }, (_, n) => {
      const members = list.slice(Math.floor((n * list.length) / ranges), Math.floor(((n + 1) * list.length) / ranges))
      const [first, last] = [members[0] as TreeNode, members.at(-1) as TreeNode]
      const node: TreeNode = {
        id: `g:${under}|${round}.${n}`,
        kind: 'group',
        label: `${edgeOf(first, 'first')} – ${edgeOf(last, 'last')}`,
        parent: null,
        children: [],
        system: null,
        service: null,
        systems: members.reduce((sum, each) => sum + each.systems, 0),
        level: first.level,
      }
      adopt(node, members)
      return node
    })
  }
  return list
}

/** A range of ranges is named by what is outermost in it. */
function edgeOf(node: TreeNode, end: 'first' | 'last'): string {
  let at = node
  while (at.kind === 'group') at = (end === 'first' ? at.children[0] : at.children.at(-1)) as TreeNode
  return at.label.length > 18 ? `${at.label.slice(0, 17).trimEnd()}…` : at.label
}
