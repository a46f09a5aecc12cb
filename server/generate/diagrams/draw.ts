import type { Diagram } from './graph.ts'
import { layout } from './layout.ts'
import { flowchart, sequenceDiagram, stateDiagram } from './mermaid.ts'
import type { Sequence } from './sequence.ts'
import { layoutSequence } from './sequence-layout.ts'
import { sequenceSvg } from './sequence-svg.ts'
import { svg } from './svg.ts'
import type { Theme } from './theme.ts'

/** A finished diagram: a picture for every theme, and the same as Mermaid text. Same model, same bytes. */
export interface Drawing {
  title: string
  description: string
  svg: (theme: Theme) => string
  mermaid: string
}

/** A structural diagram. `mermaid` is given where a flowchart is not the right form of text. */
export async function drawDiagram(diagram: Diagram, mermaid?: string): Promise<Drawing> {
  const placed = await layout(diagram)
  const states = diagram.nodes.some((n) => n.kind === 'state')
  return {
    title: diagram.title,
    description: diagram.description,
    svg: (theme) => svg(placed, theme),
    mermaid: mermaid ?? (states ? stateDiagram(diagram) : flowchart(diagram)),
  }
}

/** Who says what to whom, in order: sequences.ts makes them of a flow, a rollout or a call. */
export function drawSequence(sequence: Sequence): Drawing {
  const placed = layoutSequence(sequence)
  return { title: sequence.title, description: sequence.description, svg: (theme) => sequenceSvg(placed, theme), mermaid: sequenceDiagram(sequence) }
}
