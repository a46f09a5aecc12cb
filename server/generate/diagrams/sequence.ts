import type { DiagramNode, NodeKind } from './graph.ts'

/** Who says what to whom, in order. Labels are data from outside: writers escape them. */
export interface Participant {
  id: string
  title: string
  kind: NodeKind
  subtitle?: string
}
export interface Message {
  kind: 'message'
  from: string
  to: string
  label: string
  /** Protocol, status: written smaller. */
  detail?: string | undefined
  /** sync waits for the answer, async does not, return answers. */
  style: 'sync' | 'async' | 'return'
}
export interface Note {
  kind: 'note'
  over: [string] | [string, string]
  text: string
}
export interface Group {
  kind: 'group'
  operator: 'alt' | 'opt' | 'loop' | 'par'
  label: string
  steps: Step[]
  otherwise?: { label: string; steps: Step[] }
}
export type Step = Message | Note | Group
export interface Sequence {
  title: string
  description: string
  participants: Participant[]
  steps: Step[]
}

export const message = (from: string, to: string, label: string, style: Message['style'] = 'sync', detail?: string): Message => ({
  kind: 'message',
  from,
  to,
  label,
  style,
  detail,
})
export const note = (text: string, ...over: [string] | [string, string]): Note => ({ kind: 'note', over, text })

export const asNode = (p: Participant): DiagramNode => ({ id: p.id, title: p.title, kind: p.kind, subtitle: p.subtitle, lines: [] })
