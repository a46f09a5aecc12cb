import type { ChildProcess } from 'node:child_process'
import { Output } from './output.ts'
import { treeOf } from './process-tree.ts'
import type { SandboxCommand, SandboxProcess, SandboxResult } from './sandbox.ts'
import { watch } from './watch.ts'

/** Enough for a test run with workers on a large machine, far below what hurts one. */
const mostProcesses = 512

interface Spawned {
  child: ChildProcess
  /** Ends the whole tree at once. */
  destroy(): void
  /** Any other signal goes to the program itself. */
  signal(name: NodeJS.Signals): void
  /** The kernel was faster than our own look at the memory. */
  ranOut?(): boolean
}

const tooMuch = (what: string): string => `\nThe sandbox ended the program: it used ${what}.\n`

/** What every level of isolation has in common: output, wall clock, abort, limits, the end of the whole tree. */
export function supervise(command: SandboxCommand, spawned: Spawned): SandboxProcess {
  const { child } = spawned
  const started = performance.now()
  const lines = (stream: 'stdout' | 'stderr') => command.onLine && ((line: string) => command.onLine?.(line, stream))
  const stdout = new Output(lines('stdout'))
  const stderr = new Output(lines('stderr'))
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk))

  let timedOut = false
  const timer = command.timeoutMs
    ? setTimeout(() => {
        timedOut = true
        spawned.destroy()
      }, command.timeoutMs)
    : undefined
  const abort = () => spawned.destroy()
  if (command.signal?.aborted) abort()
  command.signal?.addEventListener('abort', abort)
  const unwatch = watch({
    pid: child.pid ?? 0,
    memoryBytes: command.memoryMiB ? command.memoryMiB * 2 ** 20 : undefined,
    processes: mostProcesses,
    exceeded: (what) => {
      stderr.push(Buffer.from(tooMuch(what)))
      spawned.destroy()
    },
  })

  const exited = new Promise<SandboxResult>((resolve) => {
    const done = (code: number | null, signal: string | null) => {
      clearTimeout(timer)
      command.signal?.removeEventListener('abort', abort)
      unwatch()
      if (spawned.ranOut?.()) stderr.push(Buffer.from(tooMuch(`more memory than ${command.memoryMiB} MiB`)))
      resolve({ code, signal, stdout: stdout.end(), stderr: stderr.end(), timedOut, seconds: (performance.now() - started) / 1000 })
    }
    child.once('error', (error) => {
      stderr.push(Buffer.from(`${error.message}\n`))
      done(null, null)
    })
    child.once('close', done) // after the last byte of output, unlike 'exit'
  })

  return {
    pid: child.pid ?? 0,
    exited,
    kill: (signal = 'SIGKILL') => (signal === 'SIGKILL' ? spawned.destroy() : spawned.signal(signal)),
    residentBytes: async () => treeOf(child.pid ?? 0).residentBytes,
  }
}
