import type { DocumentFile } from '#server/generate/documents/file.ts'
import { brokenLinks } from '#server/generate/documents/links.ts'
import { type Divergence, type Manifest, manifestPath, mergeFile, readManifest, sha256 } from '#server/generate/documents/managed.ts'

export interface DocumentText {
  path: string
  title: string
  mediaType: string
  text: string
}
export interface Merge {
  /** What differs from the repository; null removes. */
  changes: Map<string, string | null>
  added: string[]
  changed: string[]
  removed: string[]
  divergences: Divergence[]
  brokenLinks: string[]
  /** Every document as it will stand, people's words included. */
  documents: DocumentText[]
}

const obstinate = 'unreadable'

/** Brings together what was written and what the repository holds. `current` lacks what is no readable text. */
export function mergeDocuments(files: readonly DocumentFile[], tree: ReadonlyMap<string, string>, current: ReadonlyMap<string, string>): Merge {
  const before = readManifest(current.get(manifestPath) ?? null)
  const merge: Merge = { changes: new Map(), added: [], changed: [], removed: [], divergences: [], brokenLinks: [], documents: [] }
  const after: Manifest = { files: {}, sections: {} }
  for (const file of files) {
    const there = tree.has(file.path) ? (current.get(file.path) ?? obstinate) : null
    const merged =
      there === obstinate ? { text: null, divergences: [{ path: file.path, section: null, what: 'exists' as const }] } : mergeFile(file, there, before)
    merge.divergences.push(...merged.divergences)
    if (merged.text !== null && merged.text !== there) put(merge, file.path, merged.text, there)
    const text = merged.text ?? (there === obstinate ? null : there)
    if (text !== null) merge.documents.push({ path: file.path, title: file.title, mediaType: file.mediaType, text })
    remember(after, before, file, merged.divergences)
  }
  dropFormer(merge, files, tree, current, before, after)
  const manifest = printManifest(after)
  if (manifest !== current.get(manifestPath)) merge.changes.set(manifestPath, manifest)
  merge.brokenLinks = brokenLinks(standing(merge, tree, current)).map(({ path, target }) => `${path} → ${target}`)
  return merge
}

function put(merge: Merge, path: string, text: string | null, there: string | null): void {
  merge.changes.set(path, text)
  ;(text === null ? merge.removed : there === null ? merge.added : merge.changed).push(path)
}

/** What we wrote stays ours in the manifest also while a person's change of it stands: else its removal would be taken for their wish. */
function remember(after: Manifest, before: Manifest, file: DocumentFile, divergences: readonly Divergence[]): void {
  const { path } = file
  if ('sections' in file.content) {
    const names = file.content.sections.map((s) => s.name)
    const foreign = divergences.some((d) => d.what === 'exists')
    if (!foreign) after.sections[path] = names
  } else if (divergences.length === 0) after.files[path] = sha256(file.content.whole)
  else if (Object.hasOwn(before.files, path)) after.files[path] = before.files[path] as string
}

/** Files that are not written any more go, unless a person changed them or added to them. */
function dropFormer(
  merge: Merge,
  files: readonly DocumentFile[],
  tree: ReadonlyMap<string, string>,
  current: ReadonlyMap<string, string>,
  before: Manifest,
  after: Manifest,
): void {
  const written = new Set(files.map((f) => f.path))
  for (const [path, digest] of Object.entries(before.files)) {
    const there = current.get(path)
    if (written.has(path) || !tree.has(path)) continue
    if (there !== undefined && sha256(there) === digest) put(merge, path, null, there)
    else {
      merge.divergences.push({ path, section: null, what: 'changed' })
      after.files[path] = digest
    }
  }
  for (const path of Object.keys(before.sections)) {
    const there = current.get(path)
    if (written.has(path) || there === undefined) continue
    const title = path.split('/').at(-1) ?? path
    const { text, divergences } = mergeFile({ path, title, mediaType: 'text/markdown', content: { sections: [] } }, there, before)
    merge.divergences.push(...divergences)
    if (divergences.length > 0) after.sections[path] = before.sections[path] ?? []
    if (text !== null && text !== there) put(merge, path, text.trim() === '' ? null : text, there)
  }
}

const sorted = <T>(record: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
const printManifest = ({ files, sections }: Manifest): string =>
  `${JSON.stringify({ about: 'What the documentation sweep wrote here: digests of whole files, names of managed sections. It tells its words from yours.', files: sorted(files), sections: sorted(sections) }, null, 2)}\n`

function standing(merge: Merge, tree: ReadonlyMap<string, string>, current: ReadonlyMap<string, string>): Map<string, string> {
  // Files that were not read exist: their links are not ours to check.
  const all = new Map<string, string>([...tree.keys()].map((path) => [path, path.endsWith('.md') ? (current.get(path) ?? '') : '']))
  for (const [path, text] of merge.changes) {
    if (text === null) all.delete(path)
    else all.set(path, text)
  }
  return all
}
