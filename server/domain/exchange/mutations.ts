import type { z } from 'zod'
import type { Imported, importApply } from '#model/exchange.ts'
import type { Actor } from '#server/domain/actor.ts'
import { applyChanges } from '#server/domain/network/mutations.ts'
import { Problem } from '#server/domain/problem.ts'
import { look } from './data.ts'

/**
 * Imports what a preview showed, all of it or nothing. The digest names the previewed changes together with what they
 * change: when the network has moved on in between where it matters, this is refused and a new preview is due.
 */
export async function applyImport(actor: Actor, input: z.infer<typeof importApply>): Promise<Imported> {
  const { preview, changes } = await look(actor.person, input)
  const [problem] = preview.problems
  if (problem)
    throw new Problem(
      'invalid',
      `${problem.file}, line ${problem.line}, column ${problem.column}: ${problem.message}${preview.problems.length > 1 ? ` And ${preview.problems.length - 1} more.` : ''} Nothing was imported.`,
    )
  if (preview.digest !== input.digest)
    throw new Problem('conflict', 'The network has changed since the preview, or the files have. Look at the new preview and apply that; nothing was imported.')
  const names = input.files.map(({ name }) => name)
  const note = input.note || `Imported from ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`
  const { changeset } = changes.length > 0 ? await applyChanges(actor, changes, note.slice(0, 2000)) : { changeset: null }
  const { added, changed, unchanged, removed } = preview.counts
  return { changeset, added, changed, unchanged, removed, notCarried: preview.notCarried.length }
}
