import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AgentContext } from '../agent.ts'

export interface Finding {
  tool: 'typescript' | 'eslint'
  file: string
  line: number
  rule: string
  message: string
}

type Needs = Pick<AgentContext, 'folder' | 'sandbox' | 'signal'>

export async function writeFiles(folder: string, files: Iterable<[string, string | Uint8Array]>): Promise<void> {
  for (const [path, content] of files) {
    const place = join(folder, path)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, content)
  }
}

function typeErrors(stdout: string): Finding[] {
  return [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): (.+)$/gm)].map(([, file = '', line = '0', rule = '', message = '']) => ({
    tool: 'typescript',
    file,
    line: Number(line),
    rule,
    message,
  }))
}

interface LintResult {
  filePath: string
  messages: { severity: number; line?: number; ruleId: string | null; message: string }[]
}
function lintErrors(stdout: string): Finding[] {
  const results = JSON.parse(stdout) as LintResult[]
  return results.flatMap((r) =>
    r.messages
      .filter((m) => m.severity === 2)
      .map((m) => ({
        tool: 'eslint' as const,
        file: r.filePath.replace(/^.*\/service\//, ''),
        line: m.line ?? 0,
        rule: m.ruleId ?? 'syntax',
        message: m.message,
      })),
  )
}

/** The compiler and the linter over a service's sources, both in the sandbox at the same time. Throws when a tool itself breaks. */
export async function check(context: Needs, files: Map<string, string>): Promise<Finding[]> {
  const folder = join(context.folder, 'sources')
  await writeFiles(
    folder,
    [...files].filter(([path]) => path.startsWith('service/')),
  )
  const mounts = [{ host: join(folder, 'service'), inside: '/app/service' }, context.sandbox.packages]
  const command = { mounts, cwd: '/app/service', origin: 'rules' as const, timeoutMs: 120_000, signal: context.signal, memoryMiB: 2_048 }
  const [types, lint] = await Promise.all([
    context.sandbox.run({
      ...command,
      argv: ['node', '/app/node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', '/app/service/tsconfig.json'],
    }),
    context.sandbox.run({
      ...command,
      argv: ['node', '/app/node_modules/eslint/bin/eslint.js', '--format', 'json', 'src', 'test', '--no-error-on-unmatched-pattern'],
    }),
  ])
  const typed = typeErrors(types.stdout)
  if (types.code !== 0 && typed.length === 0)
    throw new Error(
      `The compiler did not run: ${(types.stderr || types.stdout).trim().slice(-500) || (types.timedOut ? 'it took more than 120 s' : `code ${types.code}`)}`,
    )
  if (lint.code !== 0 && lint.code !== 1)
    throw new Error(
      `The linter did not run: ${(lint.stderr || lint.stdout).trim().slice(-500) || (lint.timedOut ? 'it took more than 120 s' : `code ${lint.code}`)}`,
    )
  return [...typed, ...lintErrors(lint.stdout)]
}
