import type { DiagramTheme, DiagramView, DrawnView, RunDiagrams } from '#model/diagram.ts'
import type { SystemRef } from '#model/list.ts'
import type { Person } from '#model/person.ts'
import { type DiagramMaterial, materialFor, systemFor } from '#server/domain/diagram/data.ts'
import { specificationOfRun } from '#server/domain/diagram/specification.ts'
import { notFound } from '#server/domain/problem.ts'
import { callOf, callSequence } from '#server/generate/diagrams/call-sequence.ts'
import { drawComponent, drawContainer, drawContext, drawDeployment, drawEntities, drawStates } from '#server/generate/diagrams/diagrams.ts'
import { type Drawing, drawSequence } from '#server/generate/diagrams/draw.ts'
import { apiCallSequence, flowSequence, rolloutSequence } from '#server/generate/diagrams/sequences.ts'
import { serviceDrawings } from '#server/generate/diagrams/service-drawings.ts'

/** One diagram of a system as a person may see it. Reads through the domain, draws with the generators; both are pure of each other. */
export async function drawFor(person: Person, slug: string, view: DiagramView, theme: DiagramTheme): Promise<DrawnView> {
  return drawIn(person, await systemFor(person, slug), view, theme)
}

export async function drawIn(person: Person, system: SystemRef, view: DiagramView, theme: DiagramTheme): Promise<DrawnView> {
  const material = await materialFor(person, system, view)
  if (view.kind === 'own') return ownOf(material, view.id)
  const drawing = await drawingOf(material, system, view)
  return { title: drawing.title, description: drawing.description, svg: drawing.svg(theme), mermaid: drawing.mermaid, own: null }
}

/** One diagram of what a run builds, and which there are; without a name the first. Nothing before the requirement is analysed. */
export async function drawOfRun(person: Person, run: string, name: string | null, theme: DiagramTheme): Promise<RunDiagrams> {
  const { specification, ...names } = await specificationOfRun(person, run)
  const drawings = specification ? serviceDrawings(specification, names) : []
  const choices = drawings.map(({ draw, ...choice }) => choice)
  const chosen = drawings.find((d) => d.name === name) ?? drawings[0]
  const drawing = chosen && (await chosen.draw())
  if (!chosen || !drawing) return { choices, name: null, drawn: null }
  const { title, description, mermaid } = drawing
  return { choices, name: chosen.name, drawn: { title, description, svg: drawing.svg(theme), mermaid, own: null } }
}

function ownOf({ own }: DiagramMaterial, id: string): DrawnView {
  if (!own) throw notFound('diagram', id)
  const isSvg = own.kind === 'svg'
  return {
    title: own.title,
    description: '',
    svg: isSvg ? own.text : null,
    mermaid: isSvg ? null : own.text,
    own: { id: own.id, updatedAt: own.updatedAt, createdBy: { id: own.createdBy, name: own.createdBy } },
  }
}

async function drawingOf(material: DiagramMaterial, system: SystemRef, view: Exclude<DiagramView, { kind: 'own' }>): Promise<Drawing> {
  const { network, specification, environments, rollout, serviceName } = material
  requireKnown(material, system, view)
  switch (view.kind) {
    case 'context':
      return drawContext(network, system.slug)
    case 'container':
      return drawContainer(network, system.slug)
    case 'deployment':
      return drawDeployment(network, system.slug, environments)
    case 'component':
      return drawComponent(network, system.slug, view.service)
    case 'flow':
      return drawSequence(flowSequence(network, view.flow))
    case 'rollout':
      return drawSequence(rolloutSequence(serviceName, rollout))
    case 'call': {
      const call = view.operation.replace(' /api/', ' /')
      const operation = specification?.operations.find((o) => callOf(specification, o) === call)
      return drawSequence(
        specification && operation
          ? callSequence(specification, operation.id, serviceName)
          : apiCallSequence(network, system.slug, view.service, view.operation),
      )
    }
    case 'entities':
      if (!specification) throw notFound('specification of', view.service)
      return drawEntities(specification, serviceName)
    case 'states': {
      const entity = specification?.entities.find((e) => e.id === view.entity)
      const drawing = specification && entity && (await drawStates(specification, entity))
      if (!drawing) throw notFound('life of', view.entity)
      return drawing
    }
  }
}

/** What the view names must be in the network that this person sees. */
function requireKnown({ network }: DiagramMaterial, system: SystemRef, view: DiagramView): void {
  if ((view.kind === 'context' || view.kind === 'container' || view.kind === 'deployment') && !network.systems.some((s) => s.slug === system.slug))
    throw notFound('system', system.slug)
  if ((view.kind === 'component' || view.kind === 'call') && !network.services.some((s) => s.system === system.slug && s.slug === view.service))
    throw notFound('service', view.service)
  if (view.kind === 'flow' && !network.flows.some((f) => f.key === view.flow && (f.from.system === system.slug || f.to.system === system.slug)))
    throw notFound('flow', view.flow)
}
