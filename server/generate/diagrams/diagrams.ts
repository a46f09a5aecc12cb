import type { Network } from '#model/network.ts'
import type { Entity, Specification } from '#model/specification.ts'
import { callSequence } from './call-sequence.ts'
import { type Drawing, drawDiagram, drawSequence } from './draw.ts'
import { containerOf, contextOf } from './from-network.ts'
import { componentOf, deploymentOf, type RunningEnvironment } from './from-service.ts'
import { context, entityRelation, lifecycle } from './from-specification.ts'
import { components, containers, deployment } from './generated-service.ts'
import { erDiagram } from './mermaid.ts'
import { rolloutSequence } from './sequences.ts'

/** C4 level 1 of a system. Throws when the network has no such system. */
export const drawContext = (network: Network, system: string): Promise<Drawing> => drawDiagram(contextOf(network, system))
/** C4 level 2 of a system. */
export const drawContainer = (network: Network, system: string): Promise<Drawing> => drawDiagram(containerOf(network, system))
/** C4 level 3 of a service of a system. */
export const drawComponent = (network: Network, system: string, service: string): Promise<Drawing> => drawDiagram(componentOf(network, system, service))
/** Where a system runs. `running` is what the edge observes of delivered services; without it, that is not stated. */
export const drawDeployment = (network: Network, system: string, running: readonly RunningEnvironment[] = []): Promise<Drawing> =>
  drawDiagram(deploymentOf(network, system, running))

/** Entities and their references of a delivered service. */
export function drawEntities(specification: Specification, title: string): Promise<Drawing> {
  const diagram = entityRelation(specification, title)
  return drawDiagram(diagram, erDiagram(specification, diagram))
}
/** The life of one entity; null when it has no states. */
export async function drawStates(specification: Specification, entity: Entity): Promise<Drawing | null> {
  const diagram = lifecycle(specification, entity)
  return diagram && drawDiagram(diagram)
}

export interface DrawnDiagram {
  name: string
  title: string
  svg: string
  mermaid: string
}

/** Every diagram of one service, drawn without a browser. Same specification, same bytes. */
export async function serviceDiagrams(specification: Specification, names: { service: string; system: string }): Promise<DrawnDiagram[]> {
  const { service, system } = names
  const main = specification.operations.find((o) => o.kind === 'action') ?? specification.operations.find((o) => o.kind === 'create')
  const drawn: [string, Promise<Drawing | null> | Drawing][] = [
    ['context', drawDiagram(context(specification, service, system))],
    ['containers', drawDiagram(containers(specification, service))],
    ['components', drawDiagram(components(specification, service))],
    ['deployment', drawDiagram(deployment(specification, service))],
    ['data-model', drawEntities(specification, service)],
    ...specification.entities.map((e): [string, Promise<Drawing | null>] => [`life-of-${e.path}`, drawStates(specification, e)]),
    ...(main ? [[`call-of-${main.id.replace(/\W|_/g, '-')}`, drawSequence(callSequence(specification, main.id, service))] as [string, Drawing]] : []),
    ['rollout', drawSequence(rolloutSequence(service, null))],
  ]
  const finished = await Promise.all(drawn.map(async ([name, drawing]) => ({ name, drawing: await drawing })))
  return finished.flatMap(({ name, drawing }) => (drawing ? [{ name, title: drawing.title, svg: drawing.svg('auto'), mermaid: drawing.mermaid }] : []))
}
