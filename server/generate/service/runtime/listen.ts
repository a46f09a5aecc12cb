import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import type { Service } from './kernel/context.ts'
import { sweep } from './kernel/deadlines.ts'

export const log = (entry: Record<string, unknown>): void => {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`)
}

/** Listens on a UNIX socket or a port. Stops gracefully: requests in flight end, new ones are refused, then the pool closes. */
export async function listen(
  app: Express,
  service: Service,
  where: { socketPath?: string | undefined; port?: number | undefined },
): Promise<{ server: Server; stop: () => Promise<void> }> {
  const server = createServer(app)
  server.headersTimeout = 15_000
  server.requestTimeout = 30_000
  server.keepAliveTimeout = 65_000
  if (where.socketPath) rmSync(where.socketPath, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (where.socketPath) server.listen(where.socketPath, resolve)
    else server.listen(where.port ?? 8080, resolve)
  })
  const minute = setInterval(() => {
    sweep(service, service.pool).catch((error: unknown) => log({ level: 'error', message: 'deadlines', error: String(error) }))
  }, 60_000)
  minute.unref()
  const stop = async (): Promise<void> => {
    clearInterval(minute)
    server.closeIdleConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
    await service.pool.end()
  }
  return { server, stop }
}
