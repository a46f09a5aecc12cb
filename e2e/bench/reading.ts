import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import type { Row } from './_table.ts'

/**
 * A document of sixty pages, about 500 words each, made of the samples one after the other until it is long enough. It is
 * read in a process of its own, because what counts is the whole memory of whoever reads it.
 */
const words = 60 * 500
const samples = new URL('../../server/engines/rules/samples/', import.meta.url)
const reader = `
  import { text } from 'node:stream/consumers'
  import { readDocuments } from '${new URL('../../server/engines/rules/read.ts', import.meta.url).href}'
  const document = await text(process.stdin)
  const before = performance.now()
  const { statements } = readDocuments([{ name: 'long.md', role: 'requirements', text: document }])
  console.log(JSON.stringify({ ms: performance.now() - before, mib: process.resourceUsage().maxRSS / 1024, statements: statements.length }))`

async function longDocument(): Promise<string> {
  const parts: string[] = []
  for (const name of (await readdir(samples)).filter((each) => each.endsWith('.md')).sort()) parts.push(await readFile(new URL(name, samples), 'utf8'))
  const long: string[] = []
  for (let count = 0, i = 0; count < words; i++) {
    const part = parts[i % parts.length] ?? ''
    long.push(part)
    count += part.split(/\s+/).length
  }
  return long.join('\n\n')
}

export async function measure(): Promise<Row[]> {
  const document = await longDocument()
  const child = spawn(process.execPath, ['--input-type=module', '-e', reader], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(document)
  let said = ''
  for await (const part of child.stdout) said += String(part)
  const { ms, mib, statements } = JSON.parse(said) as { ms: number; mib: number; statements: number }
  const note = `${words.toLocaleString('en')} words, ${(document.length / 1024).toFixed(0)} KiB, ${statements} statements`
  return [
    { what: 'reading sixty pages', value: ms / 1000, unit: 's', limit: 3, note },
    { what: 'reading sixty pages, memory of the process', value: mib, unit: 'MiB', limit: 300, note: 'largest resident size' },
  ]
}
