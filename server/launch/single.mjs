import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuild, ensureClient } from './build.mjs'
import { prepareDatabase } from './databases.mjs'
import { explain } from './explain.mjs'
import { openHome, secretsOf } from './home.mjs'
import { memoryEnvironment, nodeArguments } from './memory.mjs'
import { project } from './packages.mjs'
import { printToStderr } from './progress.mjs'
import { provideSandbox } from './sandbox.mjs'
import { hasRealProvider, readSettings, secretEnvironment } from './settings.mjs'

const entry = { runner: 'server/runner/main.ts', edge: 'server/deploy/edge/main.ts', identity: 'server/auth/identity/main.ts' }

/**
 * npm run web|runner|edge|identity: one process in the foreground, for a deployment on many machines. Everything comes from the
 * environment; only what one machine alone needs (identity's secrets) is made in the data folder.
 */
export async function run(name, args) {
  printToStderr()
  const home = openHome()
  const settings = await readSettings()
  if (name !== 'identity' && !process.env.DATABASE_URL)
    throw explain(
      `npm run ${name} needs DATABASE_URL: the PostgreSQL database that all processes share. (npm start runs everything on one machine with a database of its own.)`,
    )
  if (name === 'identity' && hasRealProvider())
    throw explain('A real sign-in provider is configured, so the local one with its demo accounts must not run beside it.')
  if (name === 'web' && hasRealProvider() && !process.env.NEXTAUTH_SECRET)
    throw explain('npm run web needs NEXTAUTH_SECRET, the same on every machine that runs web. Make one: openssl rand -hex 32')
  if (name === 'edge' && !process.env.SERVICES_DATABASE_URL)
    throw explain('npm run edge needs SERVICES_DATABASE_URL: the PostgreSQL server where deployed services have their databases.')
  await ensureClient()
  // Demo people belong to the local sign-in, and it is web that knows whether that is the one in use.
  if (name !== 'identity') await prepareDatabase(process.env.DATABASE_URL, { local: name === 'web' && settings.local })
  const build = name === 'web' ? await ensureBuild(join(home, 'logs/build.log'), '.next', ['.next-test']) : undefined
  if (name === 'runner' || name === 'edge') {
    const { advice } = await provideSandbox(home)
    if (advice) process.stderr.write(`${advice}\n`)
  }
  const program =
    name === 'web'
      ? [join(project, 'node_modules/next/dist/bin/next'), 'start', '-p', String(settings.ports.web), '-H', settings.host]
      : [join(project, entry[name])]
  const defaults = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    GANTRY_HOME: home,
    GANTRY_HOST: settings.host,
    ...(build ? { GANTRY_BUILD_DIR: build.folder } : {}),
    NEXTAUTH_URL: settings.address,
    ...(settings.local && (name === 'web' || name === 'identity') ? { GANTRY_IDENTITY_ISSUER: `http://localhost:${settings.ports.identity}` } : {}),
  }
  const env = {
    ...memoryEnvironment,
    ...defaults,
    ...secretEnvironment(name, secretsOf(home), settings.local),
    ...process.env,
    GANTRY_HOME: home,
    PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}`,
  }
  const child = spawn(process.execPath, [...nodeArguments, ...program, ...args], { cwd: project, env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
