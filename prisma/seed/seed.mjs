import { readFileSync } from 'node:fs'

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

// The alphabet of model/id.ts, which plain JavaScript for the launcher cannot import.
const newId = (noun) => `${noun}_${Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => '23456789abcdefghjkmnpqrstvwxyz'[byte % 30]).join('')}`

/**
 * The twelve systems and the sixteen flows between them, with the first entries of their history. What people changed or
 * removed since stays as it is: a flow comes with the system that depends, once.
 */
export async function seedSystems(client) {
  const { systems, ...stated } = read('./systems.json')
  await seedStandards(client, stated)
  const known = new Map((await client.query('select slug, id from "System"')).rows.map(({ slug, id }) => [slug, id]))
  const fresh = systems.filter(({ slug }) => !known.has(slug))
  if (fresh.length === 0) return systems.length
  await client.query('begin')
  try {
    const record = changeRecorder(client)
    for (const { slug, name, namespace, repository, dependsOn: _, ...rest } of fresh) {
      const id = newId('sys')
      const facts = { ...rest, repository: namespace ? `${namespace}/${repository}` : repository }
      // Another machine may be seeding the same database.
      const { rowCount } = await client.query('insert into "System" (id, slug, name, facts) values ($1, $2, $3, $4) on conflict (slug) do nothing', [id, slug, name, facts])
      if (rowCount === 0) continue
      known.set(slug, id)
      await record('system', slug, { ...facts, slug, name }, [id])
    }
    for (const { slug, dependsOn } of fresh) for (const { on, data } of dependsOn) await seedFlow(client, record, known, { from: slug, to: on, data })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  return systems.length
}

/** What the organisation states for all its systems; what people changed since stays. */
async function seedStandards(client, { stack, qualityGates }) {
  const gates = [
    ['Line coverage', `at least ${qualityGates.coveragePercentMin} %`],
    ['Lint errors', `at most ${qualityGates.lintErrorsMax}`],
    ['Tests that pass', `${qualityGates.testsPassPercent} %`],
    ['Critical or high vulnerabilities', `at most ${qualityGates.criticalOrHighVulnerabilitiesMax}`],
  ]
  const facts = {
    stack: Object.fromEntries(Object.entries(stack).map(([part, value]) => [part, [value].flat()])),
    qualityGates: gates.map(([name, threshold]) => ({ name, threshold })),
  }
  await client.query('insert into "Standards" (id, facts) values ($1, $2) on conflict (id) do nothing', ['organisation', facts])
}

async function seedFlow(client, record, ids, { from, to, data }) {
  const [fromId, toId] = [ids.get(from), ids.get(to)]
  if (!fromId || !toId) return
  const key = `${from}->${to}`
  const facts = { data, source: 'stated' }
  const { rowCount } = await client.query('insert into "NetworkFlow" (key, "fromId", "toId", facts) values ($1, $2, $3, $4) on conflict (key) do nothing', [key, fromId, toId, facts])
  if (rowCount > 0) await record('flow', key, { ...facts, key, from: { system: from }, to: { system: to } }, [fromId, toId])
}

const changeRecorder = (client, changeset = newId('chg')) => (kind, key, after, systems) =>
  client.query(
    `insert into "NetworkChange" (changeset, kind, key, after, actor, "actorName", note, systems) values ($1, $2, $3, $4, 'system:seed', 'Gantry', 'The systems that Gantry starts with', $5)`,
    [changeset, kind, key, after, systems],
  )

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
