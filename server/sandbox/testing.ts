import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxCommand } from './sandbox.ts'

/** Writes programs into `folder`/app, each as a command that runs it there; unless said otherwise as one that a model wrote. */
export function programsIn(folder: string) {
  mkdirSync(join(folder, 'app'))
  return (source: string, more: Partial<SandboxCommand> = {}): SandboxCommand => {
    const file = `${crypto.randomUUID()}.mjs`
    writeFileSync(join(folder, 'app', file), source)
    return { argv: ['node', `/app/${file}`], mounts: [{ host: join(folder, 'app'), inside: '/app' }], cwd: '/app', origin: 'model', timeoutMs: 20_000, ...more }
  }
}

export const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
