import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import express from 'express'
import Provider, { type Configuration } from 'oidc-provider'
import type { Claims } from './providers.ts'

/** For tests of signing in: providers of others, on loopback, as far as a client can tell. Who signs in, or is turned away, is said by the test. */
export interface Foreign {
  origin: string
  server: Server
  /** Who signs in next; null declines. */
  next: Claims | null
}
interface Client {
  id: string
  secret: string
  redirect: string
}

async function listen(port: number, handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handler)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/**
 * A certified OpenID provider below `path`, as Okta (/oauth2/default), Entra (/TENANT/v2.0) and Keycloak (/realms/NAME) have it.
 * `claims` are what it releases by scope; `thin` id tokens leave them to userinfo.
 */
export async function startOpenId(port: number, path: string, client: Client, claims: Configuration['claims'], thin: boolean): Promise<Foreign> {
  const origin = `http://localhost:${port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const people = new Map<string, Claims>()
  const provider: Provider = new Provider(`${origin}${path}`, {
    clients: [
      { client_id: client.id, client_secret: client.secret, redirect_uris: [client.redirect], grant_types: ['authorization_code'], response_types: ['code'] },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' } as never] },
    cookies: { keys: ['a-key-of-this-test'] },
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    claims,
    scopes: ['openid', 'profile', 'email'],
    conformIdTokenClaims: thin,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `${path}/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const app = express()
  app.get(`${path}/interaction/:uid`, async (request, response) => {
    if (!foreign.next) return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'They pressed Cancel.' })
    const accountId = String(foreign.next.sub)
    people.set(accountId, foreign.next)
    await provider.interactionFinished(request, response, { login: { accountId, remember: false } })
  })
  app.use(path, provider.callback())
  const foreign: Foreign = { origin, server: await listen(port, app), next: null }
  return foreign
}

interface Pending {
  challenge: string
  user: Claims
}

/** GitHub's OAuth and its two addresses for who somebody is, in the shapes of its documentation. Below /api/v3, as an Enterprise server has them. */
export async function startGitHub(port: number, client: Client): Promise<Foreign> {
  const codes = new Map<string, Pending>()
  const tokens = new Map<string, Claims>()
  const app = express()
  app.get('/login/oauth/authorize', ({ query }, response) => {
    const back = new URL(client.redirect)
    const asked = query.client_id === client.id && query.redirect_uri === client.redirect && query.code_challenge_method === 'S256'
    if (!asked || query.scope !== 'read:user user:email') return void response.status(404).end()
    back.searchParams.set('state', String(query.state))
    if (foreign.next) {
      const code = randomUUID()
      codes.set(code, { challenge: String(query.code_challenge), user: foreign.next })
      back.searchParams.set('code', code)
    } else {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'The user has denied your application access.')
    }
    response.redirect(back.href)
  })
  app.post('/login/oauth/access_token', express.urlencoded({ extended: false }), (request, response) => {
    const basic = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    const pending = codes.get(request.body.code)
    codes.delete(request.body.code)
    const verified = pending?.challenge === createHash('sha256').update(String(request.body.code_verifier)).digest('base64url')
    // It answers 200 even to what it refuses.
    if (basic !== `${client.id}:${client.secret}` || !pending || !verified) return void response.json({ error: 'bad_verification_code' })
    const token = `gho_${randomUUID().replaceAll('-', '')}`
    tokens.set(token, pending.user)
    response.json({ access_token: token, scope: 'read:user,user:email', token_type: 'bearer' })
  })
  const userOf = (request: IncomingMessage) => tokens.get(request.headers.authorization?.replace(/^(bearer|token) /i, '') ?? '')
  app.get(['/api/v3/user', '/api/v3/user/emails'], (request, response) => {
    const user = userOf(request)
    if (!user) return void response.status(401).json({ message: 'Bad credentials' })
    const { emails, ...profile } = user
    response.json(request.path.endsWith('/emails') ? emails : { ...profile, type: 'User', email: null })
  })
  const foreign: Foreign = { origin: `http://localhost:${port}`, server: await listen(port, app), next: null }
  return foreign
}
