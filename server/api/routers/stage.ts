import { z } from 'zod'
import {
  artifactListInput,
  artifactText,
  artifactTextInput,
  artifactView,
  gateWaiveInput,
  logTail,
  logTailInput,
  stageDetail,
  stageGetInput,
  stageRetryInput,
} from '#model/run.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listArtifacts, readText } from '#server/domain/artifact/data.ts'
import { tailLog } from '#server/domain/log/data.ts'
import { getStage } from '#server/domain/stage/data.ts'
import { retryStage, waiveGate } from '#server/domain/stage/mutations.ts'

export const stageRouter = router({
  get: withPermission('read')
    .input(stageGetInput)
    .output(stageDetail)
    .query(({ ctx, input }) => getStage(ctx.person, input)),
  retry: withPermission('run.cancel_own', 'run.operate')
    .input(stageRetryInput)
    .output(z.object({ attempt: z.number() }))
    .mutation(({ ctx, input }) => retryStage(ctx.actor, input)),
})
export const logRouter = router({
  tail: withPermission('read')
    .input(logTailInput)
    .output(logTail)
    .query(({ ctx, input }) => tailLog(ctx.person, input)),
})
export const artifactRouter = router({
  list: withPermission('read')
    .input(artifactListInput)
    .output(z.array(artifactView))
    .query(({ ctx, input }) => listArtifacts(ctx.person, input)),
  text: withPermission('read')
    .input(artifactTextInput)
    .output(artifactText)
    .query(({ ctx, input }) => readText(ctx.person, input)),
})
export const gateRouter = router({
  waive: withPermission('gate.waive')
    .input(gateWaiveInput)
    .output(z.object({ run: z.string(), stage: z.string() }))
    .mutation(({ ctx, input }) => waiveGate(ctx.actor, input)),
})
