import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { placeOf } from '#model/address.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import { metrics } from '#server/metrics.ts'
import { unrouted } from './metrics.ts'
import { sendProblem } from './pages.ts'
import { proxy } from './proxy.ts'
import type { Routes } from './routes.ts'
import { edgePath } from './sign-in.ts'

export interface EdgeState {
  routes: Routes
  ready(): Promise<boolean>
  known(host: string): Promise<string | null>
}

/** The edge's own host: health and metrics for whoever watches it. */
export async function ownHost(request: IncomingMessage, response: ServerResponse, state: EdgeState): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://edge')
  if (pathname === '/healthz') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
  } else if (pathname === '/readyz') {
    const ready = await state.ready()
    response
      .writeHead(ready ? 200 : 503, { 'content-type': 'text/plain' })
      .end(ready ? 'ready\n' : 'not ready: the database does not answer, or another edge is active\n')
  } else if (pathname === '/metrics') {
    response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics())
  } else {
    unrouted.inc()
    sendProblem(
      response,
      404,
      'No service lives at this host',
      `This is Gantry's edge. Services answer at SERVICE.SYSTEM.staging.${env.GANTRY_APPS_DOMAIN} and SERVICE.SYSTEM.production.${env.GANTRY_APPS_DOMAIN}; the dashboard links them.`,
    )
  }
}

async function unknownHost(request: IncomingMessage, response: ServerResponse, state: EdgeState): Promise<void> {
  const host = request.headers.host ?? ''
  unrouted.inc()
  const service = await state.known(host).catch(() => null)
  const place = placeOf(host, env.GANTRY_APPS_DOMAIN)
  if (service)
    return sendProblem(
      response,
      404,
      'Nothing is deployed here yet',
      `${service} exists, but has no release in ${place?.environment}. ${place?.environment === 'production' ? 'A release gets here once people have approved it.' : 'A run deploys here when it reaches its stage "Stage".'}`,
    )
  sendProblem(
    response,
    404,
    'No such service',
    `Nothing is known by the name ${host.slice(0, 200)}. Addresses look like SERVICE.SYSTEM.staging.${env.GANTRY_APPS_DOMAIN}; the dashboard links them.`,
  )
}

async function handle(request: IncomingMessage, response: ServerResponse, state: EdgeState): Promise<void> {
  const host = request.headers.host ?? ''
  const isService = host.toLowerCase().replace(/:\d+$/, '').endsWith(`.${env.GANTRY_APPS_DOMAIN}`)
  if (!isService) return ownHost(request, response, state)
  const route = state.routes.find(host)
  if (!route) return unknownHost(request, response, state)
  if (/^\/-(\/|$|\?)/.test(request.url ?? '')) return edgePath(request, response, route.visited)
  return proxy(request, response, route)
}

export function createEdgeServer(state: EdgeState, answer = handle): Server {
  const server = createServer((request, response) => {
    // A client that leaves is no error of ours.
    request.on('error', () => {})
    response.on('error', () => {})
    answer(request, response, state).catch((error: unknown) => {
      log.error({ error, host: request.headers.host, method: request.method }, 'A request failed in the edge')
      if (response.headersSent) response.destroy()
      else sendProblem(response, 500, 'The edge failed', "The request could not be handled. The edge's log says why.")
    })
  })
  server.requestTimeout = 300_000
  server.headersTimeout = 20_000
  server.keepAliveTimeout = 75_000
  return server
}
