import { PrismaPg } from '@prisma/adapter-pg'
import type { Prisma } from '#prisma/generated/client.ts'
import { PrismaClient } from '#prisma/generated/client.ts'
import { env } from './env.ts'

// On globalThis, because Next loads this module more than once in one process and each client holds a pool.
const held = globalThis as typeof globalThis & { gantryPrisma?: PrismaClient }

/** A query to a server that was killed may never be answered; without a limit it would hold its connection, and its caller, for ever. */
const queryTimeoutMs = 20_000

const createClient = () =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: env.DATABASE_URL, max: 10, query_timeout: queryTimeoutMs }),
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
  })

held.gantryPrisma ??= createClient()
export const prisma: PrismaClient = held.gantryPrisma

/** An open transaction. Domain functions that must commit together with their caller take one. */
export type Tx = Prisma.TransactionClient
