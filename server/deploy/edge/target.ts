import { setTimeout as wait } from 'node:timers/promises'
import { addressOf, hostOf, type Place } from '#model/address.ts'
import { prisma } from '#server/db.ts'
import type { Deployed, DeployRequest, EnvironmentKind, Target } from '#server/deploy/target.ts'
import { ensureEnvironment } from '#server/domain/deployment/environment.ts'
import { requestDeployment } from '#server/domain/deployment/transitions.ts'
import { lockService } from '#server/domain/run/change.ts'
import { transact } from '#server/domain/transaction.ts'
import { env } from '#server/env.ts'
import { signToken } from './tokens.ts'

const pollMs = 150
/** An edge that restarts right now needs some seconds; one that is not there never answers. */
const pickedUpSeconds = 45
const readySeconds = 240
const tokenSeconds = 3600

async function placeOfService(serviceId: string, environment: EnvironmentKind): Promise<Place> {
  const service = await prisma.service.findUniqueOrThrow({ where: { id: serviceId }, include: { system: true } })
  return { service: service.slug, system: service.system.slug, environment }
}

/** Follows the row until the edge has an answer. A bundle that cannot run is an answer (ready: false); an edge that does nothing is an error. */
async function follow(id: string, signal: AbortSignal, log: (line: string) => void): Promise<{ ready: boolean; detail: string }> {
  const started = Date.now()
  let said = ''
  for (;;) {
    const row = await prisma.deployment.findUniqueOrThrow({ where: { id }, include: { environment: true } })
    const line = `${row.environment.kind}: ${row.observed}${row.detail ? ` (${row.detail.split('\n')[0]})` : ''}`
    if (line !== said) log(line)
    said = line
    // Staging counts once the new release has its traffic; production gets its share from the rollout.
    if (row.observed === 'ready' && (row.environment.kind === 'production' || row.weight === 100))
      return { ready: true, detail: `ready after ${((Date.now() - started) / 1000).toFixed(1)} s, isolation: ${row.isolation}` }
    if (row.observed === 'failed') return { ready: false, detail: row.detail }
    if (row.desired === 'stopped')
      return { ready: false, detail: 'It was stopped again: a newer release was deployed meanwhile. Retry this stage if this one is wanted.' }
    const seconds = (Date.now() - started) / 1000
    if (row.observed === 'pending' && seconds > pickedUpSeconds)
      throw new Error(
        `No edge took up the deployment ${id} within ${pickedUpSeconds} s. Look whether the edge runs (npm start, or npm run edge) and what its log says, then retry.`,
      )
    if (seconds > readySeconds) throw new Error(`The deployment ${id} was not ready within ${readySeconds} s; it is ${row.observed}. ${row.detail}`)
    await wait(pollMs, undefined, { signal })
  }
}

export const publicAddress = (environment: EnvironmentKind, service: string, system: string): string =>
  addressOf({ service, system, environment }, env.GANTRY_APPS_DOMAIN, env.GANTRY_EDGE_PORT)

/** The built-in target: rows for the edge, which may be another process on another machine. */
export async function openTarget(): Promise<Target> {
  return {
    async deploy(request: DeployRequest, signal, log): Promise<Deployed> {
      const deployment = await transact((tx) => requestDeployment(tx, request))
      const { ready, detail } = await follow(deployment.id, signal, log)
      const { service, system, environment } = await placeOfService(request.serviceId, request.environment)
      return { deploymentId: deployment.id, address: publicAddress(environment, service, system), ready, detail }
    },
    async token(serviceId, environment, role, subject) {
      const found = await transact(async (tx) => {
        await lockService(tx, serviceId)
        return ensureEnvironment(tx, serviceId, environment)
      })
      return signToken(found, role, subject, tokenSeconds)
    },
    async endpoint(serviceId, environment) {
      const host = hostOf(await placeOfService(serviceId, environment), env.GANTRY_APPS_DOMAIN)
      return { connect: env.GANTRY_EDGE_URL ?? `http://127.0.0.1:${env.GANTRY_EDGE_PORT}`, host: `${host}:${env.GANTRY_EDGE_PORT}` }
    },
  }
}
