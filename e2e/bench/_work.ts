import { newId } from '#model/id.ts'
import type { Actor } from '#server/domain/actor.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'

export const submission = (title: string, text: string) => ({
  title,
  system: 'sales',
  service: null,
  documents: [{ name: 'requirements.md', role: 'requirements' as const, text }],
  askFirst: false,
  requestKey: newId('req'),
})
export const submit = (actor: Actor, title: string, text: string): Promise<{ run: string }> => submitRequirement(actor, submission(title, text))
export const notes = (n: number): string => `# Notes ${n}\n\nA clerk can add notes. A note has a title (required).\n`

const patienceMs = 300_000

/** Polls the rows; the times themselves come from clocks of the rows and of the page. */
export async function until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await read()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`Nothing came within ${patienceMs / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
