import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createGroup, entering } from './cgroup.ts'
import { supervise } from './process.ts'
import type { Mount, Sandbox, SandboxCommand, SandboxProcess } from './sandbox.ts'

const mostOpenFiles = 4096
const mostProcesses = 512
/** The group is the wall behind the watched limit, which can say why: it counts the kernel's own memory, too. */
const memorySlack = 1.25
const privateTmpBytes = 512 * 2 ** 20

/**
 * A process of ours that is really root stays the kernel's root behind the user namespace, and what /proc/sys guards is
 * the user id, not a capability: core_pattern could be written from inside. bubblewrap only covers what the *current*
 * permissions of the folders allow, so these are covered here. (Tried: without it the write succeeds.)
 */
const readOnlyProc = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/fs', '/proc/acpi', '/proc/scsi']
const hiddenProc = ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/sched_debug', '/proc/latency_stats']

/** Read-only system: /usr, and /bin, /lib … as the machine has them (links on most, folders on some). */
function system(): string[] {
  const args = ['--ro-bind', '/usr', '/usr']
  for (const folder of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    if (!existsSync(folder)) continue
    if (lstatSync(folder).isSymbolicLink()) args.push('--symlink', readlinkSync(folder), folder)
    else args.push('--ro-bind', folder, folder)
  }
  for (const file of ['/etc/ld.so.cache', '/etc/alternatives', '/nix/store']) args.push('--ro-bind-try', file, file)
  return args
}

function proc(): string[] {
  const args = ['--proc', '/proc']
  for (const path of readOnlyProc) if (existsSync(path)) args.push('--ro-bind', path, path)
  for (const path of hiddenProc) if (existsSync(path)) args.push('--ro-bind', '/dev/null', path)
  return args
}

/** A mount inside another one needs a place to land; bubblewrap cannot make one in a read-only tree. */
function landingPlaces(mounts: readonly Mount[]): void {
  for (const mount of mounts) {
    const around = mounts.filter((m) => m !== mount && mount.inside.startsWith(`${m.inside}/`)).sort((a, b) => b.inside.length - a.inside.length)[0]
    if (!around) continue
    const place = join(around.host, mount.inside.slice(around.inside.length))
    if (existsSync(place)) continue
    mkdirSync(statSync(mount.host).isDirectory() ? place : dirname(place), { recursive: true })
    if (!existsSync(place)) writeFileSync(place, '')
  }
}

/** Everything between the name of the program and `--`. Exported for the probe, which must try exactly this. */
export function bubblewrapArguments(command: Pick<SandboxCommand, 'mounts' | 'cwd' | 'env'>): string[] {
  const args = [
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    '--uid',
    '65534',
    '--gid',
    '65534',
    '--hostname',
    'sandbox',
    '--clearenv',
    ...system(),
    ...proc(),
    '--dev',
    '/dev',
    '--size',
    String(64 * 2 ** 20),
    '--tmpfs',
    '/dev/shm',
    '--remount-ro',
    '/dev',
    '--size',
    String(privateTmpBytes),
    '--tmpfs',
    '/tmp',
    '--ro-bind',
    process.execPath,
    '/runtime/node',
  ]
  // Outer folders first, or they would hide the inner ones.
  const mounts = [...command.mounts].sort((a, b) => a.inside.length - b.inside.length)
  for (const mount of mounts) args.push(mount.writable ? '--bind' : '--ro-bind', mount.host, mount.inside)
  args.push('--remount-ro', '/')
  const env = { PATH: '/runtime:/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', TMPDIR: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC', ...command.env }
  for (const [name, value] of Object.entries(env)) args.push('--setenv', name, value)
  args.push('--chdir', command.cwd)
  return args
}

/** The program itself: node is the runtime Gantry runs on; prlimit sets the limits inside, where they count for this sandbox alone. */
function program(argv: SandboxCommand['argv']): string[] {
  const [name, ...rest] = argv
  const limits = existsSync('/usr/bin/prlimit') ? ['/usr/bin/prlimit', '--core=0', `--nproc=${mostProcesses}`, `--nofile=${mostOpenFiles}`, '--'] : []
  return [...limits, name === 'node' ? '/runtime/node' : name, ...rest]
}

/** Children of a process, by the kernel's own list. */
function children(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // gone
  }
}

function start(binary: string, command: SandboxCommand): SandboxProcess {
  landingPlaces(command.mounts)
  // Arguments travel through a pipe: a password in --setenv would otherwise be in every `ps` of the machine. The
  // environment is empty because --clearenv alone still shows ours in bubblewrap's own process inside.
  const group = createGroup({ processes: mostProcesses, memoryBytes: command.memoryMiB && command.memoryMiB * memorySlack * 2 ** 20 })
  const direct = [binary, '--args', '3', '--', ...program(command.argv)]
  const [file = binary, ...rest] = group ? entering(group, direct) : direct
  const child = spawn(file, rest, { env: {} as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const pipe = child.stdio[3] as NodeJS.WritableStream | null
  pipe?.on('error', () => {}) // bubblewrap ended before it read them; its exit code and message tell why
  pipe?.end(`${bubblewrapArguments(command).join('\0')}\0`)
  const supervised = supervise(command, {
    child,
    ranOut: () => group?.ranOut() ?? false,
    destroy: () => {
      child.kill('SIGKILL')
    }, // its init has PDEATHSIG, and with an init its whole pid namespace goes
    signal: (name) => {
      // bubblewrap forwards no signals: monitor → init of the namespace → the program.
      const programs = children(child.pid ?? 0).flatMap(children)
      if (programs.length === 0) child.kill('SIGKILL')
      for (const pid of programs) {
        try {
          process.kill(pid, name)
        } catch {
          /* just ended */
        }
      }
    },
  })
  child.once('close', () => group?.remove()) // after the group was asked what happened
  return supervised
}

export function bubblewrap(binary: string, packages: Mount): Sandbox {
  return {
    isolation: 'bubblewrap',
    packages,
    start: (command) => start(binary, command),
    run: (command) => start(binary, command).exited,
  }
}
