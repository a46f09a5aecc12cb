import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '#model/network.ts'
import { merge } from './merge.ts'
import { readFiles } from './read.ts'

/** What the tests of formats start from. */
export const empty: Network = { systems: [], services: [], flows: [], decisions: [], runbooks: [] }
export const sample = (name: string) => ({ name, text: readFileSync(join(import.meta.dirname, 'samples', name), 'utf8') })
export function read(files: { name: string; text: string }[], into = empty, system: string | null = null) {
  const reading = readFiles(
    files.map((file) => ({ ...file, format: null })),
    into,
    system,
  )
  const { changes, problems } = merge(reading.changes, into)
  const records = Object.fromEntries(changes.map(({ kind, key, after }) => [`${kind} ${key}`, after as Record<string, unknown>]))
  return { ...reading, problems: [...reading.problems, ...problems], records, lost: reading.notCarried.map(({ line, what }) => `${line} ${what}`) }
}
