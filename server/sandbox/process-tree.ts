import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** What a process tree is made of: pids (the root first), and its resident size in bytes. */
export interface Tree {
  pids: number[]
  residentBytes: number
}
interface Row {
  parent: number
  resident: number
}

const pageBytes = 4096 // statm counts pages; every supported Linux build of Node uses 4 KiB pages or reports RSS in them

function linuxProcesses(): Map<number, Row> {
  const rows = new Map<number, Row>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      rows.set(pid, { parent: Number(fields[1]), resident: Number(fields[21]) * pageBytes })
    } catch {
      // ended while we looked
    }
  }
  return rows
}

function psProcesses(): Map<number, Row> {
  const rows = new Map<number, Row>()
  for (const line of execFileSync('ps', ['-axo', 'pid=,ppid=,rss=']).toString().split('\n')) {
    const [pid, parent, kib] = line.trim().split(/\s+/).map(Number)
    if (pid) rows.set(pid, { parent: parent ?? 0, resident: (kib ?? 0) * 1024 })
  }
  return rows
}

/** One reading of the whole machine serves every tree that is watched. */
export function readProcesses(): Map<number, Row> {
  return process.platform === 'linux' ? linuxProcesses() : psProcesses()
}

export function treeOf(root: number, rows: Map<number, Row> = readProcesses()): Tree {
  const children = new Map<number, number[]>()
  for (const [pid, row] of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), pid])
  const pids: number[] = []
  let residentBytes = 0
  const queue = [root]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const row = rows.get(pid)
    if (!row) continue
    pids.push(pid)
    residentBytes += row.resident
    queue.push(...(children.get(pid) ?? []))
  }
  return { pids, residentBytes }
}
