import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain } from './explain.mjs'
import { readJson, writeWhole } from './home.mjs'
import { memoryEnvironment, nodeArguments } from './memory.mjs'
import { project } from './packages.mjs'
import { endGroup, identityOf, isAlive } from './process-identity.mjs'

const attached = fileURLToPath(new URL('./attached.mjs', import.meta.url))
const longestPauseMs = 30_000
/** After this long without a crash the next one is treated as the first again. */
const settledMs = 60_000
const healthEveryMs = 5000
/** A runner may compute for a while; only a process that answers nothing for this many checks in a row is taken for hung. One that has
 * not answered yet is still starting, which takes minutes on a machine that is busy with other things. */
const missedChecks = 8
const missedChecksOfPatient = 60

/**
 * Runs processes and keeps them running.
 * A program is { name, args, env, port }: arguments of node, its whole environment, and where it answers /healthz (a number, or undefined when
 * it writes a port file); `patient` when it may answer nothing for minutes.
 */
export function createSupervisor({ home, report }) {
  const children = new Map()
  let stopping = false

  const remember = () =>
    writeWhole(join(home, 'run/processes.json'), JSON.stringify([...children.values()].flatMap(({ identity }) => (identity ? [identity] : []))))

  function start(program) {
    const entry = { program, failures: 0, missed: 0, answered: false, timer: undefined, identity: undefined, child: undefined }
    children.set(program.name, entry)
    launch(entry)
    return entry
  }

  function launch(entry) {
    const { program } = entry
    const child = spawnProgram(home, program)
    entry.child = child
    entry.since = Date.now()
    entry.missed = 0
    entry.answered = false
    entry.identity = child.pid ? identityOf(child.pid) : undefined
    remember()
    child.on('error', (error) => report(`${program.name} could not be started: ${error.message}`))
    child.on('exit', (code, signal) => restartLater(entry, signal ?? `code ${code}`))
  }

  async function restartLater(entry, how) {
    const { identity, program } = entry
    entry.identity = undefined
    if (identity) await endGroup(identity, 0) // what it started must not outlive it
    if (stopping) return
    entry.failures = Date.now() - entry.since > settledMs ? 1 : entry.failures + 1
    const pause = Math.min(500 * 2 ** (entry.failures - 1), longestPauseMs)
    report(`${program.name} ended (${how}); starting it again in ${pause / 1000} s (log: ${logFile(home, program.name)})`)
    entry.timer = setTimeout(() => launch(entry), pause)
    remember()
  }

  async function checkAll() {
    if (stopping) return
    await Promise.all(
      [...children.values()].map(async (entry) => {
        const { identity, child } = entry
        if (!identity) return
        const answers = await probe(portOf(home, entry.program), '/healthz')
        if (entry.child !== child) return
        entry.answered ||= answers
        entry.missed = answers ? 0 : entry.missed + 1
        if (entry.missed < (entry.program.patient || !entry.answered ? missedChecksOfPatient : missedChecks)) return
        entry.missed = 0
        report(`${entry.program.name} answers nothing any more; ending it`)
        await endGroup(identity, 2000)
      }),
    )
  }
  const health = setInterval(checkAll, healthEveryMs)

  return {
    start,
    logFile: (name) => logFile(home, name),
    portOf: (name) => portOf(home, children.get(name).program),
    /** Resolves when every process answers /readyz; rejects with the end of the log of one that does not. */
    ready: (timeoutMs) => Promise.all([...children.values()].map((entry) => waitReady(home, entry, timeoutMs))),
    async stop() {
      stopping = true
      clearInterval(health)
      for (const { timer } of children.values()) clearTimeout(timer)
      await Promise.all([...children.values()].flatMap(({ identity }) => (identity ? [endGroup(identity, 10_000)] : [])))
      rmSync(join(home, 'run/processes.json'), { force: true })
    },
  }
}

function spawnProgram(home, program) {
  const log = openLog(home, program.name)
  rmSync(portFile(home, program.name), { force: true })
  // A group of its own: Ctrl-C in the terminal must not reach it before us, and its children end with it.
  const child = spawn(process.execPath, [...nodeArguments, '--import', attached, ...program.args], {
    cwd: project,
    env: {
      ...memoryEnvironment,
      ...program.env,
      GANTRY_LAUNCHER: String(process.pid),
      GANTRY_PROCESS: program.name,
      GANTRY_PORT_FILE: portFile(home, program.name),
    },
    stdio: ['pipe', log, log],
    detached: true,
  })
  closeSync(log)
  child.stdin.on('error', () => {}) // the process is gone; its exit is handled elsewhere
  return child
}

/** Ends what a launcher that was killed left behind. Answers how many processes that were. */
export async function endLeftovers(home) {
  const left = (readJson(join(home, 'run/processes.json')) ?? []).filter(isAlive)
  await Promise.all(left.map((identity) => endGroup(identity, 5000)))
  return left.length
}

async function waitReady(home, entry, timeoutMs) {
  const deadline = Date.now() + timeoutMs
  const { name } = entry.program
  while (!(await probe(portOf(home, entry.program), '/readyz'))) {
    if (Date.now() > deadline || entry.failures >= 4) {
      throw explain(
        `${name} did not become ready${entry.failures ? ` (it ended ${entry.failures} times)` : ''}. The end of ${logFile(home, name)}:\n${tail(logFile(home, name))}`,
      )
    }
    await new Promise((next) => setTimeout(next, 100))
  }
  return name
}

const logFile = (home, name) => join(home, 'logs', `${name}.log`)
const portFile = (home, name) => join(home, 'run', `${name}.port`)

function portOf(home, program) {
  if (program.port) return program.port
  const file = portFile(home, program.name)
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}

/** Appended to, so that the reason of a crash survives the restart; one old file is kept. */
function openLog(home, name) {
  const file = logFile(home, name)
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

const tail = (file) => (existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '')

export function probe(port, path) {
  if (!port) return Promise.resolve(false)
  return new Promise((answer) => {
    const asked = request({ host: '127.0.0.1', port, path, timeout: 5000, agent: false }, (response) => {
      response.resume()
      answer(response.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => answer(false))
    asked.end()
  })
}
