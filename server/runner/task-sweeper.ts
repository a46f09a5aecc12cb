import { prisma } from '#server/db.ts'
import { loseTask } from '#server/domain/task/transitions.ts'
import { transact } from '#server/domain/transaction.ts'
import { queueClient } from '#server/jobs/attempts.ts'
import { enqueueTask, taskWorkflowId } from '#server/jobs/tasks.ts'
import { log } from '#server/log.ts'
import { isStranded, queuedTooLongSeconds } from './stranded.ts'

interface Due {
  id: string
  attempt: number
}

export async function loseExpiredTasks(): Promise<void> {
  const due = await prisma.$queryRaw<Due[]>`
    select "id", "attempt" from "Task" where "status" = 'running' and "leaseUntil" < now() at time zone 'utc' limit 50`
  for (const task of due) await lose(task, 'running', 'Its runner died or lost the database.')
}

/** Tasks that the queue does not know, or gave to a runner that died before it took the lease. */
export async function redeliverTasks(): Promise<void> {
  const waiting = await prisma.$queryRaw<Due[]>`
    select "id", "attempt" from "Task"
    where "status" = 'queued' and "createdAt" < (now() at time zone 'utc') - ${queuedTooLongSeconds} * interval '1 second' limit 100`
  const client = await queueClient()
  for (const task of waiting) {
    const job = { task: task.id, attempt: task.attempt }
    const workflow = await client.getWorkflow(taskWorkflowId(job))
    if (!workflow) await transact((tx) => enqueueTask(tx, job))
    else if (isStranded(workflow)) await lose(task, 'queued', 'The runner it was given to died before it began.')
  }
}

async function lose(task: Due, status: 'running' | 'queued', reason: string): Promise<void> {
  if (!(await loseTask(task.id, status, reason))) return
  log.warn({ task: task.id, attempt: task.attempt, reason }, 'task lost')
  await (await queueClient()).cancelWorkflow(taskWorkflowId({ task: task.id, attempt: task.attempt }))
}
