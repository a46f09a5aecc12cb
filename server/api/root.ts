import { approvalRouter } from '#server/api/routers/approval.ts'
import { auditRouter, eventRouter } from '#server/api/routers/audit.ts'
import { diagramRouter, embedRouter } from '#server/api/routers/diagram.ts'
import { documentRouter } from '#server/api/routers/document.ts'
import { exchangeRouter } from '#server/api/routers/exchange.ts'
import { executionRouter } from '#server/api/routers/execution.ts'
import { meRouter } from '#server/api/routers/me.ts'
import { memberRouter } from '#server/api/routers/member.ts'
import { networkRouter } from '#server/api/routers/network.ts'
import { overviewRouter } from '#server/api/routers/overview.ts'
import { planRouter } from '#server/api/routers/plan.ts'
import { releaseRouter, rolloutRouter } from '#server/api/routers/release.ts'
import { requirementRouter } from '#server/api/routers/requirement.ts'
import { runRouter } from '#server/api/routers/run.ts'
import { scorecardRouter } from '#server/api/routers/scorecard.ts'
import { artifactRouter, gateRouter, logRouter, stageRouter } from '#server/api/routers/stage.ts'
import { serviceRouter, systemRouter } from '#server/api/routers/system.ts'
import { conditionRouter, viewRouter } from '#server/api/routers/view.ts'
import { createCallerFactory, router } from '#server/api/trpc.ts'

/** Everything that can be asked of Gantry. server/api/permissions.test.ts says who may. */
export const appRouter = router({
  me: meRouter,
  overview: overviewRouter,
  system: systemRouter,
  service: serviceRouter,
  network: networkRouter,
  exchange: exchangeRouter,
  view: viewRouter,
  condition: conditionRouter,
  requirement: requirementRouter,
  run: runRouter,
  stage: stageRouter,
  log: logRouter,
  artifact: artifactRouter,
  gate: gateRouter,
  approval: approvalRouter,
  release: releaseRouter,
  rollout: rolloutRouter,
  member: memberRouter,
  audit: auditRouter,
  event: eventRouter,
  plan: planRouter,
  execution: executionRouter,
  document: documentRouter,
  diagram: diagramRouter,
  embed: embedRouter,
  scorecard: scorecardRouter,
})
export type AppRouter = typeof appRouter
export const createCaller = createCallerFactory(appRouter)
