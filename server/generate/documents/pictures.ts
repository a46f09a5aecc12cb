import { drawEntities, drawStates } from '../diagrams/diagrams.ts'
import { type Drawing, drawDiagram, drawSequence } from '../diagrams/draw.ts'
import { containerOf, contextOf } from '../diagrams/from-network.ts'
import { deploymentOf, type RunningEnvironment } from '../diagrams/from-service.ts'
import { flowSequence } from '../diagrams/sequences.ts'
import type { SystemView } from './view.ts'

export interface Picture {
  path: string
  place: 'README.md' | 'ARCHITECTURE.md' | 'INTEGRATION.md'
  heading: boolean
  title: string
  description: string
  mermaid: string
  svg: string
}

/** More drawings of single flows than this are not read; the table of flows has them all. */
const mostSequences = 12
const mostStates = 12

/** Every diagram of a system: Mermaid for where that is drawn, and an SVG file that follows the reader's light or dark. */
export async function picturesOf(view: SystemView): Promise<Picture[]> {
  const { slice, system } = view
  const pictures: Picture[] = []
  const add = (name: string, place: Picture['place'], heading: boolean, drawing: Drawing): void => {
    const { title, description, mermaid } = drawing
    pictures.push({ path: `docs/diagrams/${name}.svg`, place, heading, title, description, mermaid, svg: drawing.svg('auto') })
  }
  add('context', 'README.md', false, await drawDiagram(contextOf(slice, system.slug)))
  if (view.services.length > 0) add('containers', 'ARCHITECTURE.md', true, await drawDiagram(containerOf(slice, system.slug)))
  const running = environmentsOf(view)
  if (running.length > 0)
    add(
      'deployment',
      'ARCHITECTURE.md',
      true,
      await drawDiagram({
        ...deploymentOf(slice, system.slug, running),
        description: 'Releases in production and verified runs in staging; how each instance is at this moment, the release page tells.',
      }),
    )
  for (const { service, specification } of view.facts) {
    if (!specification) continue
    const name = view.services.find((s) => s.slug === service)?.name ?? service
    add(`data-of-${service}`, 'ARCHITECTURE.md', true, await drawEntities(specification, name))
    for (const entity of specification.entities.slice(0, mostStates)) {
      const states = await drawStates(specification, entity)
      if (states) add(`states-of-${service}-${entity.path}`, 'ARCHITECTURE.md', true, states)
    }
  }
  const names = new Set<string>()
  for (const flow of view.needs.slice(0, mostSequences)) {
    const base = `flow-${flow.to.system}${flow.to.service ? `-${flow.to.service}` : ''}`
    const name = names.has(base) ? `${base}-${names.size + 1}` : base
    names.add(name)
    add(name, 'INTEGRATION.md', true, drawSequence(flowSequence(slice, flow.key)))
  }
  return pictures
}

/** From what was released and verified, not from what each instance does this minute: a drawing must not change with the weather. */
const environmentsOf = (view: SystemView): RunningEnvironment[] =>
  view.facts.flatMap((f): RunningEnvironment[] => {
    const instance = (release: string, observed: string): RunningEnvironment['instances'] => [
      { id: `${f.service}:${observed}`, release, observed, weight: 100, isolation: null },
    ]
    return [
      ...(f.production && f.release
        ? [{ service: f.service, kind: 'production' as const, address: f.production, instances: instance(`Release ${f.release.number}`, 'in production') }]
        : []),
      ...(f.staging && f.run
        ? [{ service: f.service, kind: 'staging' as const, address: f.staging, instances: instance(`Run ${f.run.number}`, 'in staging') }]
        : []),
    ]
  })
