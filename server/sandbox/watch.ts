import { readProcesses, treeOf } from './process-tree.ts'

/**
 * Node reserves gigabytes of address space it never touches, so an rlimit on it says nothing: what a tree really holds
 * is read and compared. The same reading bounds the number of processes where the kernel does not (RLIMIT_NPROC
 * exempts root, and not every machine lends us a cgroup).
 */
export interface Watched {
  pid: number
  memoryBytes: number | undefined
  processes: number
  exceeded(what: string): void
}

const everyMs = 250
const watched = new Set<Watched>()
let timer: NodeJS.Timeout | undefined

function look(): void {
  const rows = readProcesses()
  for (const entry of watched) {
    const tree = treeOf(entry.pid, rows)
    if (tree.pids.length > entry.processes) entry.exceeded(`more than ${entry.processes} processes`)
    // The service's own limit is judged at 90 %; this is the wall behind it.
    else if (entry.memoryBytes && tree.residentBytes > entry.memoryBytes) entry.exceeded(`more memory than ${Math.round(entry.memoryBytes / 2 ** 20)} MiB`)
  }
}

export function watch(entry: Watched): () => void {
  watched.add(entry)
  timer ??= setInterval(look, everyMs)
  timer.unref()
  return () => {
    watched.delete(entry)
    if (watched.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
