import { setPriority } from 'node:os'
import type { Sandbox, SandboxCommand, SandboxProcess } from '#server/sandbox/sandbox.ts'

/** Compilers and test suites give way to whoever waits for an answer: dashboard, edge, databases and the runner itself. */
const niceness = 10

/** The same sandbox, with everything started in it at low priority. Children inherit it. */
export function inBackground(sandbox: Sandbox): Sandbox {
  const start = (command: SandboxCommand): SandboxProcess => {
    const process = sandbox.start(command)
    try {
      setPriority(process.pid, niceness)
    } catch {
      // It has ended already, or never began: its result tells.
    }
    return process
  }
  return { ...sandbox, start, run: (command) => start(command).exited }
}
