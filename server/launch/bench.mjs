import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowser } from './browser.mjs'
import { explain } from './explain.mjs'
import { openHome } from './home.mjs'
import { stopAll } from './instance.mjs'
import { onInterrupt } from './interrupt.mjs'
import { project } from './packages.mjs'
import { heading, step } from './progress.mjs'
import { startTestInstance } from './test.mjs'
import { runTool } from './tool.mjs'

/** npm run bench [NAME…]: runs e2e/bench/NAME.ts, one after the other, against one instance of its own, and prints one table. */
export async function run(_command, names) {
  const folder = join(project, 'e2e/bench')
  const all = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('_')) : []
  const chosen = names.length === 0 ? all : names.map((name) => `${name}.ts`)
  const unknown = chosen.filter((file) => !all.includes(file))
  if (chosen.length === 0 || unknown.length > 0)
    throw explain(
      `There is no measurement ${unknown.join(', ')} in e2e/bench. There are: ${all.map((file) => file.replace(/\.ts$/, '')).join(', ') || 'none yet'}.`,
    )
  const undo = []
  onInterrupt(() => stopAll(undo), 130)
  heading('Gantry: measurements')
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
  const browser = await step(
    'browser',
    'looking for Chromium',
    () => provideBrowser(openHome()),
    ({ GANTRY_BROWSER }) => GANTRY_BROWSER,
  )
  const instance = await startTestInstance(home, undo)
  const env = { ...instance.environment, ...browser, GANTRY_BASE_URL: instance.settings.address }
  // What answers rows is in one table; what prints for itself, because it says more than figures, comes afterwards.
  const answersRows = (file) => /^export async function measure\b/m.test(readFileSync(join(folder, file), 'utf8'))
  const named = chosen.filter(answersRows).map((file) => file.replace(/\.ts$/, ''))
  const programs = [...(named.length > 0 ? [['_main.ts', ...named]] : []), ...chosen.filter((file) => !answersRows(file)).map((file) => [file])]
  let ok = true
  for (const [file, ...args] of programs) ok = (await runTool(process.execPath, [join(folder, file), ...args], { timeoutMs: 60 * 60_000, env })).ok && ok
  await stopAll(undo)
  rmSync(home, { recursive: true, force: true })
  process.exit(ok ? 0 : 1)
}
