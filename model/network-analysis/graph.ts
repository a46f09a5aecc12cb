/**
 * A directed graph of numbers: what the analyses run on. Edges keep the order they came in, neighbours lie in flat arrays,
 * and nothing here or in its users calls itself, so that ten thousand systems in one chain are as good as twelve.
 */
export interface Graph {
  size: number
  from: Int32Array
  to: Int32Array
  out: Neighbours
  into: Neighbours
}
/** The edges of node n are edges[start[n]] up to edges[start[n + 1]]. */
export interface Neighbours {
  start: Int32Array
  edges: Int32Array
}

/** Edges by one of their ends, in the order they came in. */
export function neighbours(size: number, ends: Int32Array): Neighbours {
  const start = new Int32Array(size + 1)
  for (const end of ends) start[end + 1] = at(start, end + 1) + 1
  for (let n = 0; n < size; n++) start[n + 1] = at(start, n + 1) + at(start, n)
  const next = start.slice(0, size)
  const edges = new Int32Array(ends.length)
  for (let edge = 0; edge < ends.length; edge++) {
    const end = at(ends, edge)
    edges[at(next, end)] = edge
    next[end] = at(next, end) + 1
  }
  return { start, edges }
}

/** An edge for each place of the two lists. */
export const graphOf = (size: number, from: Int32Array, to: Int32Array): Graph => ({
  size,
  from,
  to,
  out: neighbours(size, from),
  into: neighbours(size, to),
})

/** A typed array's value where the index is known to be inside. */
export const at = (values: { readonly [index: number]: number }, index: number): number => values[index] as number

/**
 * Strongly connected groups (Tarjan, with a stack of its own): group[n] is the number of n's group. A group gets its number
 * after all the groups it leads to: ascending numbers go against the edges.
 */
export function stronglyConnected({ size, to, out }: Graph): { group: Int32Array; count: number } {
  const group = new Int32Array(size).fill(-1)
  const seen = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const next = out.start.slice(0, size)
  const open: number[] = []
  const path: number[] = []
  let [time, count] = [0, 0]
  for (let root = 0; root < size; root++) {
    if (at(seen, root) >= 0) continue
    path.push(root)
    while (path.length > 0) {
      const node = path.at(-1) as number
      if (at(seen, node) < 0) {
        seen[node] = low[node] = time++
        open.push(node)
      }
      if (at(next, node) < at(out.start, node + 1)) {
        const target = at(to, at(out.edges, at(next, node)))
        next[node] = at(next, node) + 1
        if (at(seen, target) < 0) path.push(target)
        else if (at(group, target) < 0) low[node] = Math.min(at(low, node), at(seen, target))
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) low[parent] = Math.min(at(low, parent), at(low, node))
      if (at(low, node) !== at(seen, node)) continue
      for (let member = open.pop() as number; ; member = open.pop() as number) {
        group[member] = count
        if (member === node) break
      }
      count++
    }
  }
  return { group, count }
}
