import { auditList, auditListInput } from '#model/audit.ts'
import { cursorOf } from '#model/list.ts'
import { eventListInput, eventView } from '#model/run.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listAudit } from '#server/domain/audit/data.ts'
import { listEvents } from '#server/domain/event/data.ts'

export const auditRouter = router({
  list: withPermission('audit.read')
    .input(auditListInput)
    .output(auditList)
    .query(({ ctx, input }) => listAudit(ctx.person, input)),
})
export const eventRouter = router({
  list: withPermission('read')
    .input(eventListInput)
    .output(cursorOf(eventView))
    .query(({ ctx, input }) => listEvents(ctx.person, input)),
})
