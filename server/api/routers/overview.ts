import { overview } from '#model/overview.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getOverview } from '#server/domain/overview/data.ts'

export const overviewRouter = router({
  get: withPermission('read')
    .output(overview)
    .query(({ ctx }) => getOverview(ctx.person)),
})
