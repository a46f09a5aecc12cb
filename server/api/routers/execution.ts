import { z } from 'zod'
import { executionGetInput, executionList, executionListInput, executionView } from '#model/execution.ts'
import { requestKey } from '#model/list.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getExecution, listExecutions } from '#server/domain/execution/data.ts'
import { startExecution } from '#server/domain/execution/mutations.ts'

export const executionRouter = router({
  list: withPermission('read')
    .input(executionListInput)
    .output(executionList)
    .query(({ ctx, input }) => listExecutions(ctx.person, input)),
  get: withPermission('read')
    .input(executionGetInput)
    .output(executionView)
    .query(({ ctx, input }) => getExecution(ctx.person, input.number)),
  start: withPermission('sweep.start')
    .input(z.object({ requestKey }))
    .output(z.object({ number: z.number() }))
    .mutation(async ({ ctx, input }) => startExecution(ctx.actor, { requestKey: input.requestKey, trigger: 'demand' })),
})
