import type { Tx } from '#server/db.ts'

/**
 * Where the branches of a service's repository stand. The database says so; repositories on the machines are caches.
 * A commit becomes part of its branch in the transaction that completes the attempt that made it: so a repeated
 * attempt never leaves a second one.
 */
export interface NewCommit {
  serviceId: string
  ref: string
  commit: string
  parent: string | null
  pack: Uint8Array
}

export class StaleHead extends Error {
  constructor(ref: string, expected: string | null, found: string | null) {
    super(`${ref} moved from ${expected ?? 'nothing'} to ${found ?? 'nothing'} meanwhile.`)
    this.name = 'StaleHead'
  }
}

export const runRef = (runId: string): string => `runs/${runId}`
export const mainRef = 'main'

/** The head of a branch; a run's branch that has no commit yet stands where main does. */
export async function headOf(tx: Tx, serviceId: string, ref: string): Promise<string | null> {
  const row = await tx.gitBundle.findFirst({ where: { serviceId, ref }, orderBy: { id: 'desc' }, select: { commit: true } })
  if (row || ref === mainRef) return row?.commit ?? null
  return headOf(tx, serviceId, mainRef)
}

/** Compare-and-set: refused when somebody else's commit came first. The caller holds the service's lock. */
export async function appendCommit(tx: Tx, commit: NewCommit): Promise<void> {
  const head = await headOf(tx, commit.serviceId, commit.ref)
  if (head !== commit.parent) throw new StaleHead(commit.ref, commit.parent, head)
  await tx.gitBundle.create({
    data: { serviceId: commit.serviceId, ref: commit.ref, commit: commit.commit, parent: commit.parent, bytes: Buffer.from(commit.pack) },
  })
}
