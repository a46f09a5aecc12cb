import { prisma, type Tx } from '#server/db.ts'

const conflict = /deadlock detected|could not serialize|write conflict|40P01|40001/i
const isConflict = (error: unknown): boolean => {
  const { code, message, meta } = error as { code?: string; message?: string; meta?: { code?: string } }
  return code === 'P2034' || conflict.test(meta?.code ?? '') || conflict.test(message ?? '')
}

/** One transaction. Lost to a deadlock, it is tried again: nothing of it has happened then. */
export async function transact<T>(work: (tx: Tx) => Promise<T>, tries = 3): Promise<T> {
  try {
    return await prisma.$transaction(work)
  } catch (error) {
    if (tries > 1 && isConflict(error)) return transact(work, tries - 1)
    throw error
  }
}
