import type { IncomingMessage, ServerResponse } from 'node:http'
import { addressOf, type Place } from '#model/address.ts'
import { env } from '#server/env.ts'
import { readCookie, sessionCookie, setCookie } from './cookies.ts'
import { escapeHtml, sendPage, sendProblem } from './pages.ts'
import { rolesOf, type ServiceRole } from './roles.ts'
import { type Actor, type Signer, signToken, verifyToken } from './tokens.ts'

const sessionSeconds = 8 * 3600
const longestForm = 8 * 1024

/** A host as the edge knows it: which environment, its key, and the contract of what runs there. */
export interface Visited {
  place: Place
  environment: Signer
  name: string
  openapi: unknown
}

/** A path of the same host; anything else would lead visitors away from here. */
export function safeReturn(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) && !/[\u0000-\u001f]/.test(path) ? path : '/'
}

/** Browsers send the hosts' cookies with requests that other sites make; those carry a foreign Origin. */
export function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  return URL.parse(origin)?.host === host
}

const secure = (request: IncomingMessage): boolean => request.headers['x-forwarded-proto'] === 'https'

/** The visitor's token of this environment, from the cookie. */
export async function sessionOf(request: IncomingMessage, visited: Visited): Promise<{ token: string; actor: Actor } | null> {
  const token = readCookie(request.headers.cookie, sessionCookie)
  const actor = token ? await verifyToken(visited.environment, token) : null
  return token && actor ? { token, actor } : null
}

function page(visited: Visited, roles: ServiceRole[], back: string, filled: { role?: string; subject?: string; error?: string } = {}): string {
  const demo = visited.place.environment === 'production'
  const note = demo
    ? 'Demo sign-in: production of this installation has no identity provider of its own yet, so anybody who can open this page can act as anybody.'
    : 'Staging: choose any role and act as anybody, to try things out.'
  const choices = roles
    .map(
      (role, i) =>
        `<label class="role"><input type="radio" name="role" value="${escapeHtml(role.id)}" required${(filled.role ? filled.role === role.id : i === 0) ? ' checked' : ''}><span><span>${escapeHtml(role.name)}</span>${role.description ? `<small>${escapeHtml(role.description)}</small>` : ''}</span></label>`,
    )
    .join('')
  return `<h1>Sign in to ${escapeHtml(visited.name)}</h1><p class="place">${escapeHtml(visited.place.environment)}</p><p class="note">${note}</p>
<form method="post" action="/-/sign-in"><input type="hidden" name="return" value="${escapeHtml(back)}">
<fieldset><legend>Role</legend>${choices}</fieldset>
<fieldset><label class="title" for="subject">Who you are</label><input type="text" id="subject" name="subject" required maxlength="200" autocomplete="username" value="${escapeHtml(filled.subject ?? '')}" placeholder="anna@example.com"${filled.error ? ' aria-invalid="true" aria-describedby="error"' : ''}>
${filled.error ? `<p class="error" id="error" role="alert">${escapeHtml(filled.error)}</p>` : ''}<p>A name or an e-mail address. Your own records belong to it: sign in with the same again to find them.</p></fieldset>
<button>Sign in</button></form>`
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > longestForm) return null
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function signIn(request: IncomingMessage, response: ServerResponse, visited: Visited): Promise<void> {
  if (visited.place.environment === 'production' && !env.GANTRY_IDENTITY_ISSUER) {
    return sendPage(
      response,
      403,
      'Sign-in is not set up',
      `<h1>Sign-in is not set up here</h1><p class="lead">${escapeHtml(visited.name)} in production takes bearer tokens of its own identity provider. Roles can be chosen freely in staging only.</p><p>Ask whoever operates the service for an account, or open <a href="${escapeHtml(addressOf({ ...visited.place, environment: 'staging' }, env.GANTRY_APPS_DOMAIN, env.GANTRY_EDGE_PORT))}">staging</a>.</p>`,
    )
  }
  const roles = rolesOf(visited.openapi)
  if (roles.length === 0)
    return sendPage(
      response,
      200,
      'No sign-in needed',
      `<h1>No sign-in needed</h1><p class="lead">The contract of ${escapeHtml(visited.name)} names no roles. <a href="/">Open it</a>.</p>`,
    )
  const url = new URL(request.url ?? '/', 'http://edge')
  if (request.method !== 'POST') return sendPage(response, 200, `Sign in to ${visited.name}`, page(visited, roles, safeReturn(url.searchParams.get('return'))))
  if (!sameOrigin(request))
    return sendProblem(response, 403, 'Not from here', 'This sign-in was sent by another site. Open the sign-in page of this host and try again.')
  const body = await bodyOf(request)
  if (body === null) return sendProblem(response, 413, 'Too large', `The form may hold ${longestForm} bytes.`, { connection: 'close' })
  const form = new URLSearchParams(body)
  const back = safeReturn(form.get('return'))
  const role = form.get('role') ?? ''
  const subject = (form.get('subject') ?? '').trim()
  const error = !roles.some((r) => r.id === role)
    ? 'Choose one of the roles.'
    : !subject
      ? 'Say who you are: a name or an e-mail address.'
      : subject.length > 200 || /[\u0000-\u001f]/.test(subject)
        ? 'At most 200 printable characters.'
        : undefined
  if (error) return sendPage(response, 422, `Sign in to ${visited.name}`, page(visited, roles, back, { role, subject: subject.slice(0, 200), error }))
  const token = await signToken(visited.environment, role, subject, sessionSeconds)
  response.writeHead(303, { location: back, 'cache-control': 'no-store', 'set-cookie': setCookie(sessionCookie, token, sessionSeconds, secure(request)) }).end()
}

/** The paths below /-/ belong to the edge on every service's host. */
export async function edgePath(request: IncomingMessage, response: ServerResponse, visited: Visited): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://edge')
  const method = request.method ?? 'GET'
  if (pathname === '/-/sign-in' && ['GET', 'HEAD', 'POST'].includes(method)) return signIn(request, response, visited)
  if (pathname === '/-/sign-out' && method === 'POST') {
    if (!sameOrigin(request)) return sendProblem(response, 403, 'Not from here', 'This request was sent by another site.')
    response.writeHead(303, { location: '/', 'cache-control': 'no-store', 'set-cookie': setCookie(sessionCookie, '', 0, secure(request)) }).end()
    return
  }
  if (pathname === '/-/me' && (method === 'GET' || method === 'HEAD')) {
    const session = await sessionOf(request, visited)
    // Nobody is an answer, not an error: every page asks, and browsers write each 401 into the console.
    const who = session && {
      role: session.actor.role,
      subject: session.actor.subject,
      environment: visited.place.environment,
      expires: new Date(session.actor.expires * 1000).toISOString(),
    }
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(who ?? null))
    return
  }
  sendProblem(
    response,
    pathname.startsWith('/-/sign') || pathname === '/-/me' ? 405 : 404,
    'Nothing here',
    `${method} ${pathname.slice(0, 200)} is not known. There are GET and POST /-/sign-in, POST /-/sign-out and GET /-/me.`,
  )
}
