import type { ExecutionView } from '#model/execution.ts'
import { newId } from '#model/id.ts'
import { mayIn } from '#model/person.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { Problem } from '#server/domain/problem.ts'
import { createTask } from '#server/domain/task/mutations.ts'
import { transact } from '#server/domain/transaction.ts'

export interface StartedExecution {
  execution: string
  number: number
  task: string
}

/** A sweep on demand. One that is queued and has not begun serves everybody who asks meanwhile. */
export async function startExecution(actor: Actor, input: { requestKey: string; trigger: ExecutionView['trigger'] }): Promise<StartedExecution> {
  if (actor.person && !mayIn(actor.person, 'sweep.start', null))
    throw new Problem('forbidden', 'You may not start a sweep: it writes the documents of every system. Ask an architect, an operator or an admin.')
  return transact(async (tx) => {
    await lockNumbers(tx)
    const [waiting] = await tx.$queryRaw<StartedExecution[]>`
      select e."id" as execution, e."number", t."id" as task from "Execution" e join "Task" t on t."id" = e."taskId"
      where e."status" = 'queued' and t."status" = 'queued' and t."attempt" = 1 order by e."number" desc limit 1`
    if (waiting) return waiting
    const known = await tx.task.findUnique({ where: { requestKey: input.requestKey } })
    if (known) {
      const same = await tx.execution.findUnique({ where: { taskId: known.id } })
      if (!same || known.createdBy !== actor.id) throw new Problem('conflict', 'This request key was used for something else. Reload and try again.')
      return { execution: same.id, number: same.number, task: known.id }
    }
    return create(tx, actor, input)
  })
}

/**
 * Called by every runner's sweeper: one execution an interval, whoever comes first. The database's clock decides; the
 * unique slot would refuse a second one even without the lock.
 */
export async function startDueExecution(actor: Actor, everySeconds: number): Promise<StartedExecution | null> {
  return transact(async (tx) => {
    await lockNumbers(tx)
    const [row] = await tx.$queryRaw<{ due: boolean; slot: string }[]>`
      select coalesce((select max("createdAt") from "Execution" where "trigger" = 'schedule'), (select min("createdAt") from "System"))
               <= (now() at time zone 'utc') - ${everySeconds} * interval '1 second'
             and not exists (select 1 from "Execution" e join "Task" t on t."id" = e."taskId" where e."trigger" = 'schedule' and t."status" in ('queued', 'running')) as due,
             floor(extract(epoch from now()) * 1000)::bigint::text as slot`
    if (!row?.due) return null
    return create(tx, actor, { trigger: 'schedule', requestKey: `sweep-${row.slot}`, slot: row.slot })
  })
}

const lockNumbers = (tx: Tx): Promise<unknown> => tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gantry_executions'))`

async function create(tx: Tx, actor: Actor, input: { requestKey: string; trigger: ExecutionView['trigger']; slot?: string }): Promise<StartedExecution> {
  const { _max } = await tx.execution.aggregate({ _max: { number: true } })
  const id = newId('exe')
  const number = (_max.number ?? 0) + 1
  await tx.execution.create({ data: { id, number, trigger: input.trigger, createdBy: actor.id, slot: input.slot ?? null } })
  await appendAudit(tx, actor, { action: 'execution.start', subject: id, after: { number, trigger: input.trigger } })
  const task = await createTask(tx, actor, { kind: 'document', subject: id, requestKey: input.requestKey })
  await tx.execution.update({ where: { id }, data: { taskId: task } })
  return { execution: id, number, task }
}
