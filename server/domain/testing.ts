import { newId } from '#model/id.ts'
import type { Document, Submission } from '#model/requirement.ts'
import type { RoleName } from '#model/role.ts'
import { prisma } from '#server/db.ts'
import { type Actor, personActor } from './actor.ts'

/** Rows that tests of the domain start from. */
export async function makeSystem(slug = 'sales'): Promise<string> {
  return (await prisma.system.create({ data: { id: newId('sys'), slug, name: slug } })).id
}

let people = 0
export async function makePerson(...claimed: RoleName[]): Promise<Actor> {
  const name = `${claimed[0] ?? 'nobody'} ${++people}`
  const user = await prisma.user.create({ data: { id: newId('usr'), name, email: `${newId('usr')}@example.org` } })
  return personActor({ id: user.id, name, email: user.email, claimed, rules: [] }, 'ui')
}

export const makeSubmission = (over: Partial<Submission> & { text?: string } = {}): Submission => {
  const { text = '# Tiny\nThe clerk can add a thing.', ...rest } = over
  const documents: Document[] = [{ name: 'requirements.md', role: 'requirements', text }]
  return { requestKey: crypto.randomUUID(), title: 'Tiny service', system: 'sales', service: null, documents, askFirst: false, ...rest }
}
