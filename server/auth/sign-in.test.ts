import { once } from 'node:events'
import type { Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '#server/postgres/test-database.ts'
import { Browser as AnyBrowser, freePort, startDashboard } from './test-browser.ts'

/**
 * The whole code flow with a cookie jar: next-auth with our options on one side, the real local provider on the other.
 * Settings are read when modules are imported, so the addresses come first.
 */
const [webPort, identityPort] = [await freePort(), await freePort()]
const web = `http://localhost:${webPort}`
const issuer = `http://localhost:${identityPort}`
const password = 'a-password-of-this-test'
const clientSecret = 'a-client-secret-of-this-test-long-enough'
Object.assign(process.env, {
  NEXTAUTH_URL: web,
  NEXTAUTH_SECRET: 'a-secret-of-this-test',
  GANTRY_IDENTITY_ISSUER: issuer,
  GANTRY_IDENTITY_CLIENT_SECRET: clientSecret,
  GANTRY_ADMINS: 'qa@gantry.localhost',
})

const { createTestDatabase } = await import('#server/postgres/test-database.ts')
const { prisma } = await import('#server/db.ts')
const { env } = await import('#server/env.ts')
const { createIdentityServer } = await import('#server/auth/identity/server.ts')
const { sessionCookie } = await import('./cookie.ts')
const { sessionOf } = await import('./session.ts')
const { rolesIn } = await import('#model/person.ts')

let database: TestDatabase
const servers: Server[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const identity = await createIdentityServer({ issuer, web, clientSecret, cookieKey: 'a-cookie-key', home: env.GANTRY_HOME, password })
  servers.push(identity.listen(identityPort, '127.0.0.1'), await startDashboard(webPort))
  await Promise.all(servers.map((s) => s.listening || once(s, 'listening')))
})
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await database.close()
})

class Browser extends AnyBrowser {
  constructor() {
    super(web)
  }
  async signIn(login: string): Promise<URL> {
    const { response, url } = await this.post('/api/auth/signin/gantry', { callbackUrl: `${web}/runs` })
    const action = /action="([^"]+)"/.exec(await response.text())?.[1] ?? ''
    const done = await this.send(new URL(action, url), { method: 'POST', body: new URLSearchParams({ login, password }) })
    return (await this.follow(done, url)).url
  }
}

test('signing in: code flow with PKCE, state and nonce; the person has the claimed role; the cookie is not readable and not stored', async () => {
  const browser = new Browser()
  expect((await browser.signIn('demo-architect')).href).toBe(`${web}/runs`)
  const asked = browser.visited.find((url) => url.origin === issuer && url.pathname === '/auth')?.searchParams
  expect(asked?.get('response_type')).toBe('code')
  expect(asked?.get('code_challenge_method')).toBe('S256')
  expect(asked?.get('code_challenge')).toMatch(/^[\w-]{43}$/)
  expect(asked?.get('state')).toBeTruthy()
  expect(asked?.get('nonce')).toBeTruthy()
  const session = await browser.session()
  expect(session?.person).toMatchObject({ email: 'architect@gantry.localhost', claimed: ['architect'] })
  expect(session?.providerName).toBe('Gantry (local accounts)')
  const cookie = browser.setCookies.find((c) => c.startsWith(`${sessionCookie}=`)) ?? ''
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Lax/i)
  const token = cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';'))
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(await prisma.session.findMany())).not.toContain(token)
})

test('signing in as somebody else in the same browser makes them that person: no account is added to the one before, whose session ends', async () => {
  const browser = new Browser()
  await browser.signIn('demo-architect')
  const before = browser.cookies(web)
  await browser.signIn('demo-operator')
  const session = await browser.session()
  expect(session?.person).toMatchObject({ email: 'operator@gantry.localhost', claimed: ['operator'] })
  expect(await sessionOf(new Headers({ cookie: before }))).toBeNull()
  expect(await prisma.user.count({ where: { accounts: { some: { providerAccountId: 'demo-architect' } } } })).toBe(1)
  for (const user of await prisma.user.findMany({ include: { accounts: true } })) expect(user.accounts).toHaveLength(1)
})

test('signing in twice is the same person; an address in GANTRY_ADMINS that the provider verified makes an admin', async () => {
  const [first, second] = [new Browser(), new Browser()]
  await first.signIn('demo-qa')
  await second.signIn('demo-qa')
  const [a, b] = [await first.session(), await second.session()]
  expect(a?.person.id).toBe(b?.person.id)
  expect(a?.id).not.toBe(b?.id)
  expect(a && rolesIn(a.person)).toEqual(['qa', 'admin'])
})

test('signing out ends the session in the database: the old cookie is worth nothing', async () => {
  const browser = new Browser()
  await browser.signIn('demo-viewer')
  const cookies = browser.cookies(web)
  expect(await sessionOf(new Headers({ cookie: cookies }))).not.toBeNull()
  await browser.post('/api/auth/signout')
  expect(await sessionOf(new Headers({ cookie: cookies }))).toBeNull()
  expect(await browser.session()).toBeNull()
})

test('signing out without the form’s token changes nothing', async () => {
  const browser = new Browser()
  await browser.signIn('demo-viewer')
  await browser.send(`${web}/api/auth/signout`, { method: 'POST', body: new URLSearchParams({ csrfToken: 'guessed' }) })
  expect(await browser.session()).not.toBeNull()
})

test('an answer of the provider that this browser did not ask for is refused', async () => {
  const victim = new Browser()
  await victim.post('/api/auth/signin/gantry')
  // The attacker stops before the callback and hands over the address with their own code.
  const attacker = new Browser()
  const { response, url } = await attacker.post('/api/auth/signin/gantry')
  const action = /action="([^"]+)"/.exec(await response.text())?.[1] ?? ''
  let at = await attacker.send(new URL(action, url), { method: 'POST', body: new URLSearchParams({ login: 'demo-admin', password }) })
  let location = new URL(at.headers.get('location') ?? '', issuer)
  while (location.origin === issuer) {
    at = await attacker.send(location)
    location = new URL(at.headers.get('location') ?? '', issuer)
  }
  expect(location.pathname).toBe('/api/auth/callback/gantry')
  const end = await victim.follow(await victim.send(location), web)
  expect(end.url.pathname).toBe('/sign-in')
  expect(end.url.searchParams.get('error')).toBe('OAuthCallback')
  expect(await victim.session()).toBeNull()
})

test('after signing in one is not sent to another site', async () => {
  const browser = new Browser()
  const { response, url } = await browser.post('/api/auth/signin/gantry', { callbackUrl: 'https://evil.example/x' })
  const action = /action="([^"]+)"/.exec(await response.text())?.[1] ?? ''
  const end = await browser.follow(
    await browser.send(new URL(action, url), { method: 'POST', body: new URLSearchParams({ login: 'demo-viewer', password }) }),
    url,
  )
  expect(end.url.origin).toBe(web)
})
