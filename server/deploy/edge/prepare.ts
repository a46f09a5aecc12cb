import { prisma } from '#server/db.ts'
import { appliedOf, secretsOf } from '#server/domain/deployment/environment.ts'
import { type DeploymentInPlace, recordMigrations } from '#server/domain/deployment/transitions.ts'
import type { Mount, Sandbox } from '#server/sandbox/sandbox.ts'
import type { Bundle } from './bundle.ts'
import type { ServicesCluster, Socket } from './databases.ts'
import { describeRefusals, refusedMigrations } from './migration-check.ts'

/** A reason that no retry mends: the deployment fails with it. */
export class Refused extends Error {}

export const socketMount = (socket: Socket): Mount => ({ host: socket.folder, inside: '/run/postgresql' })
export const databaseVariables = (socket: Socket, database: string, account: { user: string; password: string }): Record<string, string> => ({
  PGHOST: '/run/postgresql',
  PGPORT: String(socket.port),
  PGDATABASE: database,
  PGUSER: account.user,
  PGPASSWORD: account.password,
})

const migrationSeconds = 120

/** Brings the environment's database to what the bundle needs. Calls of one environment must not overlap. */
export async function prepareDatabase(
  deployment: DeploymentInPlace,
  bundle: Bundle,
  cluster: ServicesCluster,
  sandbox: Sandbox,
  log: (line: string) => void,
): Promise<void> {
  const environment = await prisma.environment.findUniqueOrThrow({ where: { id: deployment.environmentId } })
  await refuseEarly(environment.serviceId, bundle)
  let applied = appliedOf(environment)
  // Two unreleased candidates may have grown apart. Staging holds nothing that counts, so it starts anew; production would have been refused.
  const diverged = applied.some((m) => bundle.migrations.find((n) => n.name === m.name)?.sha256 !== m.sha256)
  if (diverged && environment.kind === 'staging') {
    log('The database of staging has migrations of another candidate: it is created anew.')
    await cluster.drop(environment)
    await recordMigrations(environment.id, [])
    applied = []
  }
  await cluster.ensure(environment)
  const pending = bundle.migrations.filter((m) => !applied.some((a) => a.name === m.name))
  if (pending.length === 0) return
  log(`Applying ${pending.length} migration${pending.length === 1 ? '' : 's'}: ${pending.map((m) => m.name).join(', ')}`)
  const { owner, app } = secretsOf(environment)
  const result = await sandbox.run({
    argv: ['node', '/app/migrate.mjs'],
    cwd: '/app',
    origin: bundle.origin,
    timeoutMs: migrationSeconds * 1000,
    memoryMiB: 512,
    mounts: [{ host: bundle.folder, inside: '/app' }, socketMount(cluster.socket)],
    env: { ...databaseVariables(cluster.socket, environment.database, owner), APP_ROLE: app.user, ENVIRONMENT: environment.kind, NODE_ENV: 'production' },
    onLine: log,
  })
  if (result.code !== 0)
    throw new Refused(
      `The migrations failed${result.timedOut ? ` (no end after ${migrationSeconds} s)` : ''}: ${(result.stderr || result.stdout).trim().slice(-1500)}`,
    )
  await recordMigrations(
    environment.id,
    bundle.migrations.map(({ name, sha256 }) => ({ name, sha256 })),
  )
}

/** Against what production has applied, whichever environment this is for: a run learns it in staging, not after its approval. */
async function refuseEarly(serviceId: string, bundle: Bundle): Promise<void> {
  const production = await prisma.environment.findUnique({ where: { serviceId_kind: { serviceId, kind: 'production' } } })
  const refusals = production ? refusedMigrations(appliedOf(production), bundle.migrations) : []
  if (refusals.length > 0) throw new Refused(describeRefusals(refusals))
}
