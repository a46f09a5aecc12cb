import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
  const { ok } = await runTool(process.execPath, [join(folder, '_main.ts'), ...chosen.map((file) => file.replace(/\.ts$/, ''))], {
    timeoutMs: 60 * 60_000,
    env,
  })
  await stopAll(undo)
  rmSync(home, { recursive: true, force: true })
  process.exit(ok ? 0 : 1)
}
