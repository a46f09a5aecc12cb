import { documentsOf } from '#server/generate/documents/documents.ts'
import { manifestPath, readManifest, sha256 } from '#server/generate/documents/managed.ts'
import { type Forge, fullName, type Opened } from '#server/git/forge/forge.ts'
import { blobId } from '#server/git/forge/local.ts'
import { fingerprint } from './fingerprint.ts'
import { messageOf, nothingSwept, type SweepJob, type Swept, type SweptState } from './job.ts'
import { mergeDocuments } from './merge.ts'
import { proposeChange } from './propose.ts'

/** Writes the documents of one system into its repository. Repeating it, also after it was killed half way, does nothing twice. */
export async function sweepRepository(forge: Forge, job: SweepJob): Promise<Swept> {
  const opened = await forge.open(job.repository)
  const inputs = sha256(JSON.stringify([await fingerprint(), forge.address, fullName(job.repository), opened.cloneUrl, job.view]))
  const nothing = {
    fresh: opened.created,
    commits: 0,
    commit: opened.head,
    url: opened.url,
    note: '',
    added: [],
    changed: [],
    removed: [],
    divergences: [],
    brokenLinks: [],
  }
  if (opened.head && opened.head === job.state.head && inputs === job.state.inputs)
    return { ...nothing, status: 'unchanged', state: job.state, documents: null }
  const files = await documentsOf(job.view, { name: fullName(job.repository), cloneUrl: opened.cloneUrl })
  job.signal.throwIfAborted()
  const tree = opened.head ? await forge.tree(job.repository, opened.head) : new Map<string, string>()
  const current = await textsOf(
    forge,
    job,
    opened,
    tree,
    files.map((f) => f.path),
  )
  const merge = mergeDocuments(files, tree, current)
  const about = {
    documents: merge.documents,
    added: merge.added,
    changed: merge.changed,
    removed: merge.removed,
    divergences: merge.divergences,
    brokenLinks: merge.brokenLinks,
  }
  const done = (head: string | null): SweptState => ({ ...nothingSwept, head, inputs: merge.divergences.length === 0 ? inputs : null })
  if (merge.changes.size === 0) {
    const mine =
      opened.head !== null &&
      opened.head !== job.state.head &&
      (await forge.message(job.repository, opened.head)).includes(`Gantry-Sweep: ${job.number}\n`.trim())
    const status = merge.divergences.length > 0 ? 'diverged' : mine ? 'updated' : 'unchanged'
    return { ...nothing, ...about, status, commits: mine ? 1 : 0, state: done(opened.head) }
  }
  if (forge.requests) return { ...nothing, ...about, ...(await proposeChange(forge, forge.requests, job, { opened, tree, merge, done })) }
  const commit = await forge.write(job.repository, {
    branch: opened.branch,
    base: opened.head,
    previous: opened.head,
    message: messageOf(job, merge),
    files: merge.changes,
    tree,
  })
  const status = merge.divergences.length > 0 ? 'diverged' : opened.head === null ? 'created' : 'updated'
  return { ...nothing, ...about, fresh: opened.created || opened.head === null, status, commits: 1, commit, state: done(commit) }
}

/** What the repository holds of the files at hand and of those that were written before; fetched only where it is not known. */
async function textsOf(forge: Forge, job: SweepJob, opened: Opened, tree: ReadonlyMap<string, string>, paths: readonly string[]): Promise<Map<string, string>> {
  if (!opened.head) return new Map()
  const texts = new Map((await job.known()).map((text) => [blobId(text), text]))
  const found = new Map<string, string>()
  const load = async (wanted: readonly string[]): Promise<void> => {
    const missing = new Map<string, string>()
    for (const path of new Set(wanted)) {
      const blob = tree.get(path)
      const text = blob && texts.get(blob)
      if (text !== undefined && text !== '') found.set(path, text)
      else if (blob) missing.set(path, blob)
    }
    for (const [path, text] of await forge.read(job.repository, opened.head as string, missing)) found.set(path, text)
  }
  await load([manifestPath])
  const before = readManifest(found.get(manifestPath) ?? null)
  await load([...paths, ...Object.keys(before.files), ...Object.keys(before.sections)])
  return found
}
