import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, Level } from './finding.ts'
import type { Component } from './sbom.ts'

export type Audit = { evaluated: true; findings: Finding[] } | { evaluated: false; why: string }
interface Report {
  vulnerabilities?: Record<string, { severity: string; via: (string | { title?: string })[] }>
  message?: string
  error?: { summary?: string }
}

const levels: Record<string, Level> = { critical: 'critical', high: 'high', moderate: 'medium', low: 'low', info: 'low' }

/** Asks the registry about the bundled packages. A registry that refuses or cannot be reached is "not evaluated", never a pass. */
export async function auditComponents(list: Component[], folder: string, signal: AbortSignal): Promise<Audit> {
  const at = join(folder, 'audit')
  await mkdir(at, { recursive: true })
  const packages: Record<string, object> = { '': { name: 'bundle', version: '0.0.0', dependencies: Object.fromEntries(list.map((c) => [c.name, c.version])) } }
  for (const c of list) packages[`node_modules/${c.name}`] = { version: c.version, license: c.license }
  await writeFile(join(at, 'package.json'), JSON.stringify(packages['']))
  await writeFile(join(at, 'package-lock.json'), JSON.stringify({ name: 'bundle', version: '0.0.0', lockfileVersion: 3, packages }))
  const output = await new Promise<string>((resolve) => {
    execFile(
      'npm',
      ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=5000'],
      { cwd: at, signal, timeout: 10_000, maxBuffer: 8 << 20 },
      (_error, stdout) => resolve(String(stdout)),
    )
  })
  const report = parse(output)
  if (!report?.vulnerabilities) return { evaluated: false, why: report?.message ?? report?.error?.summary ?? 'the registry gave no answer within 10 s' }
  const findings = Object.entries(report.vulnerabilities).map(
    ([name, v]): Finding => ({
      tool: 'audit',
      rule: `advisory/${name}`,
      level: levels[v.severity] ?? 'medium',
      file: 'package-lock.json',
      line: 1,
      message: v.via.map((x) => (typeof x === 'string' ? x : (x.title ?? name))).join('; '),
    }),
  )
  return { evaluated: true, findings }
}

function parse(text: string): Report | null {
  try {
    return JSON.parse(text) as Report
  } catch {
    return null
  }
}
