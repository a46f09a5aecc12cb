import { z } from 'zod'
import { idInput } from '#model/list.ts'
import { runCancelInput, runList, runListInput, runRerunInput, runStarted, runStartInput, runTimeline, runView } from '#model/run.ts'
import { runStates } from '#model/states.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getRun, listRuns } from '#server/domain/run/data.ts'
import { cancelRun, rerun, startRun } from '#server/domain/run/mutations.ts'
import { getTimeline } from '#server/domain/run/timeline.ts'

export const runRouter = router({
  list: withPermission('read')
    .input(runListInput)
    .output(runList)
    .query(({ ctx, input }) => listRuns(ctx.person, input)),
  get: withPermission('read')
    .input(idInput)
    .output(runView)
    .query(({ ctx, input }) => getRun(ctx.person, input.id)),
  timeline: withPermission('read')
    .input(idInput)
    .output(runTimeline)
    .query(({ ctx, input }) => getTimeline(ctx.person, input.id)),
  start: withPermission('run.start')
    .input(runStartInput)
    .output(runStarted)
    .mutation(({ ctx, input }) => startRun(ctx.actor, input)),
  // Owners cancel and rerun their own, operators any: the domain decides which of both applies.
  cancel: withPermission('run.cancel_own', 'run.operate')
    .input(runCancelInput)
    .output(z.object({ status: z.enum(runStates) }))
    .mutation(({ ctx, input }) => cancelRun(ctx.actor, input)),
  rerun: withPermission('run.cancel_own', 'run.operate')
    .input(runRerunInput)
    .output(runStarted)
    .mutation(({ ctx, input }) => rerun(ctx.actor, input)),
})
