import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** What will not change by waiting. */
export class Hopeless extends Error {}

/** Polls until `read` gives something; says what was awaited when time is up. */
export async function until<T>(what: string, read: () => Promise<T | null | undefined | false>, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const found = await read().catch((error: unknown) => {
      if (error instanceof Hopeless) throw error
      return null // the database may be what was killed
    })
    if (found) return found
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain: ${what}`)
    await new Promise((next) => setTimeout(next, 50))
  }
}

export interface Started {
  name: string
  child: ChildProcess
  log: string
  /** kill -9, and gone. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A process of the product under this test's settings, by name as its leases show it. */
export function start(name: string, file: string, folder: string, env: Record<string, string>): Started {
  const log = join(folder, `${name}.log`)
  const out = openSync(log, 'a')
  const child = spawn(process.execPath, [join(project, file)], {
    cwd: project,
    env: { PATH: process.env.PATH, ...env, GANTRY_PROCESS: name } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', out, out],
  })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return { name, child, log, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** The pid of a process that a launcher with this data folder runs, by name. */
export function pidOf(home: string, name: string): number {
  const file = join(home, 'run/processes.json')
  const listed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }[]) : []
  const found = listed.find(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`GANTRY_PROCESS=${name}`)
    } catch {
      return false
    }
  })
  if (!found) throw new Error(`No process ${name} runs on ${home}.`)
  return found.pid
}

export interface Instance {
  home: string
  address: string
  environment: Record<string, string>
  stop(): Promise<void>
}

/** A complete instance on free ports, as npm start runs it. It has a process of its own, because settings are read once a process. */
export async function startInstance(home: string): Promise<Instance> {
  const child = spawn(process.execPath, [join(project, 'e2e/chaos/instance-process.mjs'), home], {
    cwd: project,
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  })
  const ended = once(child, 'exit')
  const said = child.stdio[3] as Readable
  let text = ''
  for await (const part of said) text += part
  if (text === '') throw new Error('The instance did not start; what it printed says why.')
  return {
    home,
    ...(JSON.parse(text) as { address: string; environment: Record<string, string> }),
    stop: async () => {
      child.stdin?.end()
      await ended
    },
  }
}
