import { newId } from '#model/id.ts'
import type { Deployment, Environment, Prisma, Service, System } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import type { DeployRequest } from '#server/deploy/target.ts'
import { lockService } from '#server/domain/run/change.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { type AppliedMigration, ensureEnvironment } from './environment.ts'

/** Wakes the edge: what it shall run has changed, or somebody asked something of a rollout. It polls as well. */
export const deploymentChannel = 'gantry_deployments'
export const wakeEdge = (tx: Tx, id: string): Promise<number> => tx.$executeRaw`select pg_notify(${deploymentChannel}, ${id})`

export type Observed = 'pending' | 'migrating' | 'starting' | 'ready' | 'unhealthy' | 'stopped' | 'failed'
export type DeploymentInPlace = Deployment & { environment: Environment & { service: Service & { system: System } } }
const inPlace = { environment: { include: { service: { include: { system: true } } } } } satisfies Prisma.DeploymentInclude

/**
 * What an environment shall run. Idempotent by key: a second request with the same key and bundle changes nothing, unless
 * the first one failed or was stopped, which a retry of the stage starts again.
 */
export async function requestDeployment(tx: Tx, request: DeployRequest & { weight?: number }): Promise<Deployment> {
  const { key, serviceId, environment: kind, releaseDigest, runId } = request
  await lockService(tx, serviceId)
  const environment = await ensureEnvironment(tx, serviceId, kind)
  const found = await tx.deployment.findUnique({ where: { key } })
  const fresh = { environmentId: environment.id, releaseDigest, runId, desired: 'running', observed: 'pending', detail: '', readyAt: null, stoppedAt: null }
  if (!found) {
    const created = await tx.deployment.create({ data: { id: newId('dep'), key, weight: request.weight ?? 0, ...fresh } })
    await wakeEdge(tx, created.id)
    return created
  }
  const again = found.releaseDigest !== releaseDigest || found.desired === 'stopped' || found.observed === 'failed'
  if (!again) return found
  const restarted = await tx.deployment.update({ where: { id: found.id }, data: fresh })
  await wakeEdge(tx, found.id)
  return restarted
}

/** Everything that shall run now, with what the edge needs to run it. What failed waits for somebody to ask again. */
export const wantedDeployments = (): Promise<DeploymentInPlace[]> =>
  prisma.deployment.findMany({ where: { desired: 'running', observed: { not: 'failed' } }, include: inPlace, orderBy: { createdAt: 'asc' } })

/** What the edge sees. Written only when the row still asks for this bundle, so that a late word of an old instance changes nothing. */
export async function observeDeployment(deployment: DeploymentInPlace, observed: Observed, detail = '', more: { isolation?: string } = {}): Promise<boolean> {
  return transact(async (tx) => {
    const { count } = await tx.deployment.updateMany({
      where: { id: deployment.id, releaseDigest: deployment.releaseDigest, desired: observed === 'stopped' ? undefined : 'running' },
      data: {
        observed,
        detail,
        ...more,
        ...(observed === 'ready' && { readyAt: new Date() }),
        ...(observed === 'stopped' && { stoppedAt: new Date(), weight: 0 }),
      },
    })
    if (count === 0) return false
    if (observed === 'ready' || observed === 'failed' || observed === 'unhealthy' || observed === 'stopped') {
      const { service } = deployment.environment
      await appendEvent(tx, {
        kind: `deployment.${observed}`,
        runId: deployment.runId ?? undefined,
        serviceId: service.id,
        systemId: service.systemId,
        actor: 'system:edge',
        data: { deployment: deployment.id, environment: deployment.environment.kind, digest: deployment.releaseDigest, detail },
      })
    }
    return true
  })
}

/** The newest ready bundle has staging to itself. */
export async function takeOverStaging(deployment: DeploymentInPlace): Promise<void> {
  await transact(async (tx) => {
    await lockService(tx, deployment.environment.serviceId)
    await tx.deployment.updateMany({
      where: { environmentId: deployment.environmentId, desired: 'running', id: { not: deployment.id } },
      data: { desired: 'stopped', weight: 0 },
    })
    await tx.deployment.updateMany({ where: { id: deployment.id, desired: 'running' }, data: { weight: 100 } })
    await wakeEdge(tx, deployment.id)
  })
}

export async function stopDeployments(tx: Tx, ids: (string | null)[]): Promise<void> {
  const known = ids.filter((id) => id !== null)
  await tx.deployment.updateMany({ where: { id: { in: known } }, data: { desired: 'stopped', weight: 0 } })
  for (const id of known) await wakeEdge(tx, id)
}

export async function recordMigrations(environmentId: string, applied: AppliedMigration[]): Promise<void> {
  await prisma.environment.update({ where: { id: environmentId }, data: { applied: applied as unknown as Prisma.InputJsonValue } })
}

/** The bytes of a bundle; null when no artifact has this digest. */
export async function bundleBytes(digest: string): Promise<Uint8Array | null> {
  const blob = await prisma.blob.findUnique({ where: { sha256: digest } })
  return blob?.bytes ?? null
}
