import {
  requirementDiff,
  requirementDiffInput,
  requirementGetInput,
  requirementList,
  requirementListInput,
  requirementView,
  revised,
  revisionInput,
  submission,
  submitted,
} from '#model/requirement.ts'
import { requirementEditInput } from '#model/specification-edit.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { diffRevisions, getRequirement, listRequirements } from '#server/domain/requirement/data.ts'
import { editSpecification } from '#server/domain/requirement/edit.ts'
import { reviseRequirement, submitRequirement } from '#server/domain/requirement/mutations.ts'

export const requirementRouter = router({
  list: withPermission('read')
    .input(requirementListInput)
    .output(requirementList)
    .query(({ ctx, input }) => listRequirements(ctx.person, input)),
  get: withPermission('read')
    .input(requirementGetInput)
    .output(requirementView)
    .query(({ ctx, input }) => getRequirement(ctx.person, input)),
  diff: withPermission('read')
    .input(requirementDiffInput)
    .output(requirementDiff)
    .query(({ ctx, input }) => diffRevisions(ctx.person, input)),
  submit: withPermission('requirement.submit')
    .input(submission)
    .output(submitted)
    .mutation(({ ctx, input }) => submitRequirement(ctx.actor, input)),
  revise: withPermission('requirement.submit')
    .input(revisionInput)
    .output(revised)
    .mutation(({ ctx, input }) => reviseRequirement(ctx.actor, input)),
  edit: withPermission('requirement.submit')
    .input(requirementEditInput)
    .output(revised)
    .mutation(({ ctx, input }) => editSpecification(ctx.actor, input)),
})
