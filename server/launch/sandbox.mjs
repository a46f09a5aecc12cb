import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Makes bubblewrap available: the machine's own, else installed by the package manager as root, else unpacked into the data folder.
 * Each is judged by really starting it the way the sandbox does. Answers what is used, and what to say when nothing works.
 */
export async function provideSandbox(home) {
  process.env.GANTRY_HOME = home
  const { probeSandbox } = await import('../sandbox/open.ts')
  const probe = async () => (await probeSandbox()).sandbox.isolation === 'bubblewrap'
  if (await probe()) return { isolation: 'bubblewrap', how: 'bubblewrap' }
  const off = process.env.GANTRY_BWRAP === 'off'
  if (process.platform === 'linux' && !off) {
    for (const [how, obtain] of [
      ['bubblewrap, installed by apt-get', installAsRoot],
      ['bubblewrap, unpacked into the data folder', () => unpackInto(join(home, 'tools/bubblewrap'))],
    ]) {
      const obtained = await obtain().catch(() => false)
      if (obtained && (await probe())) return { isolation: 'bubblewrap', how }
    }
  }
  const { tried } = await probeSandbox()
  const why = off ? 'GANTRY_BWRAP=off' : tried.map(({ path, why: reason }) => `${path}: ${reason}`).join('; ') || 'it is not installed'
  return {
    isolation: 'reduced',
    how: 'reduced isolation',
    advice: `bubblewrap cannot be used (${why}). ${off ? 'Start again without that setting.' : adviceFor(tried)} Until then what Gantry's own templates produced runs with reduced isolation, and code that a model wrote is refused.`,
  }
}

const adviceFor = (tried) =>
  process.platform !== 'linux'
    ? 'It exists for Linux only: run Gantry in a Linux machine for full isolation.'
    : tried.length > 0
      ? 'Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0) and start again.'
      : 'Install it (Debian, Ubuntu: sudo apt-get install bubblewrap; Fedora: sudo dnf install bubblewrap) and start again.'

async function installAsRoot() {
  if (process.getuid?.() !== 0) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => run('apt-get', ['install', '--yes', '--no-install-recommends', 'bubblewrap'], { env, timeout: 120_000 })
  await install().catch(async () => {
    await run('apt-get', ['update'], { env, timeout: 120_000 })
    await install()
  })
  return true
}

/** `apt-get download` needs no privileges, only package lists. */
async function unpackInto(folder) {
  const download = join(folder, 'download')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(download, { recursive: true })
  await run('apt-get', ['download', 'bubblewrap'], { cwd: download, timeout: 120_000 })
  const [file] = readdirSync(download).filter((name) => name.endsWith('.deb'))
  if (!file) return false
  await run('dpkg', ['-x', join(download, file), folder])
  rmSync(download, { recursive: true })
  return true
}
