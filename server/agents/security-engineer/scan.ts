import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ScanResult } from './finding.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('./scan-process.ts', import.meta.url))

/** Static and secret scan of text files (path → text). Rejects when the scanner itself breaks: that is never a pass. */
export async function scanSources(files: Map<string, string>, folder: string, signal: AbortSignal): Promise<ScanResult> {
  const list = join(folder, 'scan-sources.json')
  await writeFile(list, JSON.stringify(Object.fromEntries(files)))
  const { stdout } = await run(process.execPath, ['--max-old-space-size=1024', script, list], {
    signal,
    timeout: 120_000,
    maxBuffer: 32 << 20,
    env: { NODE_ENV: 'production' },
  })
  return JSON.parse(stdout) as ScanResult
}
