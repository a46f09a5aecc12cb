import { z } from 'zod'
import { network } from '#model/network.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { readNetwork } from '#server/domain/network/data.ts'

export const networkRouter = router({
  read: withPermission('read')
    .input(z.object({ at: z.date().optional() }).default({}))
    .output(network)
    .query(({ ctx, input }) => readNetwork(ctx.person, input.at)),
})
