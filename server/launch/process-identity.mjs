import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/**
 * When the process with this pid started, in a form that is only good for comparing; undefined when there is none. Together with the pid it
 * names one process for certain: pids are used again.
 */
export function startTimeOf(pid) {
  if (!pid) return undefined
  if (!existsSync('/proc/self/stat')) {
    const { status, stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' })
    return status === 0 && stdout.trim() ? stdout.trim() : undefined
  }
  try {
    // The name in parentheses may hold anything; the fields after the last one are fixed: state is the 3rd, start time the 22nd.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

export const identityOf = (pid) => ({ pid, started: startTimeOf(pid) })
export const isAlive = ({ pid, started }) => started !== undefined && startTimeOf(pid) === started

/** Ends a process group that we started: asks, waits, then forces. */
export async function endGroup(identity, patienceMs) {
  const signal = (name) => {
    try {
      process.kill(-identity.pid, name)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
  if (isAlive(identity)) {
    signal('SIGTERM')
    const deadline = Date.now() + patienceMs
    while (isAlive(identity) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 50))
  }
  // The leader may be gone while its children are not. A group id is not given to a new process as long as the group has members.
  if (isAlive(identity) || groupHasMembers(identity.pid)) signal('SIGKILL')
}

function groupHasMembers(pid) {
  try {
    process.kill(-pid, 0)
    return startTimeOf(pid) === undefined
  } catch {
    return false
  }
}
