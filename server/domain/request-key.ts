import type { Actor } from './actor.ts'
import { Problem } from './problem.ts'

const isUnique = (error: unknown): boolean => (error as { code?: string }).code === 'P2002'

/**
 * Does `work` once for a request key: a repeated or concurrent request finds what the first one made. `find` answers
 * that, and refuses keys that somebody else used.
 */
export async function oncePerKey<T>(find: () => Promise<T | null>, work: () => Promise<T>): Promise<T> {
  const known = await find()
  if (known) return known
  try {
    return await work()
  } catch (error) {
    const made = isUnique(error) ? await find() : null
    if (made) return made
    throw error
  }
}

/** A key is one person's: somebody else who sends it would be told of, or given, what is not theirs. */
export function refuseForeignKey(createdBy: string, actor: Actor): void {
  if (createdBy !== actor.id) throw new Problem('conflict', 'This request key was used by somebody else. Reload the page and submit again.')
}
