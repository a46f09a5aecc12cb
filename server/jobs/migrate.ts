import { DBOS } from '@dbos-inc/dbos-sdk'
import { env } from '#server/env.ts'

/** Creates or upgrades the queue's schema. Run once before any runner starts: several that do it at the same time on an empty database deadlock. */
export const migrateQueue = (url: string = env.DATABASE_URL): Promise<void> => DBOS.migrate(url)

if (import.meta.main) await migrateQueue()
