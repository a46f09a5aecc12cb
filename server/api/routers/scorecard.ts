import { z } from 'zod'
import { scorecardList, scorecardView } from '#model/scorecard.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getScorecard, listScorecards } from '#server/domain/scorecard/data.ts'

export const scorecardRouter = router({
  list: withPermission('read')
    .output(scorecardList)
    .query(({ ctx }) => listScorecards(ctx.person)),
  get: withPermission('read')
    .input(z.object({ system: z.string().min(1).max(60) }))
    .output(scorecardView)
    .query(({ ctx, input }) => getScorecard(ctx.person, input.system)),
})
