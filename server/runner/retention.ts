import { application, queueClient } from '#server/jobs/attempts.ts'

/** Rows of runs tell what happened; what the queue remembers of a delivery is of no use once its workflow has ended. */
export const keptMs = 24 * 3600_000
const atOnce = 500

/** Drops ended workflows that nobody asks for any more. Answers how many. */
export async function forgetEndedWorkflows(before: Date): Promise<number> {
  const client = await queueClient()
  const ended = await client.listWorkflows({
    applicationName: application,
    status: ['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
    completedBefore: before.toISOString(),
    limit: atOnce,
    loadInput: false,
    loadOutput: false,
  })
  if (ended.length > 0) await client.deleteWorkflows(ended.map((workflow) => workflow.workflowID))
  return ended.length
}
