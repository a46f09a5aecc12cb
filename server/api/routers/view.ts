import { z } from 'zod'
import { conditionList } from '#model/condition.ts'
import { idInput } from '#model/list.ts'
import { viewInput, viewList } from '#model/view.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listConditions } from '#server/domain/condition/data.ts'
import { listViews } from '#server/domain/view/data.ts'
import { removeView, saveView } from '#server/domain/view/mutations.ts'

export const viewRouter = router({
  list: withPermission('read')
    .output(viewList)
    .query(({ ctx }) => listViews(ctx.person)),
  save: withPermission('read')
    .input(viewInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => saveView(ctx.actor, input)),
  remove: withPermission('read')
    .input(idInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeView(ctx.actor, input.id)),
})

export const conditionRouter = router({
  list: withPermission('read')
    .output(conditionList)
    .query(({ ctx }) => listConditions(ctx.person)),
})
