import type { Network, NetworkFlow } from '#model/network.ts'
import type { Change } from '#model/network-analysis/compare.ts'
import type { Level } from './state.ts'
import { levels } from './state.ts'
import { eventId, operationId, serviceId, systemId, type Tree, type TreeNode, treeOf } from './tree.ts'

export interface SceneNode {
  id: string
  tree: TreeNode
  label: string
  /** The open box around it. */
  parent: string | null
  open: boolean
  /** Shown only because it touches what was asked for. */
  context: boolean
  change: Change | null
}
export type EdgeMode = 'sync' | 'async' | 'unknown' | 'mixed'
export interface SceneEdge {
  id: string
  from: string
  to: string
  flows: readonly NetworkFlow[]
  /** Data by name, each once. */
  data: readonly string[]
  mode: EdgeMode
  context: boolean
  change: Change | null
  /** Read from who publishes and who subscribes; nobody has stated a flow. */
  derived: boolean
}
export interface Scene {
  nodes: readonly SceneNode[]
  edges: readonly SceneEdge[]
  grouped: Tree['grouped']
  /** Systems in the picture, also inside closed boxes. */
  systems: number
  flows: number
  /** Boxes that should be open but stay closed because the picture would be too full. */
  keptShut: number
  /** Flows whose two ends are in the same closed box. */
  inside: number
}

export const mostNodes = 300
export type Changes = ReadonlyMap<string, { change: Change; fields: readonly string[] }>
const nothing: Changes = new Map()

export interface Asked {
  level: Level
  open: readonly string[]
  shut: readonly string[]
}

/** The network as boxes and lines: what is open, what is closed, and flows gathered between what is visible. */
export function sceneOf(network: Network, asked: Asked, context: ReadonlySet<string> = new Set(), changes: Changes = nothing): Scene {
  const tree = treeOf(network)
  const { openIds, keptShut } = opened(tree, asked)
  const { shown, visibleFor } = visible(tree, openIds)
  const isContext = (node: TreeNode): boolean => node.system !== null && context.has(node.system.slug)
  const { edges, inside } = edgesOf(network, visibleFor, changes, (flow) => context.has(flow.from.system) && context.has(flow.to.system))
  const nodes = shown.map(
    (node): SceneNode => ({
      id: node.id,
      tree: node,
      label: node.label,
      parent: node.parent && openIds.has(node.parent.id) ? node.parent.id : null,
      open: openIds.has(node.id),
      context: isContext(node),
      change: changeOf(node, changes),
    }),
  )
  const derived = edgesOfEvents(network, shown, visibleFor, new Set(edges.map(({ id }) => id)))
  return { nodes, edges: [...edges, ...derived], grouped: tree.grouped, systems: network.systems.length, flows: network.flows.length, keptShut, inside }
}

/** How to bring systems into the picture: the boxes around them are opened, as far as they are not. */
export function revealed(network: Network, { level, open, shut }: Asked, slugs: readonly string[]): Partial<Asked> & { at?: string } {
  const tree = treeOf(network)
  const { openIds } = opened(tree, { level, open, shut })
  const hidden = new Set<string>()
  for (const slug of slugs) {
    const parent = tree.byId.get(systemId(slug))?.parent
    for (let node = parent; node; node = node.parent) if (!openIds.has(node.id)) hidden.add((parent as TreeNode).id)
  }
  if (hidden.size === 0) return {}
  const around = new Set([...hidden].flatMap((id) => ancestors(tree, id)))
  return { open: [...open.filter((id) => !hidden.has(id)), ...hidden], shut: shut.filter((id) => !around.has(id)), at: '' }
}

function ancestors(tree: Tree, id: string): string[] {
  const found: string[] = []
  for (let node = tree.byId.get(id) ?? null; node; node = node.parent) found.push(node.id)
  return found
}

/** What somebody opened comes first, the last opened before others. A level opens all its boxes or none: half of one would be arbitrary. */
function opened(tree: Tree, { level, open, shut }: Asked): { openIds: Set<string>; keptShut: number } {
  const openIds = new Set<string>()
  let count = tree.roots.length
  let keptShut = 0
  const openAll = (nodes: readonly TreeNode[]): void => {
    const cost = nodes.reduce((sum, node) => sum + node.children.length, 0)
    if (count + cost > mostNodes) keptShut += nodes.length
    else {
      count += cost
      for (const node of nodes) openIds.add(node.id)
    }
  }
  for (const id of open.toReversed()) {
    const missing: TreeNode[] = []
    for (let node = tree.byId.get(id) ?? null; node; node = node.parent) if (!openIds.has(node.id) && node.children.length > 0) missing.push(node)
    openAll(missing)
  }
  const depth = levels.indexOf(level)
  const closed = new Set(shut)
  for (let frontier = tree.roots; frontier.length > 0; ) {
    openAll(frontier.filter((node) => !openIds.has(node.id) && !closed.has(node.id) && isOpenAt(node, depth)))
    frontier = frontier.flatMap((node) => (openIds.has(node.id) ? node.children : []))
  }
  return { openIds, keptShut }
}

/** A box whose content is put into ranges by name stays closed: the ranges say less than the box. */
const isOpenAt = ({ children, kind, level }: TreeNode, depth: number): boolean =>
  children.length > 0 && children[0]?.kind !== 'group' && (kind === 'group' ? level <= depth : level < depth)

function visible(tree: Tree, openIds: ReadonlySet<string>) {
  const shown: TreeNode[] = []
  const visibleFor = new Map<string, string>()
  const pending: { node: TreeNode; inside: string | null }[] = tree.roots.map((node) => ({ node, inside: null }))
  for (let n = 0; n < pending.length; n++) {
    const { node, inside } = pending[n] as { node: TreeNode; inside: string | null }
    if (inside === null) shown.push(node)
    visibleFor.set(node.id, inside ?? node.id)
    const closed = inside ?? (openIds.has(node.id) ? null : node.id)
    for (const child of node.children) pending.push({ node: child, inside: closed })
  }
  return { shown, visibleFor }
}

/** A flow of an event or an operation that both sides name ends there, else at the service, else at the system. */
function endsOf(network: Network): (flow: NetworkFlow) => [string, string] {
  const services = new Map(network.services.map((service) => [serviceId(service.system, service.slug), service]))
  return ({ from, to, data, schema }) => {
    const ends = [from, to].map(({ system, service }) => {
      const id = service ? serviceId(system, service) : ''
      return services.has(id) ? id : systemId(system)
    }) as [string, string]
    const [user, owner] = [services.get(ends[0]), services.get(ends[1])]
    const event = owner?.publishes.find((name) => data.includes(name) && (!user || user.subscribes.includes(name)))
    if (owner && event) return [user ? eventId(user, event) : ends[0], eventId(owner, event)]
    const operation = owner?.apis.find((name) => data.includes(name) || schema === name)
    return owner && operation ? [ends[0], operationId(owner, operation)] : ends
  }
}

function edgesOf(network: Network, visibleFor: ReadonlyMap<string, string>, changes: Changes, isContext: (flow: NetworkFlow) => boolean) {
  const ends = endsOf(network)
  const pairs = new Map<string, { from: string; to: string; flows: NetworkFlow[] }>()
  let inside = 0
  for (const flow of network.flows) {
    const [from, to] = ends(flow).map((id) => visibleFor.get(id)) as [string | undefined, string | undefined]
    if (!from || !to) continue
    if (from === to) {
      inside++
      continue
    }
    const id = `${from}>${to}`
    const pair = pairs.get(id)
    if (pair) pair.flows.push(flow)
    else pairs.set(id, { from, to, flows: [flow] })
  }
  const edges = [...pairs].map(
    ([id, { from, to, flows }]): SceneEdge => ({
      id,
      from,
      to,
      flows,
      data: [...new Set(flows.flatMap(({ data }) => data))],
      mode: modeOf(flows),
      context: flows.every(isContext),
      change: sharedChange(flows.map(({ key }) => changes.get(`flow:${key}`)?.change ?? null)),
      derived: false,
    }),
  )
  return { edges, inside }
}

const modeOf = (flows: readonly NetworkFlow[]): EdgeMode => {
  const modes = new Set(flows.map(({ mode }) => mode))
  return modes.size === 1 ? (flows[0]?.mode ?? 'unknown') : 'mixed'
}
/** All the same: that; some of it: changed. */
const sharedChange = (changes: readonly (Change | null)[]): Change | null =>
  changes.every((each) => each === changes[0]) ? (changes[0] ?? null) : changes.some(Boolean) ? 'changed' : null

function changeOf(node: TreeNode, changes: Changes): Change | null {
  if (changes.size === 0) return null
  if (node.kind === 'system') return changes.get(`system:${node.system?.slug}`)?.change ?? null
  if (node.kind === 'service') return changes.get(`service:${node.service?.system}/${node.service?.slug}`)?.change ?? null
  if (node.kind === 'operation' || node.kind === 'event') return null
  let inner = node.children
  while (inner[0]?.kind === 'group' || inner[0]?.kind === 'domain') inner = inner.flatMap(({ children }) => children)
  return sharedChange(inner.map((child) => changeOf(child, changes)))
}

/** Who subscribes depends on who publishes: drawn where an event itself is in the picture and no flow says so already. */
function edgesOfEvents(network: Network, shown: readonly TreeNode[], visibleFor: ReadonlyMap<string, string>, drawn: ReadonlySet<string>): SceneEdge[] {
  const events = shown.filter(({ kind }) => kind === 'event')
  if (events.length === 0) return []
  const publishers = byEvent(network, ({ publishes }) => publishes)
  const subscribers = byEvent(network, ({ subscribes }) => subscribes)
  const edges = new Map<string, SceneEdge>()
  const join = (subscriber: string, publisher: string, name: string): void => {
    const [from, to] = [visibleFor.get(subscriber), visibleFor.get(publisher)]
    const id = `${from}>${to}`
    if (!from || !to || from === to || drawn.has(id) || edges.has(id)) return
    edges.set(id, { id, from, to, flows: [], data: [name], mode: 'async', context: false, change: null, derived: true })
  }
  for (const { id, label, service } of events) {
    if (service?.subscribes.includes(label)) for (const publisher of publishers.get(label) ?? []) join(id, publisher, label)
    if (service?.publishes.includes(label)) for (const subscriber of subscribers.get(label) ?? []) join(subscriber, id, label)
  }
  return [...edges.values()]
}

function byEvent(network: Network, namesOf: (service: Network['services'][number]) => readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const service of network.services) {
    for (const name of namesOf(service)) {
      const list = found.get(name)
      if (list) list.push(eventId(service, name))
      else found.set(name, [eventId(service, name)])
    }
  }
  return found
}
