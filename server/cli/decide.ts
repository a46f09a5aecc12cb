import type { ApprovalState } from '#model/states.ts'
import { getApproval } from '#server/domain/approval/data.ts'
import { decideApproval } from '#server/domain/approval/mutations.ts'
import { Problem } from '#server/domain/problem.ts'
import { getRun } from '#server/domain/run/data.ts'
import { localIdentity, personOf, reader } from './people.ts'
import { Usage } from './usage.ts'

export interface DecideOptions {
  run: string
  answer: string
  as: string
  role?: string
  reason: string
}

/** For demonstrations and tests: with a real provider only whoever has signed in there decides. */
export async function decide({ run, answer, as, role, reason }: DecideOptions): Promise<{ approval: string; status: ApprovalState }> {
  if (answer !== 'approve' && answer !== 'reject') throw new Usage('Say approve or reject: decide RUN approve --as qa@gantry.localhost')
  if (!localIdentity())
    throw new Problem('forbidden', 'Approvals are decided on the dashboard: this instance signs people in with a real provider, and the command line does not.')
  if (answer === 'reject' && reason.trim().length < 3)
    throw new Usage('A rejection needs a reason: decide RUN reject --as EMAIL --reason "the load test misses its target"')
  const { approval } = await getRun(reader, run)
  if (!approval) throw new Problem('conflict', `Run ${run} has not asked for an approval yet.`)
  const actor = await personOf(as)
  const { digest } = await getApproval(reader, approval.id)
  const decided = await decideApproval(actor, { id: approval.id, answer, digest, role, reason })
  return { approval: approval.id, ...decided }
}
