import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** What writes documents: when any of these files changes, what they would write is looked at again. */
const folders = ['../../generate/documents/', '../../generate/diagrams/', '../../../model/', '../../../model/network-analysis/', './']

let made: Promise<string> | undefined
async function make(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const path = fileURLToPath(new URL(folder, import.meta.url))
    const names = (await readdir(path)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
    for (const name of names) hash.update(`${folder}${name}\0`).update(await readFile(`${path}${name}`))
  }
  return hash.digest('hex')
}
/** Digest of the writers themselves, so that an unchanged model need not be written out to be known unchanged. */
export const fingerprint = (): Promise<string> => (made ??= make())
