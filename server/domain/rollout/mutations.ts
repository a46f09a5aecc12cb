import type { z } from 'zod'
import type { rolloutCommandInput } from '#model/release.ts'
import type { RolloutState } from '#model/states.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { wakeEdge } from '#server/domain/deployment/transitions.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { lockService } from '#server/domain/run/change.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { mayCommand, type RolloutCommand } from './policy.ts'

/** Leaves word for the edge, which does it and says so. One command at a time; asking for the same one twice is asking once. */
export async function commandRollout(actor: Actor, input: z.infer<typeof rolloutCommandInput>): Promise<{ command: RolloutCommand }> {
  return transact(async (tx) => {
    const found = await tx.rollout.findUnique({
      where: { id: input.id },
      select: { serviceId: true, run: { select: { service: { select: { systemId: true } } } } },
    })
    if (!found || !actorMay(actor, 'read', found.run.service.systemId)) throw notFound('rollout', input.id)
    const { systemId } = found.run.service
    requirePermission(actor, 'rollout.operate', systemId, 'steer rollouts')
    await lockService(tx, found.serviceId)
    const rollout = await tx.rollout.findUniqueOrThrow({ where: { id: input.id } })
    if (rollout.command === input.command) return { command: input.command }
    const status = rollout.status as RolloutState
    if (actor.person) {
      const verdict = mayCommand(actor.person, { status, systemId, command: rollout.command, keepUntil: rollout.keepUntil, now: new Date() }, input.command)
      if (!verdict.allowed) throw new Problem('conflict', verdict.why)
    }
    const { count } = await tx.rollout.updateMany({ where: { id: input.id, status, command: null }, data: { command: input.command, commandBy: actor.id } })
    if (count !== 1) throw new Problem('conflict', 'The rollout changed at this moment. Look again and decide.')
    await wakeEdge(tx, input.id)
    await appendAudit(tx, actor, {
      action: `rollout.${input.command}`,
      subject: input.id,
      before: { status, step: rollout.step },
      after: { command: input.command, run: rollout.runId },
      reason: input.reason,
    })
    await appendEvent(tx, {
      kind: 'rollout.commanded',
      runId: rollout.runId,
      serviceId: rollout.serviceId,
      systemId,
      actor: actor.id,
      data: { rollout: input.id, command: input.command, by: actor.name, reason: input.reason },
    })
    return { command: input.command }
  })
}
