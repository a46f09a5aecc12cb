import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import { rolesIn } from '#model/person.ts'
import type { RoleName } from '#model/role.ts'
import type { TestDatabase } from '#server/postgres/test-database.ts'

process.env.GANTRY_ADMINS = 'first@example.com'
const { createTestDatabase } = await import('#server/postgres/test-database.ts')
const { prisma } = await import('#server/db.ts')
const { personActor, systemActor } = await import('#server/domain/actor.ts')
const { listMembers } = await import('./data.ts')
const { clearRule, denyRole, grantRole } = await import('./mutations.ts')
const { loadPerson } = await import('./person.ts')
const { recordSignIn } = await import('./sign-in.ts')

let database: TestDatabase
const sales = newId('sys')
beforeAll(async () => {
  database = await createTestDatabase()
  await prisma.system.create({ data: { id: sales, slug: 'sales', name: 'Sales' } })
})
beforeEach(() => prisma.user.deleteMany().then(() => undefined))
afterAll(() => database.close())

const machine = systemActor('runner')
const identity = (more: Partial<Parameters<typeof recordSignIn>[0]> = {}) => ({
  provider: 'oidc:https://a.example',
  subject: crypto.randomUUID(),
  name: 'Ada',
  email: 'ada@example.com',
  emailVerified: true,
  image: null,
  claimedRoles: [] as RoleName[],
  ...more,
})
async function personWith(claimedRoles: RoleName[], more: Partial<Parameters<typeof recordSignIn>[0]> = {}) {
  const { userId } = await recordSignIn(identity({ claimedRoles, ...more }))
  return reload(userId)
}
async function reload(userId: string) {
  const person = await loadPerson(userId)
  if (!person) throw new Error('no such person')
  return person
}

test('two providers with the same address are two people: neither takes over the other’s record or roles', async () => {
  const admin = await personWith(['admin'], { provider: 'oidc:https://a.example', subject: '1' })
  const other = await personWith([], { provider: 'oidc:https://b.example', subject: '1' })
  expect(other.id).not.toBe(admin.id)
  expect(other.email).toBe(admin.email)
  expect(rolesIn(other)).toEqual([])
  expect(await prisma.account.count()).toBe(2)
})

test('the first sign-ins of one person at the same moment make one record', async () => {
  const same = identity({ subject: 'same' })
  const ids = await Promise.all(Array.from({ length: 5 }, () => recordSignIn(same)))
  expect(new Set(ids.map((r) => r.userId)).size).toBe(1)
  expect(await prisma.user.count()).toBe(1)
})

test('claims are renewed at each sign-in: what the provider no longer says is gone; grants and denials of admins stay', async () => {
  const person = await personWith(['architect', 'qa'], { subject: '7' })
  await grantRole(machine, { userId: person.id, role: 'operator', systemId: null })
  await denyRole(machine, { userId: person.id, role: 'viewer', systemId: null })
  await recordSignIn(identity({ subject: '7', claimedRoles: ['qa', 'viewer'] }))
  expect(rolesIn(await reload(person.id))).toEqual(['qa', 'operator'])
  expect(await prisma.auditEntry.count({ where: { action: 'member.claims_renewed', subject: person.id } })).toBe(1)
})

test('effective roles are claims and grants without denials, everywhere or in one system; clearing takes a rule back', async () => {
  const person = await personWith(['architect'])
  await denyRole(machine, { userId: person.id, role: 'architect', systemId: sales })
  await grantRole(machine, { userId: person.id, role: 'qa', systemId: sales })
  const now = await reload(person.id)
  expect(rolesIn(now, null)).toEqual(['architect'])
  expect(rolesIn(now, sales)).toEqual(['qa'])
  expect(rolesIn(now, 'sys_other')).toEqual(['architect'])
  await clearRule(machine, { userId: person.id, role: 'architect', systemId: sales })
  expect(rolesIn(await reload(person.id), sales)).toEqual(['architect', 'qa'])
})

test('a denial after a grant of the same role replaces it', async () => {
  const person = await personWith([])
  await grantRole(machine, { userId: person.id, role: 'qa', systemId: null })
  await denyRole(machine, { userId: person.id, role: 'qa', systemId: null })
  expect((await reload(person.id)).rules).toEqual([{ role: 'qa', effect: 'deny', systemId: null }])
})

test('GANTRY_ADMINS makes admins of verified addresses only', async () => {
  expect(rolesIn(await personWith([], { email: 'FIRST@example.com' }))).toEqual(['admin'])
  expect(rolesIn(await personWith([], { email: 'first@example.com', emailVerified: false }))).toEqual([])
  const person = await personWith([], { subject: '9', email: 'first@example.com' })
  // Whoever changes their address at the provider leaves the list.
  await recordSignIn(identity({ subject: '9', email: 'someone@example.com' }))
  expect(rolesIn(await reload(person.id))).toEqual([])
})

test('the last admin cannot take the role from themselves; with a second one they can', async () => {
  const admin = await personWith(['admin'])
  const change = { userId: admin.id, role: 'admin' as const, systemId: null }
  await expect(denyRole(personActor(admin, 'ui'), change)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('last admin') })
  expect(rolesIn(await reload(admin.id))).toEqual(['admin'])
  await personWith(['admin'])
  await denyRole(personActor(admin, 'ui'), change)
  expect(rolesIn(await reload(admin.id))).toEqual([])
})

test('two admins who remove each other at the same moment leave one', async () => {
  const [a, b] = [await personWith(['admin']), await personWith(['admin'])]
  const results = await Promise.allSettled([
    denyRole(personActor(a, 'ui'), { userId: b.id, role: 'admin', systemId: null }),
    denyRole(personActor(b, 'ui'), { userId: a.id, role: 'admin', systemId: null }),
  ])
  expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await listMembers({ ...a, claimed: ['admin'], rules: [] }, { q: '', page: 1, pageSize: 25, role: 'admin', sort: 'name' })).total).toBe(1)
})

test('only admins change or see members, also past the procedure: somebody whose role was taken a moment ago does not', async () => {
  const admin = await personWith(['admin'])
  await personWith(['admin'])
  const stale = personActor(admin, 'ui')
  await denyRole(machine, { userId: admin.id, role: 'admin', systemId: null })
  await expect(grantRole(stale, { userId: admin.id, role: 'qa', systemId: null })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(listMembers(await reload(admin.id), { q: '', page: 1, pageSize: 25, sort: 'name' })).rejects.toMatchObject({ code: 'forbidden' })
})

test('unknown people and systems, and admin of one system, are refused with the reason', async () => {
  const person = await personWith([])
  await expect(grantRole(machine, { userId: 'usr_nobody', role: 'qa', systemId: null })).rejects.toMatchObject({ code: 'not_found' })
  await expect(grantRole(machine, { userId: person.id, role: 'qa', systemId: 'sys_none' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(grantRole(machine, { userId: person.id, role: 'admin', systemId: sales })).rejects.toMatchObject({
    code: 'invalid',
    fields: { systemId: expect.anything() },
  })
})

test('a change is in the audit log and among the events with who, what, before and after; repeating it is not', async () => {
  const admin = await personWith(['admin'])
  const person = await personWith([])
  await grantRole(personActor(admin, 'ui'), { userId: person.id, role: 'qa', systemId: sales })
  await grantRole(personActor(admin, 'ui'), { userId: person.id, role: 'qa', systemId: sales })
  const entries = await prisma.auditEntry.findMany({ where: { subject: person.id, action: 'member.role_granted' } })
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({
    actor: admin.id,
    via: 'ui',
    before: { role: 'qa', systemId: sales, effect: null },
    after: { role: 'qa', systemId: sales, effect: 'grant' },
  })
  expect(await prisma.event.count({ where: { kind: 'member.role_granted', actor: admin.id } })).toBe(1)
})

test('members are found by name and address, and filtered by effective role', async () => {
  const admin = await personWith(['admin'], { name: 'Root' })
  await personWith(['qa'], { name: 'Quinn 100%', email: 'quinn@example.com' })
  await personWith([], { name: 'Nobody', email: 'no@example.com' })
  const find = (more: object) => listMembers(admin, { q: '', page: 1, pageSize: 25, sort: 'name', ...more }).then((r) => r.items.map((m) => m.name))
  expect(await find({ q: 'QUINN@' })).toEqual(['Quinn 100%'])
  expect(await find({ q: '%' })).toEqual(['Quinn 100%'])
  expect(await find({ role: 'none' })).toEqual(['Nobody'])
  expect(await find({ role: 'qa' })).toEqual(['Quinn 100%'])
  expect((await listMembers(admin, { q: '', page: 2, pageSize: 2, sort: 'name' })).items).toHaveLength(1)
})
