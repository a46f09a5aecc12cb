import type { Person } from '#model/person.ts'
import { accounts } from '#server/auth/identity/accounts.ts'
import { type Actor, personActor } from '#server/domain/actor.ts'
import { findByEmail, loadPerson } from '#server/domain/member/person.ts'
import { recordSignIn } from '#server/domain/member/sign-in.ts'
import { Problem } from '#server/domain/problem.ts'
import { env } from '#server/env.ts'

export const localIdentity = (): boolean => env.GANTRY_IDENTITY_ISSUER !== undefined

/** Whoever owns the data folder may read everything; what they ask for is audited under this name. */
export const reader: Person = { id: 'system:cli', name: 'Command line', email: null, claimed: ['admin'], rules: [] }
export const readerActor: Actor = { ...personActor(reader, 'cli') }

/** The person behind --as. Demo accounts of the local provider are made when they have never signed in. */
export async function personOf(email: string): Promise<Actor> {
  const address = email.trim().toLowerCase()
  const demo = localIdentity() ? accounts.find((a) => a.email === address) : undefined
  if (demo) {
    const { userId } = await recordSignIn({
      provider: 'gantry',
      subject: demo.subject,
      name: demo.name,
      email: demo.email,
      emailVerified: true,
      image: null,
      claimedRoles: [demo.role],
    })
    const person = await loadPerson(userId)
    if (person) return personActor(person, 'cli')
  }
  const [person, another] = await findByEmail(address)
  if (!person)
    throw new Problem(
      'not_found',
      `Nobody with the address ${email} has an account here. ${localIdentity() ? `Demo accounts: ${accounts.map((a) => a.email).join(', ')}.` : 'They have to sign in on the dashboard once.'}`,
    )
  if (another) throw new Problem('conflict', `Several accounts have the address ${email}, so it does not say who acts. Use the dashboard.`)
  return personActor(person, 'cli')
}
