import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { env } from '#server/env.ts'
import { bubblewrap } from './bubblewrap.ts'
import { removeLeftoverGroups } from './cgroup.ts'
import { reduced } from './reduced.ts'
import type { Mount, Sandbox } from './sandbox.ts'

export interface SandboxSettings {
  bubblewrap: string[] // where to look, in this order
  allowReduced: boolean
}

const packages: Mount = { host: fileURLToPath(new URL('../../node_modules', import.meta.url)), inside: '/app/node_modules' }

function defaults(): SandboxSettings {
  if (env.GANTRY_BWRAP === 'off') return { bubblewrap: [], allowReduced: env.GANTRY_ALLOW_REDUCED_ISOLATION }
  // The PATH is no setting of ours: these are where distributions put it, and the launcher names any other place.
  const folders = ['/usr/bin', '/usr/local/bin', '/bin', '/run/current-system/sw/bin']
  return {
    bubblewrap: [
      ...(env.GANTRY_BWRAP ? [env.GANTRY_BWRAP] : []),
      join(env.GANTRY_HOME, 'tools/bubblewrap/usr/bin/bwrap'),
      ...folders.map((folder) => join(folder, 'bwrap')),
    ],
    allowReduced: env.GANTRY_ALLOW_REDUCED_ISOLATION,
  }
}

/** Really starts Node in a full sandbox: a binary that is there may still be refused user namespaces by the machine. */
async function works(sandbox: Sandbox): Promise<{ ok: boolean; why: string }> {
  const token = crypto.randomUUID()
  const result = await sandbox.run({
    argv: ['node', '-e', `console.log(${JSON.stringify(token)})`],
    mounts: [],
    cwd: '/tmp',
    origin: 'rules',
    timeoutMs: 15_000,
  })
  return { ok: result.code === 0 && result.stdout.trim() === token, why: result.stderr.trim().split('\n').at(-1) ?? '' }
}

/** What was tried and why it did not do, for the message at start. */
export interface Opened {
  sandbox: Sandbox
  tried: { path: string; why: string }[]
}

export async function probeSandbox(settings: SandboxSettings = defaults()): Promise<Opened> {
  const tried: Opened['tried'] = []
  if (process.platform === 'linux') {
    removeLeftoverGroups()
    for (const path of new Set(settings.bubblewrap)) {
      if (!existsSync(path)) continue
      const sandbox = bubblewrap(path, packages)
      const probe = await works(sandbox)
      if (probe.ok) return { sandbox, tried }
      tried.push({ path, why: probe.why })
    }
  }
  return { sandbox: reduced(packages, settings.allowReduced), tried }
}

let opened: Promise<Sandbox> | undefined

/** The best isolation of this machine, probed once a process. */
export function openSandbox(): Promise<Sandbox> {
  opened ??= probeSandbox().then((result) => result.sandbox)
  return opened
}
