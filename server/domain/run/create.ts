import { newId } from '#model/id.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { advance } from '#server/domain/stage/transitions.ts'
import { closeRun, lockService, note, openRun } from './change.ts'
import { pipelineOf } from './derive.ts'

export interface NewRun {
  pipeline?: string
  requirementId: string
  revisionId: string
  serviceId: string
  requestKey: string
  rerunOf?: string
}

/** A run with its stages, the first attempt and its job. `opening` is the event that the pipeline starts with. */
export async function createRun(tx: Tx, actor: Actor, input: NewRun, opening: { kind: string; data: Record<string, string | number> }): Promise<string> {
  const pipeline = pipelineOf(input.pipeline ?? 'deliver')
  await lockService(tx, input.serviceId)
  const { runCounter } = await tx.service.update({ where: { id: input.serviceId }, data: { runCounter: { increment: 1 } } })
  const id = newId('run')
  const { requirementId, revisionId, serviceId, requestKey, rerunOf } = input
  await tx.run.create({
    data: {
      id,
      number: runCounter,
      pipeline: pipeline.id,
      status: 'queued',
      requirementId,
      revisionId,
      serviceId,
      requestKey,
      rerunOf: rerunOf ?? null,
      createdBy: actor.id,
    },
  })
  await tx.stage.createMany({ data: pipeline.stages.map((s, position) => ({ id: newId('stg'), runId: id, name: s.id, position })) })
  const change = await openRun(tx, actor, id)
  note(change, opening.kind, { data: opening.data })
  note(change, 'run.queued', { data: { status: 'queued', number: runCounter } })
  await advance(change)
  await closeRun(change)
  return id
}
