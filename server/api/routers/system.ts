import { z } from 'zod'
import { serviceItem, serviceListInput, systemItem } from '#model/system.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listServices, listSystems } from '#server/domain/system/data.ts'

export const systemRouter = router({
  list: withPermission('read')
    .output(z.array(systemItem))
    .query(({ ctx }) => listSystems(ctx.person)),
})
export const serviceRouter = router({
  list: withPermission('read')
    .input(serviceListInput)
    .output(z.array(serviceItem))
    .query(({ ctx, input }) => listServices(ctx.person, input)),
})
