import { member, memberList, memberListInput, memberRoleInput } from '#model/person.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listMembers } from '#server/domain/member/data.ts'
import { clearRule, denyRole, grantRole } from '#server/domain/member/mutations.ts'

const manage = withPermission('member.manage').input(memberRoleInput).output(member)

export const memberRouter = router({
  list: withPermission('member.manage')
    .input(memberListInput)
    .output(memberList)
    .query(({ ctx, input }) => listMembers(ctx.person, input)),
  grant: manage.mutation(({ ctx, input }) => grantRole(ctx.actor, input)),
  deny: manage.mutation(({ ctx, input }) => denyRole(ctx.actor, input)),
  /** Takes a grant or a denial back: the provider's claims count again. */
  clear: manage.mutation(({ ctx, input }) => clearRule(ctx.actor, input)),
})
