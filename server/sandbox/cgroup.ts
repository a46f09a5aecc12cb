import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The kernel's own bound on processes and memory of a tree, for root: RLIMIT_NPROC exempts it, and a fork bomb leaves a
 * watching process no time to count (tried: 3,500 processes before the first look that saw more than 512). Everybody
 * else has the rlimit. Null where this machine lends no cgroup (most containers).
 */
export interface Group {
  /** Files that a process writes its own id to in order to enter. */
  doors: string[]
  /** Whether the kernel ended a process of it for its memory. */
  ranOut(): boolean
  remove(): void
}
interface Limits {
  processes: number
  memoryBytes: number | undefined
}

const root = '/sys/fs/cgroup'
const prefix = 'gantry-'
let counter = 0

/** Folder of our own group in a version 1 hierarchy. */
function ownFolder(controller: string): string {
  const line = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[1]?.split(',').includes(controller))
  if (!line) throw new Error(`no hierarchy of ${controller}`)
  return join(root, controller, line.split(':').slice(2).join(':'))
}

function version1(name: string, limits: Limits): string[] {
  const folders = [join(ownFolder('pids'), name)]
  mkdirSync(folders[0] ?? '')
  writeFileSync(join(folders[0] ?? '', 'pids.max'), String(limits.processes))
  if (!limits.memoryBytes) return folders
  try {
    const memory = join(ownFolder('memory'), name)
    mkdirSync(memory)
    folders.push(memory)
    writeFileSync(join(memory, 'memory.limit_in_bytes'), String(limits.memoryBytes))
  } catch {
    // what is really used is watched as well
  }
  return folders
}

/** Only directly below the root may groups have both processes beside them and limits of their own. */
function version2(name: string, limits: Limits): string[] {
  const parent = join(root, 'gantry')
  mkdirSync(parent, { recursive: true })
  for (const folder of [root, parent]) writeFileSync(join(folder, 'cgroup.subtree_control'), '+pids +memory')
  const folder = join(parent, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'pids.max'), String(limits.processes))
  if (limits.memoryBytes) writeFileSync(join(folder, 'memory.max'), String(limits.memoryBytes))
  return [folder]
}

export function createGroup(limits: Limits): Group | null {
  if (process.getuid?.() !== 0) return null
  const name = `${prefix}${process.pid}-${++counter}`
  for (const create of [version1, version2]) {
    try {
      const folders = create(name, limits)
      return {
        doors: folders.map((folder) => join(folder, 'cgroup.procs')),
        ranOut: () => folders.some(killed),
        remove: () => folders.forEach((folder) => void removeSoon(folder)),
      }
    } catch {
      // the other version, or none
    }
  }
  return null
}

/** memory.oom_control of version 1 and memory.events of version 2 count it in a line of the same form. */
function killed(folder: string): boolean {
  for (const file of ['memory.oom_control', 'memory.events']) {
    try {
      if (/^oom_kill [1-9]/m.test(readFileSync(join(folder, file), 'utf8'))) return true
    } catch {
      // a group of another controller or version
    }
  }
  return false
}

/** The kernel needs a moment after the last process has gone. */
async function removeSoon(folder: string, tries = 20): Promise<void> {
  try {
    rmdirSync(folder)
  } catch {
    if (tries > 0) setTimeout(() => void removeSoon(folder, tries - 1), 50).unref()
  }
}

/** Empty groups of processes that were killed. One in use refuses. */
export function removeLeftoverGroups(): void {
  if (process.getuid?.() !== 0) return
  const parents: string[] = [join(root, 'gantry')]
  for (const controller of ['pids', 'memory']) {
    try {
      parents.push(ownFolder(controller))
    } catch {
      // version 2
    }
  }
  for (const parent of parents) {
    try {
      for (const name of readdirSync(parent)) if (name.startsWith(prefix)) void removeSoon(join(parent, name), 0)
    } catch {
      // none
    }
  }
}

/** Enters the groups, then becomes the program: nothing of it ever runs outside of them. */
export const entering = (group: Group, argv: readonly string[]): string[] => [
  '/bin/sh',
  '-c',
  'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; n=$((n - 1)); done; exec "$@"',
  'sh',
  String(group.doors.length),
  ...group.doors,
  ...argv,
]
