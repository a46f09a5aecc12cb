import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sandbox, SandboxResult } from '#server/sandbox/sandbox.ts'

export interface Problem {
  tool: 'tsc' | 'eslint'
  file: string
  line: number
  rule: string
  message: string
  error: boolean
}

interface Where {
  sandbox: Sandbox
  folder: string
  signal: AbortSignal
}

/** Type check and lint of the sources below ui/. A tool that breaks throws: that is never a pass. */
export async function checkUi(sources: ReadonlyMap<string, string>, where: Where): Promise<Problem[]> {
  for (const [path, text] of sources) {
    const at = join(where.folder, path)
    await mkdir(dirname(at), { recursive: true })
    await writeFile(at, text)
  }
  const [types, lint] = await Promise.all([
    run(where, ['node', '/app/node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']),
    run(where, ['node', '/app/node_modules/eslint/bin/eslint.js', '--format', 'json', '--no-inline-config', 'src']),
  ])
  return [...typeProblems(types), ...lintProblems(lint)]
}

const run = ({ sandbox, folder, signal }: Where, argv: [string, ...string[]]): Promise<SandboxResult> =>
  sandbox.run({
    argv,
    mounts: [sandbox.packages, { host: join(folder, 'ui'), inside: '/app/ui' }],
    cwd: '/app/ui',
    timeoutMs: 120_000,
    memoryMiB: 1024,
    signal,
    origin: 'rules',
  })

function broke(tool: string, result: SandboxResult): Error {
  const why = result.timedOut ? 'took longer than two minutes' : `ended with ${result.signal ?? `code ${result.code}`}`
  return new Error(`${tool} ${why}: ${(result.stderr || result.stdout).trim().slice(-600)}`)
}

/** 0 = no errors, 1 and 2 = errors, each on a line `file(line,column): error TSnnnn: message`. */
function typeProblems(result: SandboxResult): Problem[] {
  const found = result.stdout.split('\n').flatMap((line): Problem[] => {
    const match = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(line)
    return match ? [{ tool: 'tsc', file: `ui/${match[1]}`, line: Number(match[2]), rule: match[3] ?? '', message: match[4] ?? '', error: true }] : []
  })
  const ended = result.code === 0 ? found.length === 0 : (result.code === 1 || result.code === 2) && found.length > 0
  if (!ended) throw broke('tsc', result)
  return found
}

function lintProblems(result: SandboxResult): Problem[] {
  if (result.code !== 0 && result.code !== 1) throw broke('eslint', result)
  const files = JSON.parse(result.stdout) as { filePath: string; messages: { ruleId: string | null; severity: number; message: string; line?: number }[] }[]
  if (files.length === 0) throw new Error('eslint looked at no file')
  return files.flatMap((file) =>
    file.messages.map(
      (m): Problem => ({
        tool: 'eslint',
        file: file.filePath.replace(/^\/app\//, ''),
        line: m.line ?? 0,
        rule: m.ruleId ?? 'parse',
        message: m.message,
        error: m.severity === 2,
      }),
    ),
  )
}
