import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureClient } from './build.mjs'
import { explain } from './explain.mjs'
import { openHome, readJson } from './home.mjs'
import { project } from './packages.mjs'
import { printToStderr } from './progress.mjs'

/** npm run -s gantry -- ARGS: the command line beside a running instance, with that instance's settings. Only the answer goes to stdout. */
export async function run(_command, args) {
  printToStderr()
  const home = openHome()
  const settings = readJson(join(home, 'run/environment.json')) ?? {}
  if (!settings.DATABASE_URL && !process.env.DATABASE_URL) throw explain(`No Gantry has run on ${home} yet. Start one with npm start, or set DATABASE_URL.`)
  await ensureClient()
  const env = {
    ...settings,
    ...process.env,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    NODE_ENV: 'production',
    PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}`,
    GANTRY_HOME: home,
    GANTRY_PROCESS: 'gantry',
  }
  // Where npm was called, so that relative paths of files mean what their writer meant.
  const cwd = process.env.INIT_CWD || process.cwd()
  const child = spawn(process.execPath, [join(project, 'server/cli/main.ts'), ...args], { cwd, env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
