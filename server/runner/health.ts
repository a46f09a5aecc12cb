import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { prisma } from '#server/db.ts'
import { env } from '#server/env.ts'
import { metrics } from '#server/metrics.ts'

/** Liveness, readiness (launched, and the database answers) and figures of one runner. */
export function serveHealth(ready: () => boolean): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string, type = 'application/json') => response.writeHead(status, { 'content-type': type }).end(body)
    const path = request.url?.split('?')[0]
    if (path === '/healthz') return answer(200, '{"status":"ok"}')
    if (path === '/metrics') return answer(200, await metrics.metrics(), metrics.contentType)
    if (path !== '/readyz') return answer(404, '{"status":"not found"}')
    const database = await prisma.$queryRaw`select 1`.then(
      () => true,
      () => false,
    )
    const ok = ready() && database
    return answer(ok ? 200 : 503, JSON.stringify({ status: ok ? 'ready' : 'not ready', queue: ready(), database }))
  })
  return new Promise((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE' ? new Error(`Port ${env.GANTRY_RUNNER_PORT} is in use. Set GANTRY_RUNNER_PORT to a free one, or to 0 for any.`) : error,
      ),
    )
    server.listen(env.GANTRY_RUNNER_PORT, env.GANTRY_INTERNAL_HOST, () => {
      const address = server.address()
      if (env.GANTRY_PORT_FILE && address && typeof address === 'object') writeFileSync(env.GANTRY_PORT_FILE, String(address.port))
      listening(server)
    })
  })
}
