import { at, type Graph } from './graph.ts'

/**
 * Puts nodes in an order in which few of the given edges lead backwards (Eades, Lin and Smyth 1993, with buckets: linear).
 * Answers each node's position. Edges that lead backwards are those to look at first when cycles shall go.
 */
export function orderWithFewBackwards(size: number, edges: readonly number[], graph: Graph): Int32Array {
  const { outs, ins, outDegree, inDegree } = incidence(size, edges, graph)
  const position = new Int32Array(size)
  const placed = new Uint8Array(size)
  const buckets = new Buckets(size)
  const keyOf = (node: number): number => {
    if (at(outDegree, node) === 0) return Buckets.sink
    return at(inDegree, node) === 0 ? Buckets.source : at(outDegree, node) - at(inDegree, node)
  }
  for (let node = 0; node < size; node++) buckets.put(node, keyOf(node))
  let [left, right] = [0, size - 1]
  const place = (node: number, atPosition: number): void => {
    placed[node] = 1
    position[node] = atPosition
    for (const edge of outs[node] ?? []) lower(at(graph.to, edge), inDegree)
    for (const edge of ins[node] ?? []) lower(at(graph.from, edge), outDegree)
  }
  const lower = (node: number, degree: Int32Array): void => {
    if (at(placed, node) === 1) return
    degree[node] = at(degree, node) - 1
    buckets.put(node, keyOf(node))
  }
  for (let taken = 0; taken < size; taken++) {
    const next = buckets.take()
    if (next.key === Buckets.sink) place(next.node, right--)
    else place(next.node, left++)
  }
  return position
}

function incidence(size: number, edges: readonly number[], graph: Graph) {
  const outs: number[][] = Array.from({ length: size }, () => [])
  const ins: number[][] = Array.from({ length: size }, () => [])
  for (const edge of edges) {
    outs[at(graph.from, edge)]?.push(edge)
    ins[at(graph.to, edge)]?.push(edge)
  }
  return { outs, ins, outDegree: Int32Array.from(outs, (list) => list.length), inDegree: Int32Array.from(ins, (list) => list.length) }
}

/** Nodes by key; a node that moved leaves a stale entry behind, which is skipped when it comes up. */
class Buckets {
  static readonly sink = Number.MIN_SAFE_INTEGER
  static readonly source = Number.MAX_SAFE_INTEGER
  readonly #lists = new Map<number, number[]>()
  readonly #key: Float64Array
  #highest = Number.NEGATIVE_INFINITY
  constructor(size: number) {
    this.#key = new Float64Array(size).fill(Number.NaN)
  }
  put(node: number, key: number): void {
    this.#key[node] = key
    const list = this.#lists.get(key)
    if (list) list.push(node)
    else this.#lists.set(key, [node])
    if (key !== Buckets.sink && key !== Buckets.source) this.#highest = Math.max(this.#highest, key)
  }
  /** A sink if there is one, else a source, else the node with the most edges out over edges in. */
  take(): { node: number; key: number } {
    for (const key of [Buckets.sink, Buckets.source]) {
      const node = this.#pop(key)
      if (node !== undefined) return { node, key }
    }
    for (;;) {
      const node = this.#pop(this.#highest)
      if (node !== undefined) return { node, key: this.#highest }
      this.#highest--
    }
  }
  #pop(key: number): number | undefined {
    const list = this.#lists.get(key)
    while (list && list.length > 0) {
      const node = list.pop() as number
      if (this.#key[node] !== key) continue
      this.#key[node] = Number.NaN
      return node
    }
    return undefined
  }
}
