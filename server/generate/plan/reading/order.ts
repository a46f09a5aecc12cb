import type { Relation } from './relations.ts'

export interface Order {
  /** Levels of slugs: each needs only what stands in earlier ones. */
  levels: string[][]
  /** Pairs that need each other at request time, with the statements on both sides. */
  cycles: { services: string[]; statements: string[] }[]
  /** What the order rests on: slug → slugs that stand before it. */
  before: Map<string, string[]>
}

/** Kahn's order over what needs what. A cycle is opened at its weakest edge: asynchronous before synchronous, then the one said least often. */
export function orderOf(slugs: readonly string[], relations: readonly Relation[]): Order {
  const edges = new Map<string, { from: string; to: string; strength: number; statements: string[] }>()
  for (const r of relations) {
    const key = `${r.from}>${r.to}`
    const e = edges.get(key) ?? { from: r.from, to: r.to, strength: 0, statements: [] }
    e.strength += r.mode === 'sync' ? 10 : 1
    e.statements.push(r.statement)
    edges.set(key, e)
  }
  const cycles: Order['cycles'] = []
  for (let cycle = cycleIn(slugs, edges); cycle; cycle = cycleIn(slugs, edges)) {
    const closed = cycle.map((slug, i) => edges.get(`${slug}>${cycle?.[(i + 1) % cycle.length]}`)).filter((e) => e !== undefined)
    const synchronous = closed.every((e) => e.strength >= 10)
    if (synchronous) cycles.push({ services: cycle, statements: [...new Set(closed.flatMap((e) => e.statements))] })
    const weakest = closed.reduce((a, b) => (b.strength < a.strength ? b : a))
    edges.delete(`${weakest.from}>${weakest.to}`)
  }
  const before = new Map(slugs.map((s) => [s, [...edges.values()].filter((e) => e.from === s).map((e) => e.to)]))
  const levels: string[][] = []
  const done = new Set<string>()
  while (done.size < slugs.length) {
    const ready = slugs.filter((s) => !done.has(s) && (before.get(s) ?? []).every((x) => done.has(x)))
    levels.push(ready)
    for (const s of ready) done.add(s)
  }
  return { levels, cycles, before }
}

function cycleIn(slugs: readonly string[], edges: ReadonlyMap<string, { from: string; to: string }>): string[] | null {
  const next = new Map<string, string[]>()
  for (const e of edges.values()) next.set(e.from, [...(next.get(e.from) ?? []), e.to])
  const state = new Map<string, 'open' | 'done'>()
  const path: string[] = []
  const visit = (slug: string): string[] | null => {
    if (state.get(slug) === 'done') return null
    if (state.get(slug) === 'open') return path.slice(path.indexOf(slug))
    state.set(slug, 'open')
    path.push(slug)
    for (const to of next.get(slug) ?? []) {
      const found = visit(to)
      if (found) return found
    }
    path.pop()
    state.set(slug, 'done')
    return null
  }
  for (const slug of slugs) {
    const found = visit(slug)
    if (found) return found
  }
  return null
}
