import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { interrupted } from './interrupt.mjs'
import { project } from './packages.mjs'
import { endGroup, identityOf } from './process-identity.mjs'

/** Runs a tool in the foreground, with no input and a time limit. Never throws: answers whether it ended well, and what was wrong. */
export function runTool(command, args, { timeoutMs, env = {} }) {
  return new Promise((done) => {
    const path = `${join(project, 'node_modules/.bin')}:${process.env.PATH}`
    // A group of its own, so that a time limit or Ctrl-C ends its workers too.
    const child = spawn(command, args, { cwd: project, env: { ...process.env, ...env, PATH: path }, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
    const identity = child.pid ? identityOf(child.pid) : undefined
    const abandon = () => identity && process.kill(-identity.pid, 'SIGKILL')
    process.once('exit', abandon)
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      if (identity) endGroup(identity, 5000)
    }, timeoutMs)
    const finish = (result) => {
      if (interrupted()) return
      clearTimeout(timer)
      process.off('exit', abandon)
      done(result)
    }
    child.on('error', (error) => finish({ ok: false, problem: `could not be started: ${error.message}` }))
    child.on('exit', (code, signal) =>
      finish({ ok: code === 0, problem: timedOut ? `did not end within ${timeoutMs / 60_000} minutes` : signal ? `ended by ${signal}` : undefined }),
    )
  })
}
