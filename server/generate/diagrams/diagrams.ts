import type { Specification } from '#model/specification.ts'
import { containers, context, entityRelation, lifecycle } from './from-specification.ts'
import type { Diagram } from './graph.ts'
import { layout } from './layout.ts'
import { erDiagram, flowchart } from './mermaid.ts'
import { svg } from './svg.ts'

export interface DrawnDiagram {
  name: string
  title: string
  svg: string
  mermaid: string
}

/** Every diagram of one service, drawn without a browser. Same specification, same bytes. */
export async function serviceDiagrams(specification: Specification, names: { service: string; system: string }): Promise<DrawnDiagram[]> {
  const list: { name: string; diagram: Diagram; mermaid?: string }[] = [
    { name: 'context', diagram: context(specification, names.service, names.system) },
    { name: 'containers', diagram: containers(specification, names.service) },
    { name: 'data-model', diagram: entityRelation(specification, names.service), mermaid: erDiagram(specification) },
    ...specification.entities.flatMap((e) => {
      const diagram = lifecycle(specification, e)
      return diagram ? [{ name: `life-of-${e.path}`, diagram }] : []
    }),
  ]
  return Promise.all(
    list.map(async ({ name, diagram, mermaid }) => ({ name, title: diagram.title, svg: svg(await layout(diagram)), mermaid: mermaid ?? flowchart(diagram) })),
  )
}
