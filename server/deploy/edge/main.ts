import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { prisma } from '#server/db.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import { probeSandbox } from '#server/sandbox/open.ts'
import { Edge } from './edge.ts'
import { createEdgeServer, type EdgeState, ownHost } from './http.ts'
import { Judge } from './judge.ts'

const { sandbox, tried } = await probeSandbox()
if (sandbox.isolation === 'reduced')
  log.warn({ tried }, 'No working bubblewrap: deployed services run with reduced isolation. Debian: apt-get install bubblewrap.')
const edge = await Edge.open(sandbox)
const state: EdgeState = { routes: edge.routes, ready: () => edge.ready(), known: (host) => edge.known(host) }
const judge = new Judge(edge, {
  stepSeconds: env.GANTRY_ROLLOUT_STEP,
  keepSeconds: env.GANTRY_KEEP_OLD,
  patienceSeconds: Math.max(30, env.GANTRY_ROLLOUT_STEP),
})
const server = createEdgeServer(state)
const admin = createEdgeServer(state, ownHost)

const listen = (which: typeof server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    which.once('error', reject)
    // By itself only this machine reaches deployed services; whoever wants more puts a proxy with TLS in front.
    which.listen(port, env.GANTRY_INTERNAL_HOST, () => resolve((which.address() as AddressInfo).port))
  })

let stopping = false
async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'edge stops')
  server.close()
  admin.close()
  await judge.stop()
  await edge.stop()
  await prisma.$disconnect()
  process.exit(0)
}
process.on('SIGTERM', () => void stop('SIGTERM'))
process.on('SIGINT', () => void stop('SIGINT'))

try {
  const port = await listen(server, env.GANTRY_EDGE_PORT)
  const adminPort = await listen(admin, env.GANTRY_EDGE_ADMIN_PORT)
  if (env.GANTRY_PORT_FILE) {
    mkdirSync(dirname(env.GANTRY_PORT_FILE), { recursive: true })
    writeFileSync(env.GANTRY_PORT_FILE, String(adminPort))
  }
  log.info({ port, adminPort, isolation: sandbox.isolation }, 'edge listens')
  await edge.start()
  judge.start()
} catch (error) {
  const busy = (error as { code?: string }).code === 'EADDRINUSE'
  log.fatal({ error }, busy ? `Port ${env.GANTRY_EDGE_PORT} is in use. Set GANTRY_EDGE_PORT to another one.` : 'The edge cannot start')
  process.exit(1)
}
