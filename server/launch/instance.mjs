import { join } from 'node:path'
import { ensureBuild, ensureClient } from './build.mjs'
import { describeDatabases, prepareDatabase, startDatabases, watchClusters } from './databases.mjs'
import { lockHome, openHome, secretsOf, writeWhole } from './home.mjs'
import { project } from './packages.mjs'
import { note, step } from './progress.mjs'
import { provideSandbox } from './sandbox.mjs'
import { checkPorts, commonEnvironment, readSettings, secretEnvironment } from './settings.mjs'
import { createSupervisor, endLeftovers } from './supervisor.mjs'

/**
 * A whole Gantry on one machine: what `npm start` runs, and what the tests run beside it on other ports.
 * @param {{ home: string, production: boolean, watched?: boolean, report(line: string): void, advise?(line: string): void, undo?: (() => unknown)[], buildFolders?: [string, string[]?] }} options
 *   buildFolders: where to build the dashboard, and where a build of the same sources may be found instead
 *   undo: filled with what has to be done to stop, from the first step on, for whoever is interrupted in between
 * @returns the running instance; stop() ends every process in order
 */
export async function startInstance({ home, production, watched = true, report, advise = report, undo = [], buildFolders = ['.next'] }) {
  const settings = await readSettings()
  undo.push(lockHome(openHome(home), settings.address))
  const stop = () => stopAll(undo)
  try {
    const left = await endLeftovers(home)
    if (left > 0) report(`ended ${left} processes that an earlier start left behind`)
    await checkPorts(settings)
    const secrets = secretsOf(home)
    const databases = await step('databases', 'PostgreSQL', () => startDatabases(home, undo), describeDatabases)
    const buildFolder = await prepare({ home, production, settings, databases, advise, buildFolders })
    const environment = commonEnvironment({ home, settings, databases, production })
    // For the gantry command, which works beside a running instance.
    writeWhole(join(home, 'run/environment.json'), JSON.stringify(pick(environment, /^(GANTRY_|DATABASE_URL|SERVICES_DATABASE_URL|NEXTAUTH_URL)/)))
    const supervisor = createSupervisor({ home, report })
    undo.push(watchClusters(databases.clusters, report), () => supervisor.stop())
    for (const program of programs({ settings, production, watched, buildFolder }))
      supervisor.start({ ...program, env: { ...environment, ...program.env, ...secretEnvironment(program.name, secrets, settings.local) } })
    await step('processes', 'waiting for each to be ready', async () => (await supervisor.ready(180_000)).join(', '))
    return { home, settings, secrets, databases, environment, supervisor, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Last things first. One that fails must not keep the others from running. */
export async function stopAll(undo) {
  for (const action of undo.splice(0).reverse()) {
    try {
      await action()
    } catch (error) {
      note(error.message)
    }
  }
}

/** Answers the folder of the dashboard's build. */
async function prepare({ home, production, settings, databases, advise, buildFolders }) {
  // First: the dashboard is built from it, too.
  await ensureClient()
  const [, , build] = await Promise.all([
    step('schema', 'migrations and seed', () => prepareDatabase(databases.control, settings)),
    step('sandbox', 'trying bubblewrap', async () => {
      const { how, advice } = await provideSandbox(home)
      if (advice) advise(advice)
      return how
    }),
    production
      ? step(
          'dashboard',
          'next build (a minute or two, only when sources changed)',
          () => ensureBuild(join(home, 'logs/build.log'), ...buildFolders),
          ({ built }) => (built ? 'built' : 'unchanged'),
        )
      : { folder: '.next' },
  ])
  return build.folder
}

const pick = (object, pattern) => Object.fromEntries(Object.entries(object).filter(([name]) => pattern.test(name)))

/** Every process of one machine, with the arguments of node. In development each restarts when its sources change, unless that is not wanted. */
function programs({ settings, production, watched, buildFolder }) {
  const watch = production || !watched ? [] : ['--watch-path=server', '--watch-path=model']
  const main = (file) => [...watch, join(project, file)]
  const runners = Array.from({ length: settings.runners }, (_, index) => ({
    name: `runner-${index + 1}`,
    args: main('server/runner/main.ts'),
    env: { GANTRY_RUNNER_PORT: '0' },
  }))
  const next = join(project, 'node_modules/next/dist/bin/next')
  return [
    ...(settings.local ? [{ name: 'identity', args: main('server/auth/identity/main.ts'), env: {}, port: settings.ports.identity }] : []),
    { name: 'edge', args: main('server/deploy/edge/main.ts'), env: { GANTRY_EDGE_ADMIN_PORT: '0' } },
    ...runners,
    {
      name: 'web',
      args: [next, production ? 'start' : 'dev', '-p', String(settings.ports.web), '-H', settings.host],
      env: { GANTRY_BUILD_DIR: buildFolder },
      port: settings.ports.web,
      // Next compiles a page when it is first asked for, and answers nothing meanwhile: on a busy machine for minutes.
      patient: !production,
    },
  ]
}
