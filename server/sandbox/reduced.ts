import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { supervise } from './process.ts'
import type { Mount, Sandbox, SandboxCommand, SandboxProcess } from './sandbox.ts'

/**
 * For machines without bubblewrap: own process group, empty environment, Node's permission model for files. It is no
 * boundary for the network, so it only runs what the rules engine's own templates produced.
 */
const refusal =
  'This machine has no working bubblewrap, and code that a model or an outside agent wrote does not run without it. Install it (Debian: apt-get install bubblewrap) and start Gantry again, or set GANTRY_ALLOW_REDUCED_ISOLATION=1 to accept the risk.'

/** Ends the program when whoever started it is gone, however it went: the pipe closes with its process. */
const lifeline = `data:text/javascript,${encodeURIComponent("import { Socket } from 'node:net'; const line = new Socket({ fd: 3 }); line.on('close', () => process.kill(process.pid, 'SIGKILL')); line.resume(); line.unref()")}`

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Paths inside become paths of this machine: there is no mount that would do it. Longest first, whole segments only. */
function translator(mounts: readonly Mount[]): (text: string) => string {
  const sorted = [...mounts].sort((a, b) => b.inside.length - a.inside.length)
  if (sorted.length === 0) return (text) => text
  const pattern = new RegExp(`(?<=^|[=:,])(${sorted.map((m) => escaped(m.inside)).join('|')})(?=$|[/:,])`, 'g')
  const hosts = new Map(sorted.map((m) => [m.inside, m.host]))
  return (text) => text.replace(pattern, (inside) => hosts.get(inside) ?? inside)
}

/** A mount inside another one becomes a link in it (node_modules in /app). */
function links(mounts: readonly Mount[]): void {
  for (const mount of mounts) {
    const around = mounts.filter((m) => m !== mount && mount.inside.startsWith(`${m.inside}/`)).sort((a, b) => b.inside.length - a.inside.length)[0]
    const place = around && join(around.host, mount.inside.slice(around.inside.length))
    if (place && !existsSync(place) && existsSync(dirname(place))) symlinkSync(mount.host, place)
  }
  // Packages beside a folder are found by walking up from it, which leads elsewhere from where it really lies: a link in it stands for them.
  const packages = mounts.find((m) => m.inside.endsWith('/node_modules'))
  const neighbours = packages ? mounts.filter((m) => m !== packages && m.inside.startsWith(`${dirname(packages.inside)}/`)) : []
  for (const { host } of neighbours) {
    const place = join(host, 'node_modules')
    if (packages && statSync(host).isDirectory() && !existsSync(place)) symlinkSync(packages.host, place)
  }
}

function permissions(command: SandboxCommand, packages: Mount, scratch: string): string[] {
  // Compilers and test tools need native parts, workers and children, and look for files wherever they like. Any of that is a
  // way around the rest, so there is no point in naming what they may read. A deployed service needs none of it.
  const tool = command.mounts.some((m) => m.host === packages.host)
  const readable = tool ? ['*'] : [...command.mounts.map((m) => m.host), scratch]
  const flags = ['--permission', ...readable.map((path) => `--allow-fs-read=${path}`)]
  for (const path of [scratch, ...command.mounts.filter((m) => m.writable).map((m) => m.host)]) flags.push(`--allow-fs-write=${path}`)
  if (tool) flags.push('--allow-addons', '--allow-worker', '--allow-child-process', '--allow-wasi', '--disable-warning=SecurityWarning')
  return flags
}

function start(command: SandboxCommand, packages: Mount): SandboxProcess {
  const scratch = mkdtempSync(join(tmpdir(), 'gantry-sandbox-'))
  const translate = translator([...command.mounts, { host: scratch, inside: '/tmp' }])
  links(command.mounts)
  const [name, ...rest] = command.argv
  const argv = rest.map(translate)
  const env: Record<string, string> = {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: scratch,
    TMPDIR: scratch,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }
  for (const [key, value] of Object.entries(command.env ?? {})) env[key] = translate(value)
  const node = name === 'node'
  const child = spawn(node ? process.execPath : translate(name), node ? [...permissions(command, packages, scratch), '--import', lifeline, ...argv] : argv, {
    cwd: translate(command.cwd),
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // its own process group
  })
  const group = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), signal)
    } catch {
      /* already gone */
    }
  }
  child.once('exit', () => group('SIGKILL')) // children that outlived the program
  const started = supervise(command, {
    child,
    destroy: () => group('SIGKILL'),
    signal: (signal) => {
      child.kill(signal)
    },
  })
  void started.exited.then(() => rmSync(scratch, { recursive: true, force: true }))
  return started
}

export function reduced(packages: Mount, allowModel: boolean): Sandbox {
  const checked = (command: SandboxCommand): SandboxProcess => {
    if (command.origin !== 'rules' && !allowModel) throw new Error(refusal)
    return start(command, packages)
  }
  return { isolation: 'reduced', packages, start: checked, run: async (command) => checked(command).exited }
}
