import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowser } from './browser.mjs'
import { ensureClient } from './build.mjs'
import { openHome } from './home.mjs'
import { startInstance, stopAll } from './instance.mjs'
import { onInterrupt } from './interrupt.mjs'
import { project } from './packages.mjs'
import { bold, heading, note, print, step } from './progress.mjs'
import { runTool } from './tool.mjs'

const bin = (name) => join(project, 'node_modules/.bin', name)
const minutes = (count) => count * 60_000

/**
 * npm test: every check there is, on databases, ports and folders of its own, beside whatever else runs here.
 * npm run test:chaos: the long fault runs alone.
 */
export async function run(_command, [which] = []) {
  const undo = []
  onInterrupt(() => stopAll(undo), 130)
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'))
  heading(which === 'chaos' ? 'Gantry: long fault runs' : 'Gantry: tests')
  await step('client', 'prisma generate', async () => ((await ensureClient()) ? 'generated' : 'unchanged'))
  const rows = which === 'chaos' ? [await vitest(folder, 'chaos', minutes(60))] : await everything(folder, undo)
  await stopAll(undo)
  const failed = sum(rows, 'failed')
  if (failed === 0) rmSync(folder, { recursive: true, force: true })
  else note(`Logs of this run are kept in ${folder}`)
  printTable(rows)
  // The last line, in this form, is what machines read.
  print(`${sum(rows, 'passed')} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

async function everything(folder, undo) {
  const rows = [
    await single('types', async () => {
      // Types of the pages' routes, for this state of the sources: what an earlier build left may name pages that are gone.
      for (const build of ['.next', '.next-test']) rmSync(join(project, build, 'types'), { recursive: true, force: true })
      await runTool(bin('next'), ['typegen'], { timeoutMs: minutes(3) })
      return runTool(bin('tsc'), ['--noEmit', '--incremental', 'false'], { timeoutMs: minutes(5) })
    }),
    await single('lint', () => runTool(bin('biome'), ['check', '.', '--error-on-warnings', '--max-diagnostics=50'], { timeoutMs: minutes(3) })),
    await vitest(folder, 'unit', minutes(20)),
    await vitest(folder, 'chaos-short', minutes(15)),
  ]
  return [...rows, await journeys(folder, undo)]
}

/** A check that is one test: it passes when its tool ends with 0. */
async function single(name, work) {
  const since = Date.now()
  print(bold(`\n${name}`))
  const result = await work().catch((error) => ({ ok: false, problem: error.message }))
  return { name, passed: result.ok ? 1 : 0, failed: result.ok ? 0 : 1, skipped: 0, seconds: (Date.now() - since) / 1000, problem: result.problem }
}

async function vitest(folder, name, timeoutMs) {
  const since = Date.now()
  print(bold(`\n${name}`))
  const report = join(folder, `${name}.json`)
  const result = await runTool(bin('vitest'), ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    timeoutMs,
    env: { NODE_ENV: 'test', GANTRY_HOME: join(folder, 'home') },
  })
  const json = readReport(report)
  // A file that could not even be loaded has no tests to count.
  const broken = json?.testResults?.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')).length ?? 0
  return count(
    name,
    since,
    result,
    json && { passed: json.numPassedTests, failed: json.numFailedTests + broken, skipped: json.numPendingTests + json.numTodoTests },
  )
}

async function journeys(folder, undo) {
  const since = Date.now()
  print(bold('\njourneys'))
  const report = join(folder, 'journeys.json')
  try {
    const browser = await step(
      'browser',
      'looking for Chromium, installing it when there is none',
      () => provideBrowser(openHome()),
      ({ GANTRY_BROWSER }) => GANTRY_BROWSER,
    )
    const instance = await startTestInstance(join(folder, 'home'), undo)
    const env = {
      ...instance.environment,
      ...browser,
      NODE_ENV: 'test',
      GANTRY_BASE_URL: instance.settings.address,
      GANTRY_DEMO_PASSWORD: instance.secrets.demoPassword,
      GANTRY_JOURNEYS_REPORT: report,
    }
    const result = await runTool(bin('playwright'), ['test'], { timeoutMs: minutes(20), env })
    const stats = readReport(report)?.stats
    return count('journeys', since, result, stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped })
  } catch (error) {
    return count('journeys', since, { ok: false, problem: error.message }, undefined)
  }
}

/** The same as npm start, with nothing of this shell's settings and on free ports. */
export async function startTestInstance(home, undo) {
  for (const name of Object.keys(process.env))
    if (
      /^(GANTRY_(?!BROWSER|USER_NAMESPACES|RUNNER_CONCURRENCY)|DATABASE_URL|SERVICES_DATABASE_URL|NEXTAUTH_|GITHUB_CLIENT|GOOGLE_CLIENT|ENTRA_|OKTA_|OIDC_)/.test(
        name,
      )
    )
      delete process.env[name]
  Object.assign(process.env, { GANTRY_HOME: home, GANTRY_PORT: '0', GANTRY_EDGE_PORT: '0', GANTRY_IDENTITY_PORT: '0', GANTRY_ROLLOUT_STEP: '5' })
  return startInstance({ home, production: true, report: note, undo, buildFolders: ['.next-test', ['.next']] })
}

function count(name, since, result, counts) {
  const row = { name, passed: 0, failed: 0, skipped: 0, ...counts, seconds: (Date.now() - since) / 1000, problem: result.problem }
  // Whoever could not run, found nothing to run or failed in another way than by a test has not passed.
  if ((!result.ok || row.passed + row.failed === 0) && row.failed === 0) {
    row.failed = 1
    row.problem ??= counts ? 'ended with an error, or had nothing to run' : 'did not run'
  }
  return row
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0)

function printTable(rows) {
  print(`\n${'runner'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'seconds'.padStart(9)}`)
  for (const { name, passed, failed, skipped, seconds, problem } of rows) {
    print(
      `${name.padEnd(14)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(skipped).padStart(9)}${seconds.toFixed(1).padStart(9)}${problem ? `  ${problem.split('\n')[0]}` : ''}`,
    )
  }
  print()
}
