import { z } from 'zod'
import { idInput } from '#model/list.ts'
import { releaseList, releaseListInput, releaseView, rolloutCommandInput, rolloutCommands, rolloutGetInput, rolloutView } from '#model/release.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getRelease, listReleases } from '#server/domain/release/data.ts'
import { getRollout } from '#server/domain/rollout/data.ts'
import { commandRollout } from '#server/domain/rollout/mutations.ts'

export const releaseRouter = router({
  list: withPermission('read')
    .input(releaseListInput)
    .output(releaseList)
    .query(({ ctx, input }) => listReleases(ctx.person, input)),
  get: withPermission('read')
    .input(idInput)
    .output(releaseView)
    .query(({ ctx, input }) => getRelease(ctx.person, input.id)),
})
export const rolloutRouter = router({
  get: withPermission('read')
    .input(rolloutGetInput)
    .output(rolloutView)
    .query(({ ctx, input }) => getRollout(ctx.person, input)),
  command: withPermission('rollout.operate')
    .input(rolloutCommandInput)
    .output(z.object({ command: z.enum(rolloutCommands) }))
    .mutation(({ ctx, input }) => commandRollout(ctx.actor, input)),
})
