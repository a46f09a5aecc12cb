import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import { authenticate, type TokenSettings, tokens } from './http/auth.ts'
import { databaseProblem } from './http/database-problem.ts'
import { headers } from './http/headers.ts'
import { paging, parse } from './http/input.ts'
import { Metrics } from './http/metrics.ts'
import { notFound, Problem, problems } from './http/problem.ts'
import { requestFacts } from './http/send.ts'
import { staticFiles } from './http/static.ts'
import type { Service } from './kernel/context.ts'
import { notifications } from './kernel/notifications.ts'

export interface Settings {
  token: TokenSettings
  folder: string
  environment: string
  release: string
  log: (entry: Record<string, unknown>) => void
}

const pageQuery = z.strictObject(paging(25))

/** Health, readiness, metrics, contract and version: for machines, without a token. */
function operations(app: Express, service: Service, settings: Settings, metrics: Metrics): void {
  const contract = join(settings.folder, 'openapi.json')
  app.get('/healthz', (_request: Request, response: Response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', async (_request: Request, response: Response) => {
    const ready = await service.pool.query('select 1').then(
      () => true,
      () => false,
    )
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'database unreachable' })
  })
  app.get('/metrics', (_request: Request, response: Response) => {
    response.type('text/plain; version=0.0.4').send(metrics.text())
  })
  app.get('/version', (_request: Request, response: Response) => {
    response.json({ title: service.definitions.title, environment: settings.environment, release: settings.release })
  })
  app.get('/openapi.json', (_request: Request, response: Response) => {
    if (!existsSync(contract)) throw notFound('The contract is not part of this installation.')
    response.type('application/json').send(readFileSync(contract))
  })
}

/** A known address with a method it does not have. */
function otherMethods(router: Router): void {
  const methods = new Map<string, Set<string>>()
  for (const layer of router.stack) {
    const route = layer.route as undefined | { path: string; stack: { method: string }[] }
    if (route) methods.set(route.path, new Set([...(methods.get(route.path) ?? []), ...route.stack.map((s) => s.method.toUpperCase())]))
  }
  for (const [path, allowed] of methods) {
    router.all(path, (_request: Request, response: Response) => {
      response.set('allow', [...allowed].join(', '))
      throw new Problem(405, 'Method not allowed', `This address takes ${[...allowed].join(', ')}.`)
    })
  }
}

export function createApp(service: Service, routes: Router, settings: Settings): Express {
  const app = express()
  const metrics = new Metrics()
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple')
  app.use(headers, metrics.middleware)
  operations(app, service, settings, metrics)
  app.use('/api', authenticate(tokens(settings.token), Object.keys(service.definitions.roles)), express.json({ limit: '1mb', strict: true }))
  app.get('/api/notifications', async (request: Request, response: Response) => {
    response.json(await notifications(service, parse(pageQuery, request.query), requestFacts(request)))
  })
  otherMethods(routes)
  app.use(routes)
  app.use('/api', () => {
    throw notFound('There is nothing at this address.')
  })
  app.use(staticFiles(join(settings.folder, 'public')))
  app.use(problems(databaseProblem(service.definitions.constraints), settings.log))
  return app
}
