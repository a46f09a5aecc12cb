import type { System } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay } from '#server/domain/actor.ts'
import { Problem } from '#server/domain/problem.ts'

/** The system a form names. One that the actor may not see is as unknown as one that is not there. */
export async function chosenSystem(tx: Tx, actor: Actor, slug: string): Promise<System> {
  const system = await tx.system.findUnique({ where: { slug } })
  if (system && actorMay(actor, 'read', system.id)) return system
  const unknown = `There is no system "${slug}".`
  throw new Problem('invalid', `${unknown} Choose one of the list.`, { system: [unknown] })
}
