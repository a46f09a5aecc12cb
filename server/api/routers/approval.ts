import { approvalList, approvalListInput, approvalView, decided, decideInput, withdrawInput } from '#model/approval.ts'
import { idInput } from '#model/list.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getApproval, listApprovals } from '#server/domain/approval/data.ts'
import { decideApproval, withdrawApproval } from '#server/domain/approval/mutations.ts'

export const approvalRouter = router({
  list: withPermission('read')
    .input(approvalListInput)
    .output(approvalList)
    .query(({ ctx, input }) => listApprovals(ctx.person, input)),
  get: withPermission('read')
    .input(idInput)
    .output(approvalView)
    .query(({ ctx, input }) => getApproval(ctx.person, input.id)),
  decide: withPermission('approval.decide')
    .input(decideInput)
    .output(decided)
    .mutation(({ ctx, input }) => decideApproval(ctx.actor, input)),
  withdraw: withPermission('run.cancel_own', 'run.operate')
    .input(withdrawInput)
    .output(decided)
    .mutation(({ ctx, input }) => withdrawApproval(ctx.actor, input)),
})
