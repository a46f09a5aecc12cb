import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Process {
  pid: number
  parent: number
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }]
      } catch {
        return [] // ended meanwhile
      }
    })
}

function tree(roots: number[], except: number, all: Process[]): Set<number> {
  const found = new Set<number>()
  const visit = (pid: number): void => {
    if (pid === except || found.has(pid)) return
    found.add(pid)
    for (const p of all) if (p.parent === pid) visit(p.pid)
  }
  roots.forEach(visit)
  return found
}

/**
 * Memory of a whole instance in MiB: the launcher and everything below it, and both database clusters, without the
 * measuring process itself. Proportional set size, because PostgreSQL's processes share most of theirs.
 */
export function instanceMemory(home: string): number {
  const postmasters = ['postgres', 'postgres-services'].flatMap((cluster) => {
    try {
      return [Number(readFileSync(join(home, cluster, 'data/postmaster.pid'), 'utf8').split('\n')[0])]
    } catch {
      return [] // a database of somebody else's
    }
  })
  const kilobytes = [...tree([process.ppid, ...postmasters], process.pid, processes())].map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return kilobytes.reduce((a, b) => a + b, 0) / 1024
}
