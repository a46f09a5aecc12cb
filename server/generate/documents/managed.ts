import { createHash } from 'node:crypto'
import type { DocumentFile, Section } from './file.ts'

/**
 * What the sweep writes and what people write in the same file, apart: a managed section stands between two markers, the
 * first of which holds the digest of what was written. When the text no longer has that digest, a person changed it:
 * it is left as it is and reported. Files without sections are told from people's changes by the digests of the manifest.
 */
export const sha256 = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex')

const begin = (name: string, digest: string): string => `<!-- gantry:begin ${name} ${digest} -->`
const end = (name: string): string => `<!-- gantry:end ${name} -->`
const between = (name: string): RegExp => new RegExp(`<!-- gantry:begin ${name} ([0-9a-f]{64}) -->\\n([\\s\\S]*?)\\n?<!-- gantry:end ${name} -->`)

/** Words of people that look like a marker must not become one. */
const neutral = (body: string): string => body.replace(/<!--(\s*)gantry:/gi, '<!--$1gantry :')
const print = ({ name, text }: Section): string => {
  const body = `\n${neutral(text).trim()}\n`
  return `${begin(name, sha256(body))}\n${body}\n${end(name)}`
}

/** What the last sweep wrote, kept in the repository itself: path → digest of a whole file, or the names of its sections. */
export interface Manifest {
  files: Record<string, string>
  sections: Record<string, string[]>
}
export const manifestPath = '.gantry/documents.json'
const emptyManifest = (): Manifest => ({ files: {}, sections: {} })

export function readManifest(body: string | null): Manifest {
  if (!body) return emptyManifest()
  try {
    const { files, sections } = JSON.parse(body) as Partial<Manifest>
    const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject(files) && isObject(sections) ? { files: files as Manifest['files'], sections: sections as Manifest['sections'] } : emptyManifest()
  } catch {
    return emptyManifest() // what was there before counts as people's then, and is left alone
  }
}

export interface Divergence {
  path: string
  section: string | null
  what: 'changed' | 'removed' | 'exists'
}
export interface Merged {
  text: string | null // null: leave the file as it is, or away
  divergences: Divergence[]
}

export function mergeFile(file: DocumentFile, current: string | null, before: Manifest): Merged {
  return 'whole' in file.content ? mergeWhole(file.path, file.content.whole, current, before) : mergeSections(file.path, file.content.sections, current, before)
}

function mergeWhole(path: string, fresh: string, current: string | null, before: Manifest): Merged {
  const known = Object.hasOwn(before.files, path) ? before.files[path] : undefined
  if (current === null) return known ? { text: null, divergences: [{ path, section: null, what: 'removed' }] } : { text: fresh, divergences: [] }
  if (current === fresh || sha256(current) === known) return { text: fresh, divergences: [] }
  return { text: null, divergences: [{ path, section: null, what: known ? 'changed' : 'exists' }] }
}

function mergeSections(path: string, sections: readonly Section[], current: string | null, before: Manifest): Merged {
  const known = Object.hasOwn(before.sections, path) ? (before.sections[path] ?? []) : []
  if (current === null && known.length > 0) return { text: null, divergences: [{ path, section: null, what: 'removed' }] }
  if (current === null) return { text: `${sections.map(print).join('\n\n')}\n`, divergences: [] }
  const divergences: Divergence[] = []
  let merged = current.replaceAll('\r\n', '\n')
  let last: string | null = null
  for (const section of sections) {
    const found = between(section.name).exec(merged)
    if (found) {
      const [all, digest, inner = ''] = found
      if (sha256(inner) === digest) merged = replaceAt(merged, found.index, all.length, print(section))
      else divergences.push({ path, section: section.name, what: 'changed' })
      last = section.name
    } else if (known.includes(section.name)) divergences.push({ path, section: section.name, what: 'removed' })
    else {
      merged = insertAfter(merged, last, print(section))
      last = section.name
    }
  }
  return { text: dropObsolete(path, merged, sections, known, divergences), divergences }
}

const replaceAt = (body: string, at: number, length: number, by: string): string => body.slice(0, at) + by + body.slice(at + length)

/** After the section that precedes it in our order, else at the end: a person's own beginning stays the beginning. */
function insertAfter(body: string, section: string | null, fresh: string): string {
  const marker = section && end(section)
  const at = marker ? body.indexOf(marker) : -1
  if (at < 0) return body.trim() ? `${body.trimEnd()}\n\n${fresh}\n` : `${fresh}\n`
  const cut = at + (marker as string).length
  return `${body.slice(0, cut)}\n\n${fresh}${body.slice(cut)}`
}

/** A section that is not written any more goes, unless a person changed it. */
function dropObsolete(path: string, body: string, sections: readonly Section[], known: readonly string[], divergences: Divergence[]): string {
  let rest = body
  for (const name of known.filter((each) => /^[a-z0-9-]+$/.test(each) && !sections.some((s) => s.name === each))) {
    const found = between(name).exec(rest)
    if (!found) continue
    if (sha256(found[2] ?? '') === found[1]) rest = replaceAt(rest, found.index, found[0].length, '').replace(/\n{3,}/g, '\n\n')
    else divergences.push({ path, section: name, what: 'changed' })
  }
  return rest
}
