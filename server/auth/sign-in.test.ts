import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createProbe } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '#server/postgres/test-database.ts'

/**
 * The whole code flow with a cookie jar: next-auth with our options on one side, the real local provider on the other.
 * Settings are read when modules are imported, so the addresses come first.
 */
const freePort = async (): Promise<number> => {
  const probe = createProbe().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
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
const { authOptions } = await import('./options.ts')
const { sessionCookie } = await import('./cookie.ts')
const { sessionOf } = await import('./session.ts')
const { rolesIn } = await import('#model/person.ts')
const { default: NextAuth } = await import('next-auth')

let database: TestDatabase
const servers: Server[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const identity = await createIdentityServer({ issuer, web, clientSecret, cookieKey: 'a-cookie-key', home: env.GANTRY_HOME, password })
  const dashboard = createServer((request, response) => void authRoute(request, response))
  servers.push(identity.listen(identityPort, '127.0.0.1'), dashboard.listen(webPort, '127.0.0.1'))
  await Promise.all(servers.map((s) => s.listening || once(s, 'listening')))
})
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await database.close()
})

/** What app/api/auth/[...nextauth] does, without Next around it. */
async function authRoute(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', web)
  if (!url.pathname.startsWith('/api/auth/')) return void response.end('a page of the dashboard')
  const nextauth = url.pathname.split('/').slice(3)
  let text = ''
  for await (const part of request) text += part
  const cookies = Object.fromEntries(
    (request.headers.cookie ?? '')
      .split('; ')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]),
  )
  const req = Object.assign(request, {
    query: { ...Object.fromEntries(url.searchParams), nextauth },
    cookies,
    body: Object.fromEntries(new URLSearchParams(text)),
  })
  const res = Object.assign(response, {
    status(code: number) {
      response.statusCode = code
      return res
    },
    json(value: unknown) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
      return res
    },
    send(value: unknown) {
      response.end(typeof value === 'string' || value === undefined ? value : JSON.stringify(value))
      return res
    },
  })
  await NextAuth(req as never, res as never, authOptions(nextauth))
}

/** A browser as far as signing in needs one: cookies by host and port, redirects followed by hand. */
class Browser {
  private readonly jar = new Map<string, Map<string, string>>()
  readonly setCookies: string[] = []
  readonly visited: URL[] = []

  cookies(origin: string): string {
    return [...(this.jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  setCookie(origin: string, name: string, value: string): void {
    this.jar.set(origin, new Map([...(this.jar.get(origin) ?? []), [name, value]]))
  }
  async send(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    this.visited.push(url)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), cookie: this.cookies(url.origin) },
    })
    for (const cookie of response.headers.getSetCookie()) {
      if (url.origin === web) this.setCookies.push(cookie)
      const [pair = ''] = cookie.split(';')
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(cookie) || value === '') this.jar.get(url.origin)?.delete(name)
      else this.setCookie(url.origin, name, value)
    }
    return response
  }
  async follow(response: Response, from: string | URL): Promise<{ response: Response; url: URL }> {
    let at = { response, url: new URL(from) }
    for (let location = response.headers.get('location'); location; location = at.response.headers.get('location')) {
      const url = new URL(location, at.url)
      at = { response: await this.send(url), url }
    }
    return at
  }
  /** POST with the CSRF token that the form would hold. */
  async post(path: string, more: Record<string, string> = {}): Promise<{ response: Response; url: URL }> {
    const { csrfToken } = (await (await this.send(`${web}/api/auth/csrf`)).json()) as { csrfToken: string }
    return this.follow(await this.send(`${web}${path}`, { method: 'POST', body: new URLSearchParams({ csrfToken, ...more }) }), web)
  }
  async signIn(login: string): Promise<URL> {
    const { response, url } = await this.post('/api/auth/signin/gantry', { callbackUrl: `${web}/runs` })
    const action = /action="([^"]+)"/.exec(await response.text())?.[1] ?? ''
    const done = await this.send(new URL(action, url), { method: 'POST', body: new URLSearchParams({ login, password }) })
    return (await this.follow(done, url)).url
  }
  session() {
    return sessionOf(new Headers({ cookie: this.cookies(web) }))
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
