import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '#server/postgres/test-database.ts'
import type { Claims } from './providers.ts'
import { Browser, freePort, startDashboard } from './test-browser.ts'
import { type Foreign, startGitHub, startOpenId } from './test-providers.ts'

/** Signing in with providers of others, from the button to the session, over HTTP. Settings are read when modules are imported, so they come first. */
const ports = { web: await freePort(), github: await freePort(), entra: await freePort(), okta: await freePort(), oidc: await freePort() }
const web = `http://localhost:${ports.web}`
const secret = 'a-secret-of-this-test-long-enough'
const client = (id: string) => ({ id: `client-of-${id}`, secret, redirect: `${web}/api/auth/callback/${id}` })
Object.assign(process.env, {
  NEXTAUTH_URL: web,
  NEXTAUTH_SECRET: secret,
  GANTRY_ADMINS: 'first@example.com, second@example.com',
  GITHUB_URL: `http://localhost:${ports.github}/`,
  GITHUB_CLIENT_ID: 'client-of-github',
  GITHUB_CLIENT_SECRET: secret,
  ENTRA_AUTHORITY: `http://localhost:${ports.entra}`,
  ENTRA_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  ENTRA_CLIENT_ID: 'client-of-azure-ad',
  ENTRA_CLIENT_SECRET: secret,
  OKTA_ISSUER: `http://localhost:${ports.okta}/oauth2/default`,
  OKTA_CLIENT_ID: 'client-of-okta',
  OKTA_CLIENT_SECRET: secret,
  OIDC_NAME: 'Keycloak',
  OIDC_ISSUER: `http://localhost:${ports.oidc}/realms/example`,
  OIDC_CLIENT_ID: 'client-of-oidc',
  OIDC_CLIENT_SECRET: secret,
  OIDC_ROLES_CLAIM: 'realm_access.roles',
  OIDC_ROLES_MAP: 'gantry-admins=admin,engineering=architect',
})
const { createTestDatabase } = await import('#server/postgres/test-database.ts')
const { rolesIn } = await import('#model/person.ts')
const { signInChoices } = await import('./providers.ts')

type Id = 'github' | 'azure-ad' | 'okta' | 'oidc'
let database: TestDatabase
let at: Record<Id, Foreign>
const closing: { close(): unknown; closeAllConnections(): void }[] = []
const standard = { openid: ['sub', 'realm_access'], profile: ['name', 'preferred_username', 'picture'], email: ['email', 'email_verified'] }

beforeAll(async () => {
  database = await createTestDatabase()
  at = {
    github: await startGitHub(ports.github, client('github')),
    // Entra has everything in the id token, and no email_verified.
    'azure-ad': await startOpenId(ports.entra, '/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0', client('azure-ad'), { ...standard, email: ['email'] }, false),
    // Okta's id tokens of the code flow are thin; the rest is at userinfo.
    okta: await startOpenId(ports.okta, '/oauth2/default', client('okta'), standard, true),
    oidc: await startOpenId(ports.oidc, '/realms/example', client('oidc'), standard, true),
  }
  closing.push(await startDashboard(ports.web), ...Object.values(at).map(({ server }) => server))
})
afterAll(async () => {
  for (const server of closing) {
    server.closeAllConnections()
    server.close()
  }
  await database.close()
})

async function signIn(id: Id, who: Claims | null): Promise<{ browser: Browser; url: URL }> {
  at[id].next = who
  const browser = new Browser(web)
  const { url } = await browser.post(`/api/auth/signin/${id}`, { callbackUrl: `${web}/runs` })
  return { browser, url }
}
async function person(id: Id, who: Claims) {
  const { browser, url } = await signIn(id, who)
  expect(url.href).toBe(`${web}/runs`)
  const session = await browser.session()
  if (!session) throw new Error('nobody is signed in')
  return session
}
const github = (id: number, login: string, email: string, verified = true): Claims => ({
  id,
  login,
  name: null,
  avatar_url: `https://avatars.example.com/u/${id}`,
  emails: [
    { email: 'second@example.com', primary: false, verified: true, visibility: null },
    { email, primary: true, verified, visibility: 'private' },
  ],
})

test('with these settings the local accounts are gone', () => {
  expect(signInChoices().map(({ id, local }) => [id, local])).toEqual([
    ['github', false],
    ['azure-ad', false],
    ['okta', false],
    ['oidc', false],
  ])
})

test('GitHub: a person by number, with the primary address and no role; who is in GANTRY_ADMINS is admin', async () => {
  const ada = await person('github', github(7, 'ada', 'ada@example.com'))
  expect(ada.person).toMatchObject({ name: 'ada', email: 'ada@example.com', claimed: [] })
  expect(rolesIn(ada.person)).toEqual([])
  expect(rolesIn((await person('github', github(8, 'first', 'first@example.com'))).person)).toEqual(['admin'])
  // Only the primary address counts, and only when it is verified.
  expect(rolesIn((await person('github', github(9, 'liar', 'first@example.com', false))).person)).toEqual([])
})

test('Entra: the address counts as verified, because one tenant assigns it', async () => {
  const claims = { sub: 'AAAA', name: 'Ada', preferred_username: 'ada@example.com', email: 'second@example.com' }
  const { person: ada, providerName } = await person('azure-ad', claims)
  expect([ada.name, providerName]).toEqual(['Ada', 'Microsoft'])
  expect(rolesIn(ada)).toEqual(['admin'])
})

test('Okta: what the id token leaves out comes from userinfo', async () => {
  const { person: ada } = await person('okta', { sub: '00u1', name: 'Ada', email: 'first@example.com', email_verified: true })
  expect(ada).toMatchObject({ name: 'Ada', email: 'first@example.com' })
  expect(rolesIn(ada)).toEqual(['admin'])
  const { person: eve } = await person('okta', { sub: '00u2', name: 'Eve', email: 'first@example.com', email_verified: false })
  expect(rolesIn(eve)).toEqual([])
})

test('any OpenID provider: roles by a path and a map, taken anew at each sign-in', async () => {
  const claims = { sub: 'ada', name: 'Ada', email: 'ada@example.com', email_verified: true }
  const before = await person('oidc', { ...claims, realm_access: { roles: ['engineering', 'admin', 'offline_access'] } })
  expect(rolesIn(before.person)).toEqual(['architect'])
  expect(before.providerName).toBe('Keycloak')
  const after = await person('oidc', { ...claims, realm_access: { roles: ['gantry-admins'] } })
  expect(after.person.id).toBe(before.person.id)
  expect(rolesIn(after.person)).toEqual(['admin'])
  expect(rolesIn((await person('oidc', { ...claims, realm_access: null })).person)).toEqual([])
})

test('the same address at two providers stays two people', async () => {
  const [one, two] = [
    await person('okta', { sub: '1', name: 'Sam', email: 'sam@example.com', email_verified: true }),
    await person('oidc', { sub: '1', name: 'Sam', email: 'sam@example.com', email_verified: true }),
  ]
  expect(one.person.id).not.toBe(two.person.id)
})

test.each(['github', 'azure-ad', 'okta', 'oidc'] as const)('whoever presses Cancel at %s is back on the sign-in page, and nobody', async (id) => {
  const { browser, url } = await signIn(id, null)
  expect(url.pathname).toBe('/sign-in')
  expect(url.searchParams.get('error')).toMatch(/Callback$/) // the page says that it did not succeed, and offers to try again
  expect(await browser.session()).toBeNull()
})
