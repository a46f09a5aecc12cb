import type { Tx } from '#server/db.ts'
import { applicationVersion, asClient, queueClient, queueName } from './attempts.ts'

/** Perform a task. As with attempts, its row is the truth and this only delivers it to a runner. */
export interface TaskJob {
  task: string
  attempt: number
}
export const taskWorkflowName = 'performTask'
export const taskWorkflowId = (job: TaskJob): string => `${job.task}:${job.attempt}`

/** Idempotent by workflow id. */
export async function enqueueTask(tx: Tx, job: TaskJob): Promise<void> {
  const client = await queueClient()
  await client.enqueueInTransaction(
    asClient(tx),
    { workflowName: taskWorkflowName, queueName, workflowID: taskWorkflowId(job), appVersion: applicationVersion },
    job,
  )
}
