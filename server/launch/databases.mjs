import { join } from 'node:path'
import { seedDemoPeople, seedSystems } from '../../prisma/seed/seed.mjs'
import { startCluster } from '../postgres/cluster.mjs'
import { ensureDatabase, migrate, withClient } from '../postgres/migrate.mjs'
import { explain } from './explain.mjs'

/**
 * The control plane's database and the cluster of deployed services: ours, one folder each, unless settings name others.
 * @returns addresses and the clusters that we run; how to stop them is added to `undo`
 */
export async function startDatabases(home, undo) {
  const own = { control: !process.env.DATABASE_URL, services: !process.env.SERVICES_DATABASE_URL }
  const start = async (name) => {
    const cluster = await startCluster({ folder: join(home, name) })
    undo.push(() => cluster.stop())
    return cluster
  }
  const [control, services] = await Promise.all([own.control ? start('postgres') : undefined, own.services ? start('postgres-services') : undefined])
  const clusters = [
    ['postgres', control],
    ['postgres-services', services],
  ].flatMap(([name, cluster]) => (cluster ? [{ name, cluster }] : []))
  if (control) await ensureDatabase(control.url('postgres'), 'gantry')
  return {
    control: control ? control.url('gantry') : process.env.DATABASE_URL,
    services: services ? services.socketUrl('postgres') : process.env.SERVICES_DATABASE_URL,
    clusters,
  }
}

export const describeDatabases = ({ clusters }) =>
  clusters.length === 2
    ? 'two embedded PostgreSQL clusters'
    : clusters.length === 1
      ? `one embedded PostgreSQL cluster (${clusters[0].name}), one of yours`
      : 'your own PostgreSQL servers'

/** Tables up to date, systems and demo people there. Answers what was done, in words. */
export async function prepareDatabase(url, { local }) {
  let changed
  try {
    changed = await migrate(url)
  } catch (error) {
    if (['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000'].includes(error.code))
      throw explain(`The database of DATABASE_URL cannot be used: ${error.message}`)
    throw error
  }
  const systems = await withClient(url, async (client) => {
    if (local) await seedDemoPeople(client)
    return seedSystems(client)
  })
  return `${changed ? 'migrated' : 'up to date'}, ${systems} systems`
}

export const hasRequirements = (url) => withClient(url, async (client) => (await client.query('select 1 from "Requirement" limit 1')).rowCount > 0)

/** Starts a cluster again that ended without being asked to. Answers how to stop watching. */
export function watchClusters(clusters, report) {
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    for (const { name, cluster } of clusters) {
      if (cluster.running()) continue
      report(`${name} ended by itself; starting it again (log: ${cluster.logFile})`)
      await cluster.restart().catch((error) => report(error.message))
    }
    busy = false
  }, 300)
  return () => clearInterval(timer)
}
