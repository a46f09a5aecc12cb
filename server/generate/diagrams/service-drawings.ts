import type { Operation, Specification } from '#model/specification.ts'
import { callOf, callSequence } from './call-sequence.ts'
import { drawEntities, drawStates } from './diagrams.ts'
import { type Drawing, drawDiagram, drawSequence } from './draw.ts'
import { context } from './from-specification.ts'
import { components, containers, deployment } from './generated-service.ts'
import { rolloutSequence } from './sequences.ts'

export interface ServiceDrawing {
  name: string
  group: 'Structure' | 'Data' | 'Calls' | 'Rollout'
  label: string
  draw: () => Drawing | Promise<Drawing | null>
}

/** All that can be drawn of what a specification builds, before and after it is delivered; nothing is drawn until it is asked for. */
export function serviceDrawings(specification: Specification, { service, system }: { service: string; system: string }): ServiceDrawing[] {
  const one = (group: ServiceDrawing['group']) => (name: string, label: string, draw: ServiceDrawing['draw']) => ({ group, name, label, draw })
  const [structure, data] = [one('Structure'), one('Data')]
  const call = (o: Operation) => one('Calls')(`call-of-${o.id}`, callOf(specification, o), () => drawSequence(callSequence(specification, o.id, service)))
  return [
    structure('context', 'Context', () => drawDiagram(context(specification, service, system))),
    structure('containers', 'Containers', () => drawDiagram(containers(specification, service))),
    structure('components', 'Components', () => drawDiagram(components(specification, service))),
    structure('deployment', 'Deployment', () => drawDiagram(deployment(specification, service))),
    ...(specification.entities.length > 0 ? [data('data-model', 'Data model', () => drawEntities(specification, service))] : []),
    ...specification.entities.filter((e) => e.states).map((e) => data(`life-of-${e.path}`, `Life of ${e.name}`, () => drawStates(specification, e))),
    ...specification.operations.slice(0, 60).map(call),
    one('Rollout')('rollout', 'Rollout', () => drawSequence(rolloutSequence(service, null))),
  ]
}
