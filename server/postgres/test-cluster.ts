import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startCluster, stopCluster } from './cluster.mjs'
import { ensureDatabase, migrate, migrationNames } from './migrate.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the test cluster; `template` is its migrated database, `home` a data folder for this invocation. */
    testCluster: { url: string; home: string }
  }
}

const parent = join(tmpdir(), `gantry-tests-${userInfo().uid}`)

/** Nothing of a test survives it, so durability is traded for speed. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

/**
 * vitest's global setup: one PostgreSQL of our own for this invocation, with a migrated database named `template` that tests clone.
 * The migrated cluster is kept as a folder and copied (0.3 s instead of 4 s), named after what went into it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  await removeAbandoned()
  const folder = mkdtempSync(join(parent, 'run-'))
  writeFileSync(join(folder, 'owner'), String(process.pid))
  const postgres = join(folder, 'postgres')
  const kept = join(parent, `template-${templateHash()}`)
  if (existsSync(kept)) copyFolder(kept, postgres)
  else await createTemplate(postgres, kept)
  const cluster = await startCluster({ folder: postgres, settings })
  project.provide('testCluster', { url: cluster.url('template'), home: join(folder, 'home') })
  return async () => {
    await cluster.stop('immediate')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function createTemplate(postgres: string, kept: string): Promise<void> {
  const cluster = await startCluster({ folder: postgres, settings })
  await ensureDatabase(cluster.url('postgres'), 'template')
  await migrate(cluster.url('template'))
  await cluster.stop()
  if (!cluster.selfContained) return
  const copy = `${kept}.${process.pid}`
  copyFolder(postgres, copy)
  try {
    renameSync(copy, kept)
  } catch {
    rmSync(copy, { recursive: true }) // somebody else was first
  }
}

// Not cpSync: it changes the modes that PostgreSQL insists on.
const copyFolder = (from: string, to: string) => execFileSync('cp', ['-a', from, to])

function templateHash(): string {
  const hash = createHash('sha256')
  for (const name of migrationNames()) hash.update(name).update(readFileSync(join('prisma/migrations', name, 'migration.sql')))
  for (const name of ['package-lock.json', 'server/postgres/test-cluster.ts', 'server/postgres/cluster.mjs', 'server/postgres/migrate.mjs'])
    hash.update(readFileSync(name))
  return hash.digest('hex').slice(0, 16)
}

const dayMs = 24 * 60 * 60_000

/** An invocation that was killed leaves its server running; templates of earlier states of the sources pile up. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith('run-'))) {
    const owner = Number(readIfThere(join(parent, name, 'owner')))
    if (!owner || alive(owner)) continue
    await stopCluster(join(parent, name, 'postgres'))
    rmSync(join(parent, name), { recursive: true, force: true })
  }
  const old = (name: string) => name.startsWith('template-') && Date.now() - statSync(join(parent, name)).mtimeMs > dayMs
  for (const name of readdirSync(parent).filter(old)) rmSync(join(parent, name), { recursive: true, force: true })
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
