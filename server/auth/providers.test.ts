import { expect, test } from 'vitest'
import { readEnv } from '#server/env.ts'
import { claimedRoles, configuredProviders } from './providers.ts'

const local = { GANTRY_IDENTITY_ISSUER: 'http://localhost:3010', GANTRY_IDENTITY_CLIENT_SECRET: 'secret' }
const oidc = { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'gantry', OIDC_CLIENT_SECRET: 'secret', OIDC_NAME: 'Example' }
const providersOf = (settings: Record<string, string>) => configuredProviders(readEnv(settings))
const only = (settings: Record<string, string>) => {
  const [provider] = providersOf(settings)
  if (!provider) throw new Error('no provider')
  return provider
}

test('the local provider is there only while no real one is, and never without its settings', () => {
  expect(providersOf(local).map((p) => p.id)).toEqual(['gantry'])
  expect(providersOf({ ...local, ...oidc }).map((p) => p.id)).toEqual(['oidc'])
  expect(providersOf({})).toEqual([])
  // Half a configuration signs nobody in.
  expect(providersOf({ ...local, GITHUB_CLIENT_ID: 'only the id' }).map((p) => p.id)).toEqual(['gantry'])
})

test('every provider of the list by its settings; OpenID ones check PKCE, state and nonce', () => {
  const all = providersOf({
    ...oidc,
    GITHUB_CLIENT_ID: 'a',
    GITHUB_CLIENT_SECRET: 'b',
    GOOGLE_CLIENT_ID: 'a',
    GOOGLE_CLIENT_SECRET: 'b',
    ENTRA_TENANT_ID: 't',
    ENTRA_CLIENT_ID: 'a',
    ENTRA_CLIENT_SECRET: 'b',
    OKTA_ISSUER: 'https://x.okta.com',
    OKTA_CLIENT_ID: 'a',
    OKTA_CLIENT_SECRET: 'b',
  })
  expect(all.map((p) => p.id)).toEqual(['github', 'google', 'azure-ad', 'okta', 'oidc'])
  for (const p of all) expect(p.config.checks, p.id).toEqual(p.id === 'github' ? ['pkce', 'state'] : ['pkce', 'state', 'nonce'])
  for (const p of all) expect(p.config.allowDangerousEmailAccountLinking ?? false, p.id).toBe(false)
  expect(all.find((p) => p.id === 'azure-ad')?.config.wellKnown).toBe('https://login.microsoftonline.com/t/v2.0/.well-known/openid-configuration')
})

test('another issuer is another key, so that equal subjects stay two people', () => {
  expect(only(oidc).key).not.toBe(only({ ...oidc, OIDC_ISSUER: 'https://other.example.com' }).key)
})

test.each([
  [{ roles: ['admin', 'qa'] }, 'roles', {}, ['qa', 'admin']],
  [{ roles: 'viewer' }, 'roles', {}, ['viewer']],
  [{ roles: ['root', 'ADMIN', '', 7, null] }, 'roles', {}, []],
  [{}, 'roles', {}, []],
  [{ realm_access: { roles: ['architect'] } }, 'realm_access.roles', {}, ['architect']],
  [{ 'https://gantry/roles': ['operator'] }, 'https://gantry/roles', {}, ['operator']],
  [{ groups: ['eng', 'constructor'] }, 'groups', { eng: 'architect' }, ['architect']],
  // With a map, only what it names counts: a group that happens to be called admin makes no admin.
  [{ roles: ['admin', 'eng'] }, 'roles', { eng: 'viewer' }, ['viewer']],
  [{ roles: { admin: true } }, 'roles', {}, []],
])('claims %j under %s with %j are the roles %j', (claims, claim, map, expected) => {
  expect(claimedRoles(claims, claim, map)).toEqual(expected)
})

test('the roles claim and its map come from the settings', () => {
  const provider = only({ ...oidc, OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES_MAP: 'gantry-admins=admin, eng=architect' })
  expect(provider.identity({ sub: '1', groups: ['eng', 'gantry-admins'] }).claimedRoles).toEqual(['architect', 'admin'])
  expect(provider.identity({ sub: '1', roles: ['admin'] }).claimedRoles).toEqual([])
})

test('an address is verified only when the provider says so', () => {
  const claims = { sub: '1', email: 'ada@example.com' }
  expect(only(oidc).identity(claims).emailVerified).toBe(false)
  expect(only(oidc).identity({ ...claims, email_verified: 'false' }).emailVerified).toBe(false)
  expect(only(oidc).identity({ ...claims, email_verified: true }).emailVerified).toBe(true)
  expect(only(oidc).identity({ sub: '1', email_verified: true }).emailVerified).toBe(false)
  const entra = { ENTRA_CLIENT_ID: 'a', ENTRA_CLIENT_SECRET: 'b' }
  expect(only(entra).identity(claims).emailVerified).toBe(false) // any tenant may state any address
  expect(only({ ...entra, ENTRA_TENANT_ID: '72f988bf' }).identity(claims).emailVerified).toBe(true)
  expect(
    only({ GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: 'b' }).identity({ id: 7, login: 'ada', email: 'ada@example.com', roles: ['admin'] }),
  ).toMatchObject({ subject: '7', name: 'ada', emailVerified: false, claimedRoles: [] })
})
