import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../launch/settings.mjs'
import { createIdentityServer, type IdentitySettings } from './server.ts'

const web = 'http://localhost:1'
const callback = `${web}/api/auth/callback/gantry`
let settings: IdentitySettings
let server: Server

async function listen(): Promise<Server> {
  const created = await createIdentityServer(settings)
  created.listen(Number(new URL(settings.issuer).port), '127.0.0.1')
  await once(created, 'listening')
  return created
}

async function close(): Promise<void> {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
}

beforeAll(async () => {
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'gantry-identity-'))
  settings = {
    issuer: `http://localhost:${port}`,
    web,
    clientSecret: randomBytes(32).toString('hex'),
    cookieKey: randomBytes(32).toString('hex'),
    password: 'right-password',
    home,
  }
  server = await listen()
})
afterAll(close)

/** A browser, as far as a sign-in needs one: cookies, and redirects one at a time. */
class Browser {
  private readonly cookies = new Map<string, string>()

  async open(url: string, form?: Record<string, string>): Promise<Response> {
    // A kept connection would belong to the server before its restart.
    const headers: Record<string, string> = { connection: 'close', cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const response = await fetch(new URL(url, settings.issuer), {
      redirect: 'manual',
      headers,
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
}

const verifier = randomBytes(32).toString('base64url')
const authorizeUrl = (change: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    client_id: 'gantry-web',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile email roles',
    state: 'the-state',
    nonce: 'the-nonce',
    prompt: 'login',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  })
  for (const [name, value] of Object.entries(change)) if (!value) query.delete(name)
  return `${settings.issuer}/auth?${query}`
}

async function signInPageOf(browser: Browser, change?: Record<string, string>): Promise<string> {
  const response = await browser.open(authorizeUrl(change))
  expect(response.status).toBe(303)
  return response.headers.get('location') ?? ''
}

/** Follows the provider's own redirects up to the dashboard's. */
async function finish(browser: Browser, response: Response): Promise<URL> {
  let location = response.headers.get('location') ?? ''
  while (!location.startsWith(web)) location = (await browser.open(location)).headers.get('location') ?? ''
  return new URL(location)
}

const exchange = (code: string, change: Record<string, string> = {}) =>
  fetch(`${settings.issuer}/token`, {
    method: 'POST',
    headers: { connection: 'close', authorization: `Basic ${Buffer.from(`gantry-web:${settings.clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier, ...change }),
  })

async function claimsOf(response: Response) {
  expect(response.status).toBe(200)
  const { id_token } = (await response.json()) as { id_token: string }
  const keys = createRemoteJWKSet(new URL(`${settings.issuer}/jwks`))
  return (await jwtVerify(id_token, keys, { issuer: settings.issuer, audience: 'gantry-web' })).payload
}

test('signs a demo account in with its role, and survives restarts in the middle of it', async () => {
  const browser = new Browser()
  const page = await signInPageOf(browser)
  const html = await (await browser.open(page)).text()
  for (const role of ['viewer', 'architect', 'qa', 'product_owner', 'operator', 'admin']) expect(html).toContain(`${role}@gantry.localhost`)
  await close()
  server = await listen()
  const code = (await finish(browser, await browser.open(page, { login: 'demo-product-owner', password: 'right-password' }))).searchParams.get('code')
  await close()
  server = await listen()
  const claims = await claimsOf(await exchange(code ?? ''))
  expect(claims).toMatchObject({
    sub: 'demo-product-owner',
    email: 'product_owner@gantry.localhost',
    email_verified: true,
    roles: ['product_owner'],
    nonce: 'the-nonce',
  })
  expect(claims.name).toBe('Pia Product Owner')
})

test('a code works once, and only with its verifier', async () => {
  const browser = new Browser()
  const page = await signInPageOf(browser)
  const code = (await finish(browser, await browser.open(page, { login: 'qa', password: 'right-password' }))).searchParams.get('code') ?? ''
  expect((await exchange(code, { code_verifier: randomBytes(32).toString('base64url') })).status).toBe(400)
  const second = new Browser()
  const fresh =
    (await finish(second, await second.open(await signInPageOf(second), { login: 'qa', password: 'right-password' }))).searchParams.get('code') ?? ''
  expect((await exchange(fresh)).status).toBe(200)
  expect((await exchange(fresh)).status).toBe(400)
})

test('PKCE is required, and answers go to the dashboard only', async () => {
  const browser = new Browser()
  const without = await browser.open(authorizeUrl({ code_challenge: '', code_challenge_method: '' }))
  expect(new URL(without.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  const elsewhere = await browser.open(authorizeUrl({ redirect_uri: 'http://localhost:2/elsewhere' }))
  expect(elsewhere.status).toBe(400)
  expect(elsewhere.headers.get('location')).toBeNull()
})

test('wrong passwords are refused, and too many of them slow everybody down', async () => {
  const browser = new Browser()
  const page = await signInPageOf(browser)
  for (let count = 0; count < 10; count++) {
    const response = await browser.open(page, { login: 'demo-admin', password: `wrong-${count}` })
    expect(response.status).toBe(401)
    if (count === 0) expect(await response.text()).toContain('Wrong password')
  }
  const limited = await browser.open(page, { login: 'demo-admin', password: 'right-password' })
  expect(limited.status).toBe(429)
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('another host name, an unknown sign-in and scripts get nothing', async () => {
  const rebound = await new Promise((answer) => {
    request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, headers: { host: 'evil.example' } }, (response) =>
      answer(response.statusCode),
    ).end()
  })
  expect(rebound).toBe(421)
  const unknown = await new Browser().open('/sign-in/unknown')
  expect(unknown.status).toBe(400)
  expect(unknown.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await unknown.text()).toContain('no longer open')
})
