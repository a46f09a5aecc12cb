import { extract } from 'tar-stream'
import { sha256Of } from './store.ts'

/** The files of a bundle (a tar archive) whose path starts with `prefix`, by name. */
export async function bundleDigests(bundle: Uint8Array, prefix: string): Promise<{ path: string; sha256: string }[]> {
  const reader = extract()
  reader.end(bundle)
  const found: { path: string; sha256: string }[] = []
  for await (const entry of reader) {
    const parts: Uint8Array[] = []
    for await (const part of entry) parts.push(part as Uint8Array)
    if (entry.header.type === 'file' && entry.header.name.startsWith(prefix)) found.push({ path: entry.header.name, sha256: sha256Of(Buffer.concat(parts)) })
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}
