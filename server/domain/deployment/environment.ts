import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { newId } from '#model/id.ts'
import type { Environment } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import type { EnvironmentKind } from '#server/deploy/target.ts'

const account = z.object({ user: z.string(), password: z.string() })
/** What only the edge (and whoever signs tokens for it) reads of an environment. */
export const environmentSecrets = z.object({
  owner: account, // owns the database, runs migrations
  app: account, // the service's own: reads and writes rows
  key: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string(), kid: z.string() }), // private JWK, ES256
})
export type EnvironmentSecrets = z.infer<typeof environmentSecrets>

export const appliedMigrations = z.array(z.object({ name: z.string(), sha256: z.string() }))
export type AppliedMigration = z.infer<typeof appliedMigrations>[number]

export const secretsOf = (environment: Pick<Environment, 'secrets'>): EnvironmentSecrets => environmentSecrets.parse(environment.secrets)
export const appliedOf = (environment: Pick<Environment, 'applied'>): AppliedMigration[] => appliedMigrations.parse(environment.applied)

const password = (): string => randomBytes(24).toString('base64url')

/** Finds or creates it. The service's row is locked by the caller or is new: two callers at once meet at the unique index. */
export async function ensureEnvironment(tx: Tx, serviceId: string, kind: EnvironmentKind): Promise<Environment> {
  const found = await tx.environment.findUnique({ where: { serviceId_kind: { serviceId, kind } } })
  if (found) return found
  const service = await tx.service.findUniqueOrThrow({ where: { id: serviceId } })
  const id = newId('env')
  // PostgreSQL cuts names at 63 bytes; the id keeps them apart, the rest is for people.
  const database = `${service.slug.slice(0, 30).replaceAll('-', '_')}_${kind}_${id.slice(4)}`
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const secrets = environmentSecrets.parse({
    owner: { user: `${database}_owner`, password: password() },
    app: { user: `${database}_app`, password: password() },
    key: { ...jwk, kid: id },
  })
  return tx.environment.create({ data: { id, serviceId, kind, database, secrets } })
}
