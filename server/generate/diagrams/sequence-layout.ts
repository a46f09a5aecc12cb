import type { Lines, PlacedNode, Point } from './graph.ts'
import { asNode, type Group, type Message, type Note, type Sequence, type Step } from './sequence.ts'
import { size } from './size.ts'
import { heightOf, widthOf, wrap } from './text.ts'

export interface PlacedMessage {
  message: Message
  number: number
  from: Point
  to: Point
  /** Drawn as a loop at the lifeline's right. */
  self: boolean
  label: Lines
  detail: Lines
}
export interface PlacedNote {
  note: Note
  x: number
  y: number
  width: number
  height: number
  text: Lines
}
export interface PlacedGroup {
  group: Group
  x: number
  y: number
  width: number
  height: number
  /** Where its second part begins. */
  divider: number | null
}
export interface PlacedSequence {
  sequence: Sequence
  width: number
  height: number
  heads: PlacedNode[]
  lifelines: number[]
  headHeight: number
  messages: PlacedMessage[]
  notes: PlacedNote[]
  groups: PlacedGroup[]
}

const side = 24
const gap = 40
const loop = 36
const labelOf = (m: Message, width: number): { label: Lines; detail: Lines } => ({
  label: wrap(m.label, width, 3, 12, false, 16),
  detail: wrap(m.detail ? `[${m.detail}]` : '', width, 1, 10.5, false, 14),
})
const flat = (steps: readonly Step[]): (Message | Note)[] =>
  steps.flatMap((s) => (s.kind === 'group' ? [...flat(s.steps), ...flat(s.otherwise?.steps ?? [])] : [s]))

/** Columns as narrow as heads and the texts between neighbours allow; then step by step down the page. */
export function layoutSequence(sequence: Sequence): PlacedSequence {
  const sizes = sequence.participants.map((p) => size(asNode(p)))
  const index = new Map(sequence.participants.map((p, i) => [p.id, i]))
  const lifelines = columns(
    sequence,
    sizes.map((s) => s.width),
    index,
  )
  const headHeight = Math.max(0, ...sizes.map((s) => s.height))
  const heads = sequence.participants.map((p, i): PlacedNode => {
    const s = sizes[i] as NonNullable<(typeof sizes)[number]>
    return { ...s, node: asNode(p), x: (lifelines[i] ?? 0) - s.width / 2, y: side, height: headHeight }
  })
  const rows = new Rows(lifelines, index, side + headHeight + 20)
  rows.add(sequence.steps, 0)
  const right = Math.max(...heads.map((h) => h.x + h.width), rows.right) + side
  return { sequence, width: right, height: rows.y + 24, heads, lifelines, headHeight, messages: rows.messages, notes: rows.notes, groups: rows.groups }
}

function columns(sequence: Sequence, widths: number[], index: Map<string, number>): number[] {
  const between = widths.map((w, i) => (w + (widths[i + 1] ?? w)) / 2 + gap)
  for (const step of flat(sequence.steps)) {
    if (step.kind !== 'message') continue
    const a = index.get(step.from) ?? 0
    const b = index.get(step.to) ?? 0
    const { label, detail } = labelOf(step, 200)
    const needs = Math.max(widthOf(label) + 22, widthOf(detail)) + 32
    if (Math.abs(a - b) === 1) between[Math.min(a, b)] = Math.max(between[Math.min(a, b)] ?? 0, needs)
    if (a === b) between[a] = Math.max(between[a] ?? 0, needs + loop)
  }
  const places: number[] = []
  for (const [i, width] of widths.entries()) places.push(i === 0 ? side + width / 2 : (places[i - 1] ?? 0) + (between[i - 1] ?? 0))
  return places
}

class Rows {
  messages: PlacedMessage[] = []
  notes: PlacedNote[] = []
  groups: PlacedGroup[] = []
  right = 0
  y: number
  readonly #at: (id: string) => number
  constructor(lifelines: number[], index: Map<string, number>, top: number) {
    this.y = top
    this.#at = (id) => lifelines[index.get(id) ?? 0] ?? 0
  }

  add(steps: readonly Step[], depth: number): void {
    for (const step of steps) {
      if (step.kind === 'message') this.#message(step)
      else if (step.kind === 'note') this.#note(step)
      else this.#group(step, depth)
    }
  }

  #message(m: Message): void {
    const [a, b] = [this.#at(m.from), this.#at(m.to)]
    const self = a === b
    const { label, detail } = labelOf(m, self ? 200 : Math.max(80, Math.abs(a - b) - 46))
    const text = heightOf(label) + heightOf(detail)
    const y = this.y + (self ? 8 : text + 8)
    this.messages.push({
      message: m,
      number: this.messages.length + 1,
      from: { x: a, y },
      to: { x: b, y: self ? y + Math.max(20, text) : y },
      self,
      label,
      detail,
    })
    this.right = Math.max(this.right, self ? a + loop + widthOf(label) + 40 : 0)
    this.y = self ? y + Math.max(20, text) + 14 : y + 16
  }

  #note(n: Note): void {
    const xs = n.over.map(this.#at)
    const [from, to] = [Math.min(...xs), Math.max(...xs)]
    const text = wrap(n.text, Math.max(216, to - from), 4, 11.5, false, 15)
    const width = Math.max(to - from + 48, widthOf(text) + 28)
    const x = Math.max(8, (from + to) / 2 - width / 2)
    this.notes.push({ note: n, x, y: this.y + 4, width, height: heightOf(text) + 14, text })
    this.right = Math.max(this.right, x + width)
    this.y += heightOf(text) + 30
  }

  #group(g: Group, depth: number): void {
    const xs = flat([g]).flatMap((s) => (s.kind === 'message' ? [s.from, s.to] : s.over).map(this.#at))
    const out = Math.max(18, 34 - depth * 8)
    const x = Math.max(4, Math.min(...xs) - out)
    const top = this.y + 4
    this.y += 38
    const before = this.right
    this.right = 0
    this.add(g.steps, depth + 1)
    let divider: number | null = null
    if (g.otherwise) {
      divider = this.y + 2
      this.y += 30
      this.add(g.otherwise.steps, depth + 1)
    }
    const right = Math.max(Math.max(...xs) + out, this.right + 8)
    this.groups.push({ group: g, x, y: top, width: right - x, height: this.y - top, divider })
    this.right = Math.max(before, right)
    this.y += 14
  }
}
