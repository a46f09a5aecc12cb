import { at, type Graph, type Neighbours } from './graph.ts'

/**
 * Puts nodes in an order in which few edges lead backwards (Eades, Lin and Smyth 1993, with buckets: linear). Answers each
 * node's position. Edges that lead backwards are those to look at first when cycles shall go.
 */
export function orderWithFewBackwards({ size, from, to, out, into }: Graph): Int32Array {
  const count = ({ start }: Neighbours) => Int32Array.from({ length: size }, (_, node) => at(start, node + 1) - at(start, node))
  const [outDegree, inDegree] = [count(out), count(into)]
  const position = new Int32Array(size)
  const placed = new Uint8Array(size)
  const buckets = new Buckets(size, out, into)
  const keyOf = (node: number): number => {
    if (at(outDegree, node) === 0) return buckets.sink
    return at(inDegree, node) === 0 ? buckets.source : at(outDegree, node) - at(inDegree, node)
  }
  for (let node = 0; node < size; node++) buckets.put(node, keyOf(node))
  let [left, right] = [0, size - 1]
  const lower = (node: number, degree: Int32Array): void => {
    if (at(placed, node) === 1) return
    degree[node] = at(degree, node) - 1
    buckets.put(node, keyOf(node))
  }
  for (let taken = 0; taken < size; taken++) {
    const { node, key } = buckets.take()
    placed[node] = 1
    position[node] = key === buckets.sink ? right-- : left++
    for (let n = at(out.start, node); n < at(out.start, node + 1); n++) lower(at(to, at(out.edges, n)), inDegree)
    for (let n = at(into.start, node); n < at(into.start, node + 1); n++) lower(at(from, at(into.edges, n)), outDegree)
  }
  return position
}

/** Nodes by key, in chains through flat arrays; of those with one key, the last that was put there comes first. */
class Buckets {
  /** Above and below all that edges out less edges in can be. */
  readonly source: number
  readonly sink: number
  readonly #first: Int32Array
  readonly #after: Int32Array
  readonly #before: Int32Array
  readonly #key: Int32Array
  #highest: number
  constructor(size: number, out: Neighbours, into: Neighbours) {
    const most = ({ start }: Neighbours) => {
      let found = 0
      for (let node = 0; node < size; node++) found = Math.max(found, at(start, node + 1) - at(start, node))
      return found
    }
    this.source = most(out) + 1
    this.sink = -most(into) - 1
    this.#highest = this.source
    this.#first = new Int32Array(this.source - this.sink + 1).fill(-1)
    this.#after = new Int32Array(size).fill(-1)
    this.#before = new Int32Array(size).fill(-1)
    this.#key = new Int32Array(size).fill(this.sink - 1)
  }
  put(node: number, key: number): void {
    if (at(this.#key, node) >= this.sink) this.#remove(node)
    const next = at(this.#first, key - this.sink)
    this.#after[node] = next
    this.#before[node] = -1
    if (next >= 0) this.#before[next] = node
    this.#first[key - this.sink] = node
    this.#key[node] = key
    this.#highest = Math.max(this.#highest, key)
  }
  /** A sink if there is one, else a source, else the node with the most edges out over edges in. There must be one. */
  take(): { node: number; key: number } {
    const key = at(this.#first, 0) >= 0 ? this.sink : this.#top()
    const node = at(this.#first, key - this.sink)
    this.#remove(node)
    return { node, key }
  }
  #top(): number {
    while (at(this.#first, this.#highest - this.sink) < 0) this.#highest--
    return this.#highest
  }
  #remove(node: number): void {
    const [after, before] = [at(this.#after, node), at(this.#before, node)]
    if (before >= 0) this.#after[before] = after
    else this.#first[at(this.#key, node) - this.sink] = after
    if (after >= 0) this.#before[after] = before
    this.#key[node] = this.sink - 1
  }
}
