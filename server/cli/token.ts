import { openTarget } from '#server/deploy/edge/target.ts'
import { recordAudit } from '#server/domain/audit/append.ts'
import { Problem } from '#server/domain/problem.ts'
import { getRun } from '#server/domain/run/data.ts'
import { reader, readerActor } from './people.ts'

/** A token of the environment's own signer, as its sign-in page would give it. */
export async function issueToken(run: string, environment: 'staging' | 'production', role: string, subject: string): Promise<string> {
  const { service, addresses } = await getRun(reader, run)
  if (!addresses[environment]) throw new Problem('conflict', `Run ${run} has nothing running in ${environment}.`)
  const target = await openTarget()
  const token = await target.token(service.id, environment, role, subject)
  await recordAudit(readerActor, { action: 'token.issue', subject: run, after: { environment, role, subject } })
  return token
}
