import { z } from 'zod'
import { network } from '#model/network.ts'
import { applied, changeInput, compared, compareInput, historyInput, historyList, systemView } from '#model/network-change.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { applyChanges } from '#server/domain/network/mutations.ts'
import { compareMoments, listHistory } from '#server/domain/network/past.ts'
import { readSystem } from '#server/domain/network/system.ts'

export const networkRouter = router({
  read: withPermission('read')
    .input(z.object({ at: z.date().optional() }).default({}))
    .output(network)
    .query(({ ctx, input }) => readNetwork(ctx.person, input.at)),
  system: withPermission('read')
    .input(z.object({ slug: z.string().min(1).max(60) }))
    .output(systemView)
    .query(({ ctx, input }) => readSystem(ctx.person, input.slug)),
  history: withPermission('read')
    .input(historyInput)
    .output(historyList)
    .query(({ ctx, input }) => listHistory(ctx.person, input)),
  compare: withPermission('read')
    .input(compareInput)
    .output(compared)
    .query(({ ctx, input }) => compareMoments(ctx.person, input)),
  change: withPermission('network.edit')
    .input(changeInput)
    .output(applied)
    .mutation(({ ctx, input }) => applyChanges(ctx.actor, input.changes, input.note)),
})
