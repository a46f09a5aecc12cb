/**
 * What every npm script runs. Plain JavaScript for Node 20.19 without packages: it installs them when they are missing and then goes on
 * under the Node 24 that came with them. Each command is a file in launch/.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensurePackages, project } from './launch/packages.mjs'

const commands = {
  start: 'start.mjs',
  dev: 'start.mjs',
  test: 'test.mjs',
  bench: 'bench.mjs',
  web: 'single.mjs',
  runner: 'single.mjs',
  edge: 'single.mjs',
  identity: 'single.mjs',
  gantry: 'gantry.mjs',
}

function checkRuntime() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Gantry needs Node 20.19 or newer to start; this is ${process.version}. It brings its own Node 24 for everything else.`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** Goes on under the runtime that npm installed. Ctrl-C reaches the whole terminal group, so it is the child that decides when to end. */
function continueWithOwnNode(args) {
  const node = join(project, 'node_modules/.bin/node')
  const path = `${join(project, 'node_modules/.bin')}:${process.env.PATH}`
  const child = spawn(node, [join(project, 'server/launch.mjs'), ...args], { stdio: 'inherit', env: { ...process.env, PATH: path } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

const [command = 'start', ...args] = process.argv.slice(2)
checkRuntime()
if (!Object.hasOwn(commands, command)) fail(`There is no command "${command}". There are: ${Object.keys(commands).join(', ')}.`)
try {
  await ensurePackages()
  if (Number(process.versions.node.split('.')[0]) < 24) continueWithOwnNode([command, ...args])
  else await (await import(`./launch/${commands[command]}`)).run(command, args)
} catch (error) {
  fail(error.expected ? error.message : (error.stack ?? String(error)))
}
