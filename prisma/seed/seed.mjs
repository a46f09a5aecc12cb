import { readFileSync } from 'node:fs'

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

// The alphabet of model/id.ts, which plain JavaScript for the launcher cannot import.
const newId = (noun) => `${noun}_${Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => '23456789abcdefghjkmnpqrstvwxyz'[byte % 30]).join('')}`

/** The twelve systems. What people changed since stays as it is. */
export async function seedSystems(client) {
  const { systems } = read('./systems.json')
  for (const { slug, name, ...facts } of systems) {
    await client.query('insert into "System" (id, slug, name, facts) values ($1, $2, $3, $4) on conflict (slug) do nothing', [newId('sys'), slug, name, facts])
  }
  return systems.length
}

/** People of the local identity provider, so that they can be named before they have signed in for the first time. */
export async function seedDemoPeople(client) {
  for (const { subject, role, name, email } of read('../../server/auth/identity/accounts.json')) {
    const { rowCount } = await client.query(`select 1 from "Account" where provider = 'gantry' and "providerAccountId" = $1`, [subject])
    if (rowCount) continue
    const user = newId('usr')
    await client.query('insert into "User" (id, name, email, "emailVerified") values ($1, $2, $3, now())', [user, name, email])
    await client.query(`insert into "Account" (id, "userId", type, provider, "providerAccountId", "claimedRoles") values ($1, $2, 'oauth', 'gantry', $3, $4)`, [crypto.randomUUID(), user, subject, [role]])
  }
}
