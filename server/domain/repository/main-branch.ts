import { headOf, mainRef, runRef } from '#server/artifacts/commits.ts'
import type { Tx } from '#server/db.ts'
import { lockService } from '#server/domain/run/change.ts'

/** main follows what is in production. Idempotent; for whoever completes a rollout, or rolls back to an earlier run. */
export async function moveMain(tx: Tx, serviceId: string, runId: string): Promise<void> {
  await lockService(tx, serviceId)
  const head = await headOf(tx, serviceId, runRef(runId))
  const main = await headOf(tx, serviceId, mainRef)
  if (!head || head === main) return
  // Back to an earlier release: main has stood there before.
  await tx.gitBundle.deleteMany({ where: { serviceId, ref: mainRef, commit: head } })
  await tx.gitBundle.create({ data: { serviceId, ref: mainRef, commit: head, parent: main, bytes: Buffer.alloc(0) } })
}
