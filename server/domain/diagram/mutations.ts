import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { largestOwn, type saveDiagramInput, type savedDiagram } from '#model/diagram.ts'
import { newId } from '#model/id.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { cleanSvg } from './clean-svg.ts'

const mostOfASystem = 100
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The system by its slug, for somebody who may draw in it. */
async function editableSystem(tx: Tx, actor: Actor, where: { slug: string } | { id: string }): Promise<{ id: string; slug: string }> {
  const system = await tx.system.findFirst({ where, select: { id: true, slug: true } })
  if (!system || !actorMay(actor, 'read', system.id)) throw notFound('system', 'slug' in where ? where.slug : where.id)
  requirePermission(actor, 'network.edit', system.id, 'change the diagrams of this system')
  return system
}

/** A new own diagram, or a new text of one. SVG is kept only as the allow-list leaves it; `removed` tells what went. */
export async function saveDiagram(actor: Actor, input: z.infer<typeof saveDiagramInput>): Promise<z.infer<typeof savedDiagram>> {
  if (input.text.length > largestOwn) {
    const message = `A diagram may have at most ${largestOwn / 1000} KB; this one has ${Math.ceil(input.text.length / 1000)}.`
    throw new Problem('too_large', message, { text: [message] })
  }
  const { text, removed } = input.kind === 'svg' ? svgOf(input.text) : { text: input.text, removed: [] }
  return transact(async (tx) => {
    const system = await editableSystem(tx, actor, { slug: input.system })
    const before = input.id ? await tx.ownDiagram.findFirst({ where: { id: input.id, systemId: system.id } }) : null
    if (input.id && !before) throw notFound('diagram', input.id)
    if (!before && (await tx.ownDiagram.count({ where: { systemId: system.id } })) >= mostOfASystem)
      throw new Problem('too_many', `A system keeps at most ${mostOfASystem} own diagrams. Remove one first.`)
    const id = before?.id ?? newId('dgm')
    const data = { title: input.title, kind: input.kind, text }
    await tx.ownDiagram.upsert({ where: { id }, create: { id, systemId: system.id, createdBy: actor.id, ...data }, update: data })
    await appendAudit(tx, actor, {
      action: 'diagram.save',
      subject: id,
      ...(before && { before: { title: before.title, kind: before.kind, sha256: sha256(before.text) } }),
      after: { system: system.slug, title: input.title, kind: input.kind, sha256: sha256(text), removed },
    })
    await appendEvent(tx, { kind: 'diagram.saved', systemId: system.id, actor: actor.id, data: { diagram: id, title: input.title } })
    return { id, removed }
  })
}

function svgOf(source: string): { text: string; removed: string[] } {
  const { svg, removed } = cleanSvg(source)
  return { text: svg, removed }
}

/** Links to it answer from then on that it is gone. */
export async function removeDiagram(actor: Actor, id: string): Promise<void> {
  await transact(async (tx) => {
    const diagram = await tx.ownDiagram.findUnique({ where: { id } })
    if (!diagram || !actorMay(actor, 'read', diagram.systemId)) throw notFound('diagram', id)
    await editableSystem(tx, actor, { id: diagram.systemId })
    await tx.ownDiagram.delete({ where: { id } })
    await appendAudit(tx, actor, { action: 'diagram.remove', subject: id, before: { title: diagram.title, kind: diagram.kind, sha256: sha256(diagram.text) } })
    await appendEvent(tx, { kind: 'diagram.removed', systemId: diagram.systemId, actor: actor.id, data: { diagram: id, title: diagram.title } })
  })
}
