import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowser } from './browser.mjs'
import { explain } from './explain.mjs'
import { openHome } from './home.mjs'
import { stopAll } from './instance.mjs'
import { onInterrupt } from './interrupt.mjs'
import { project } from './packages.mjs'
import { heading, print, step } from './progress.mjs'
import { startTestInstance } from './test.mjs'
import { runTool } from './tool.mjs'

/** npm run bench [NAME…]: runs e2e/bench/NAME.ts, one after the other, against one instance of its own. Each prints its table. */
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
  let ok = true
  for (const file of chosen) {
    print(`\n${file.replace(/\.ts$/, '')}`)
    const env = { ...instance.environment, ...browser, GANTRY_BASE_URL: instance.settings.address, GANTRY_DEMO_PASSWORD: instance.secrets.demoPassword }
    ok = (await runTool(process.execPath, [join(folder, file)], { timeoutMs: 30 * 60_000, env })).ok && ok
  }
  await stopAll(undo)
  rmSync(home, { recursive: true, force: true })
  process.exit(ok ? 0 : 1)
}
