import {
  planAnswerInput,
  planCommentInput,
  planDecideInput,
  planDeliverInput,
  planDiff,
  planDiffInput,
  planGetInput,
  planList,
  planListInput,
  planResolveInput,
  planReviewRequestInput,
  planRevisionInput,
  planState,
  planSubmission,
  planSubmitted,
  planView,
} from '#model/plan-view.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { answerPlan, commentOnPlan, resolveComment } from '#server/domain/plan/conversation.ts'
import { diffPlans, getPlan, listPlans } from '#server/domain/plan/data.ts'
import { startDelivery } from '#server/domain/plan/delivery.ts'
import { revisePlan, submitPlan } from '#server/domain/plan/mutations.ts'
import { decidePlan, requestReview } from '#server/domain/plan/transitions.ts'

const read = withPermission('read')
const submit = withPermission('plan.submit')
const review = withPermission('plan.review')

export const planRouter = router({
  list: read
    .input(planListInput)
    .output(planList)
    .query(({ ctx, input }) => listPlans(ctx.person, input)),
  get: read
    .input(planGetInput)
    .output(planView)
    .query(({ ctx, input }) => getPlan(ctx.person, input)),
  diff: read
    .input(planDiffInput)
    .output(planDiff)
    .query(({ ctx, input }) => diffPlans(ctx.person, input)),
  submit: submit
    .input(planSubmission)
    .output(planSubmitted)
    .mutation(({ ctx, input }) => submitPlan(ctx.actor, input)),
  revise: submit
    .input(planRevisionInput)
    .output(planSubmitted)
    .mutation(({ ctx, input }) => revisePlan(ctx.actor, input)),
  requestReview: submit
    .input(planReviewRequestInput)
    .output(planState)
    .mutation(({ ctx, input }) => requestReview(ctx.actor, input)),
  decide: review
    .input(planDecideInput)
    .output(planState)
    .mutation(({ ctx, input }) => decidePlan(ctx.actor, input)),
  answer: review.input(planAnswerInput).mutation(({ ctx, input }) => answerPlan(ctx.actor, input)),
  comment: review.input(planCommentInput).mutation(({ ctx, input }) => commentOnPlan(ctx.actor, input)),
  resolve: review.input(planResolveInput).mutation(({ ctx, input }) => resolveComment(ctx.actor, input)),
  deliver: submit.input(planDeliverInput).mutation(({ ctx, input }) => startDelivery(ctx.actor, input)),
})
