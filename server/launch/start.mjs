import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import accounts from '../auth/identity/accounts.json' with { type: 'json' }
import { hasRequirements } from './databases.mjs'
import { openHome } from './home.mjs'
import { startInstance, stopAll } from './instance.mjs'
import { onInterrupt } from './interrupt.mjs'
import { project } from './packages.mjs'
import { bold, dim, heading, note, print, sinceStart, step } from './progress.mjs'

/** npm start and npm run dev: everything on this machine, until Ctrl-C. `npm run dev -- --no-watch` leaves processes running when their sources change. */
export async function run(command, args = []) {
  heading(`Gantry${command === 'dev' ? ' (development)' : ''}`)
  const home = openHome()
  const advice = []
  const undo = []
  onInterrupt(async () => {
    print('\nStopping …')
    await stopAll(undo)
    print('Stopped.')
  }, 0)
  const instance = await startInstance({
    home,
    production: command === 'start',
    watched: !args.includes('--no-watch'),
    report: note,
    advise: (line) => advice.push(line),
    undo,
  })
  if (instance.settings.local) await submitFirstRequirement(instance)
  introduce(instance, advice)
}

/** A newcomer finds a run in progress. Once a data folder, and only while there is no requirement yet. */
async function submitFirstRequirement({ home, databases, environment, supervisor }) {
  const marker = join(home, 'first-requirement')
  if (existsSync(marker) || (await hasRequirements(databases.control))) return
  await step('first run', 'submitting the sample requirement', async () => {
    const args = ['submit', 'prisma/seed/shop.md', '--system', 'sales', '--title', 'Online shop', '--as', 'architect@gantry.localhost', '--json']
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [join(project, 'server/cli/main.ts'), ...args], {
        cwd: project,
        env: environment,
        timeout: 60_000,
      })
      writeFileSync(marker, stdout)
      return 'prisma/seed/shop.md, submitted by the demo architect'
    } catch (error) {
      // A convenience: its failure must not keep anybody from working.
      note(
        `The sample requirement could not be submitted: ${(error.stderr || error.message).trim().split('\n').at(-1)} (logs: ${supervisor.logFile('runner-1')})`,
      )
    }
  })
}

function introduce({ home, settings, secrets }, advice) {
  for (const line of advice) note(line)
  print()
  print(`  ${bold('Gantry is ready')} after ${sinceStart()}: ${bold(settings.address)}`)
  if (settings.local) {
    print(`  Sign in as ${dim('(password for all of them:')} ${bold(secrets.demoPassword)}${dim(')')}`)
    for (const { email, does } of accounts) print(`    ${email.padEnd(32)} ${dim(does)}`)
  }
  print(`  ${dim(`Data and logs: ${home}   Ctrl-C stops everything.`)}`)
}
