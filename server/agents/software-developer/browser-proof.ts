import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '#server/sandbox/sandbox.ts'

export interface Proof {
  browser: string
  controlled: boolean // the service worker controls the page
  offline: boolean // the application starts without a network
  manifestErrors: string[]
  installabilityErrors: string[]
  complaints: string[] // errors on the page's console
}

interface Where {
  sandbox: Sandbox
  folder: string
  signal: AbortSignal
}

// The binaries behind the wrapper scripts, which want folders that the sandbox does not have. All below /usr, which it has.
const browsers = ['/usr/lib/chromium/chromium', '/usr/lib/chromium-browser/chromium-browser', '/usr/lib64/chromium-browser/chromium-browser']
const script = fileURLToPath(new URL('./prove-install.ts', import.meta.url))

/** What a real browser says, or the reason why there is none to ask. The browser opens generated code, so it runs in the sandbox, and only in a full one. */
export async function proveInBrowser(built: ReadonlyMap<string, Uint8Array>, { sandbox, folder, signal }: Where): Promise<Proof | { reason: string }> {
  const browser = browsers.find(existsSync)
  if (!browser) return { reason: 'no Chromium is installed on this machine' }
  if (sandbox.isolation !== 'bubblewrap') return { reason: 'a browser opens generated code only in the full sandbox' }
  if (!existsSync(join(sandbox.packages.host, 'playwright-core'))) return { reason: 'the package playwright-core is not installed' }
  const site = join(folder, 'site')
  for (const [path, bytes] of built) {
    await mkdir(dirname(join(site, path)), { recursive: true })
    await writeFile(join(site, path), bytes)
  }
  const result = await sandbox.run({
    argv: ['node', '/app/prove-install.ts', '/site', browser],
    mounts: [sandbox.packages, { host: script, inside: '/app/prove-install.ts' }, { host: site, inside: '/site' }],
    cwd: '/tmp',
    timeoutMs: 60_000,
    signal,
    origin: 'rules',
  })
  signal.throwIfAborted()
  if (result.code !== 0)
    return {
      reason: `the browser did not get to an answer: ${result.timedOut ? 'no end after a minute' : result.stderr.trim().split('\n').slice(-3).join(' ').slice(-300)}`,
    }
  return JSON.parse(result.stdout) as Proof
}
