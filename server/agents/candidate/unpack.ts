import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { extract } from 'tar-stream'

const mostFiles = 5_000
const mostBytes = 64 << 20

/** Writes a bundle's files below `folder`. Refuses anything that would land outside of it, links and archives that are too large. */
export async function unpack(bundle: Uint8Array, folder: string): Promise<string[]> {
  const archive = extract()
  const done = Readable.from([Buffer.from(bundle)]).pipe(archive)
  const files: string[] = []
  let bytes = 0
  for await (const entry of done) {
    const { name, type, size } = entry.header
    const path = normalize(name)
    if (path.startsWith('..') || path.startsWith('/')) throw new Error(`bundle.tar: the entry ${name} leads out of the bundle`)
    bytes += size ?? 0
    if (files.length >= mostFiles || bytes > mostBytes) throw new Error(`bundle.tar: more than ${mostFiles} files or ${mostBytes >> 20} MiB`)
    if (type === 'file') {
      const chunks: Buffer[] = []
      for await (const chunk of entry) chunks.push(chunk as Buffer)
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), Buffer.concat(chunks))
      files.push(path)
    } else if (type === 'directory') entry.resume()
    else throw new Error(`bundle.tar: the entry ${name} is a ${type}; only files and folders are allowed`)
  }
  return files
}
