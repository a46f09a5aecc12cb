/** A value of a YAML or JSON document that knows where it stands. Maps, not objects: a key named __proto__ is a key. */
export interface Spot {
  file: string
  /** Both count from one. */
  line: number
  column: number
}
export interface MapNode {
  kind: 'map'
  at: Spot
  /** Values this stands for when aliases are written out. */
  size: number
  entries: Map<string, { at: Spot; value: Located }>
}
export interface ListNode {
  kind: 'list'
  at: Spot
  size: number
  items: Located[]
}
export interface ScalarNode {
  kind: 'scalar'
  at: Spot
  size: number
  value: string | number | boolean | null
  /** As written, so that a version 1.10 stays 1.10. */
  text: string
}
export type Located = MapNode | ListNode | ScalarNode

/** The value at a path of keys, undefined when there is none. */
export function get(node: Located | undefined, ...path: string[]): Located | undefined {
  let found = node
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined
  return found
}
export const keysOf = (node: Located | undefined): string[] => (node?.kind === 'map' ? [...node.entries.keys()] : [])
export const entriesOf = (node: Located | undefined): { key: string; at: Spot; value: Located }[] =>
  node?.kind === 'map' ? [...node.entries].map(([key, { at, value }]) => ({ key, at, value })) : []
export const itemsOf = (node: Located | undefined): Located[] => (node?.kind === 'list' ? node.items : [])

/** The text of a scalar; null for anything else and for empty ones. */
export function textOf(node: Located | undefined): string | null {
  if (node?.kind !== 'scalar' || node.value === null) return null
  return node.text.trim() || null
}
/** The texts of a list, or of one scalar where a list is meant. */
export function textsOf(node: Located | undefined): string[] {
  const all = node?.kind === 'list' ? node.items : node ? [node] : []
  return all.map(textOf).filter((text) => text !== null)
}
