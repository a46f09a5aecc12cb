import { sha256 } from '#server/generate/documents/managed.ts'
import type { SystemView } from '#server/generate/documents/view.ts'
import type { RepositoryName } from '#server/git/forge/forge.ts'
import type { DocumentText, Merge } from './merge.ts'

/** How the last sweep left a repository. */
export interface SweptState {
  head: string | null
  inputs: string | null
  request: string | null
  requestUrl: string | null
  branchHead: string | null
  closed: string | null
}
export const nothingSwept: SweptState = { head: null, inputs: null, request: null, requestUrl: null, branchHead: null, closed: null }

export type SweepStatus = 'created' | 'updated' | 'unchanged' | 'diverged' | 'proposed' | 'waiting' | 'conflict' | 'closed' | 'failed'
export interface Swept {
  status: SweepStatus
  fresh: boolean
  commits: number
  commit: string | null
  url: string | null
  note: string
  state: SweptState
  /** Null: as they were. */
  documents: DocumentText[] | null
  added: string[]
  changed: string[]
  removed: string[]
  divergences: Merge['divergences']
  brokenLinks: string[]
}
export interface SweepJob {
  view: SystemView
  repository: RepositoryName
  number: number // of the execution
  state: SweptState
  /** Texts that this repository is known to hold, so that they are not fetched again. */
  known: () => Promise<string[]>
  /** Seconds to wait for checks. */
  patience: number
  mayMerge: boolean
  signal: AbortSignal
  /** Kept at once, because this process may die after what it did outside. */
  remember: (state: SweptState) => Promise<void>
}

/** The trailer tells a sweep's own commits, also after it died before it could say so. */
export const messageOf = (job: SweepJob, merge: Merge): string => {
  const counts = [
    [merge.added.length, 'added'],
    [merge.changed.length, 'changed'],
    [merge.removed.length, 'removed'],
  ] as const
  const what = counts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`)
  return `Documents of ${job.view.system.name.replace(/\s+/g, ' ')}: ${what.join(', ') || 'what the sweep keeps'}\n\nGantry-Sweep: ${job.number}\nGantry-Content: ${digestOf(merge)}\n`
}
export const digestOf = (merge: Merge): string => sha256(JSON.stringify([...merge.changes].sort(([a], [b]) => (a < b ? -1 : 1))))
