import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { forService, fromService, readCookie, setCookie, visitorCookie } from './cookies.ts'
import type { Instance } from './instance.ts'
import { countRequest } from './metrics.ts'
import { sendProblem } from './pages.ts'
import { choose, isVisitor, newVisitor, type Route, serving } from './routes.ts'
import { sameOrigin, sessionOf } from './sign-in.ts'

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])
const internal = (name: string): boolean => name.startsWith('x-gantry-') || name.startsWith('x-forwarded-') || name === 'forwarded' || name === 'x-real-ip'
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Marks requests that the edge makes itself, to fill up what users are too few for. */
export const syntheticHeader = 'x-gantry-synthetic'

/** The headers a service gets: nothing about this hop, nothing only we may say. */
function outgoing(request: IncomingMessage, authorization: string | undefined): Record<string, string | string[]> {
  const named = (request.headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !hopByHop.has(name) && !named.includes(name) && !internal(name) && name !== 'cookie' && name !== 'expect') headers[name] = value
  }
  const cookie = forService(request.headers.cookie)
  if (cookie) headers.cookie = cookie
  if (authorization) headers.authorization = authorization
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
  headers['x-forwarded-host'] = request.headers.host ?? ''
  headers['x-forwarded-proto'] = 'http'
  return headers
}

function incoming(headers: IncomingHttpHeaders, instance: Instance, visitor: string | undefined): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name) && !named.includes(name) && !name.startsWith('x-gantry-') && name !== 'set-cookie') kept[name] = value
  }
  const cookies = fromService(headers['set-cookie'])
  if (visitor) cookies.push(setCookie(visitorCookie, visitor, 24 * 3600, false))
  if (cookies.length > 0) kept['set-cookie'] = cookies
  kept['x-gantry-deployment'] = instance.deployment.id
  return kept
}

/** The client's own Authorization wins; else the session's token, if the request comes from this host's own pages. */
async function authorize(request: IncomingMessage, route: Route): Promise<string | undefined | null> {
  if (request.headers.authorization) return request.headers.authorization
  const session = await sessionOf(request, route.visited)
  if (!session) return undefined
  if (!repeatable.has(request.method ?? '') && !sameOrigin(request)) return null
  return `Bearer ${session.token}`
}

export async function proxy(request: IncomingMessage, response: ServerResponse, route: Route): Promise<void> {
  const authorization = await authorize(request, route)
  if (authorization === null) return sendProblem(response, 403, 'Not from here', 'This request was sent by another site with the session of this one.')
  const split = serving(route).length > 1
  const known = readCookie(request.headers.cookie, visitorCookie)
  const visitor = isVisitor(known) ? known : newVisitor()
  const instance = choose(route, Number(visitor))
  if (!instance) return unavailable(response, route)
  const headers = outgoing(request, authorization)
  const mark = split && visitor !== known ? visitor : undefined
  const outcome = await forward(request, response, instance, headers, mark)
  if (outcome === 'done') return
  if (outcome === 'late')
    return sendProblem(
      response,
      504,
      'The service took too long',
      `${route.visited.name} did not begin to answer in time. Look whether the change was made before you try again.`,
    )
  // Nothing was sent to the client yet. A request that changes nothing may be asked again, of whoever is still there.
  const other = repeatable.has(request.method ?? '') ? choose(route, Number(visitor)) : undefined
  if (other && (await forward(request, response, other, headers, mark)) === 'done') return
  sendProblem(
    response,
    502,
    'The service did not answer',
    `${route.visited.name} closed the connection while it worked on the request. ${repeatable.has(request.method ?? '') ? 'Try again in a moment.' : 'Look whether the change was made before you try again.'}`,
  )
}

/** 'failed', 'late': the client has seen nothing of it; what is late may still be at work and must not be asked again. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  instance: Instance,
  headers: Record<string, string | string[]>,
  visitor: string | undefined,
  synthetic = false,
): Promise<'done' | 'failed' | 'late'> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  response.once('close', leave)
  const started = performance.now()
  let status = 0
  instance.inFlight++
  try {
    const withBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
    await instance.pool?.stream(
      {
        method: request.method as 'GET',
        path: request.url ?? '/',
        headers,
        body: withBody && !repeatable.has(request.method ?? '') ? request : null,
        signal: gone.signal,
      },
      (answer) => {
        status = answer.statusCode
        // The client may have left between the two: then the bytes go nowhere.
        if (response.destroyed) return new PassThrough().resume()
        response.writeHead(answer.statusCode, incoming(answer.headers as IncomingHttpHeaders, instance, visitor))
        response.flushHeaders()
        return response
      },
    )
    if (!instance.pool) return 'failed'
  } catch (error) {
    if (gone.signal.aborted && status === 0) return 'done' // the client left: nobody's error
    if (status === 0) {
      status = 502
      return (error as { code?: string }).code === 'UND_ERR_HEADERS_TIMEOUT' ? 'late' : 'failed'
    }
    response.destroy() // half an answer must not look like a whole one
    if (!gone.signal.aborted) status = 502
  } finally {
    instance.inFlight--
    response.off('close', leave)
    if (status !== 0) {
      instance.counters.record(status, performance.now() - started, synthetic)
      countRequest(instance, status, performance.now() - started, synthetic)
    }
  }
  return 'done'
}

function unavailable(response: ServerResponse, route: Route): void {
  const { name, place } = route.visited
  const states = route.shares.map(
    ({ instance }) =>
      `${instance.deployment.releaseDigest.slice(0, 12)} is ${instance.state}${instance.detail ? `: ${instance.detail.split('\n')[0]?.slice(0, 300)}` : ''}`,
  )
  const starting = route.shares.some(({ instance }) => ['pending', 'migrating', 'starting'].includes(instance.state))
  const title = starting ? 'Starting' : 'Not available'
  const what = starting ? 'is starting in' : serving(route).length === 0 ? 'has no release that takes traffic in' : 'is not available in'
  sendProblem(response, 503, title, `${name} ${what} ${place.environment}. ${states.join('; ')}`, { 'retry-after': starting ? '2' : '10' })
}
