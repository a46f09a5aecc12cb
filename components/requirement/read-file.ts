import { notText, textOf } from '#components/ui/file-text.ts'
import { type Document, document, maximalBytes } from '#model/requirement.ts'

/** A name often says what a document is; people can choose otherwise. */
const roleOf = (name: string): Document['role'] =>
  /quality|target|nfr|performance/i.test(name) ? 'quality_targets' : /constraint|limit|compliance|policy/i.test(name) ? 'constraints' : 'requirements'

/** A file as a document, or why it cannot be one. */
export async function readFile(file: File): Promise<{ document: Document } | { problem: string }> {
  if (!/\.(md|markdown|txt)$/i.test(file.name)) return { problem: `${file.name} was not added: only .md, .markdown and .txt files.` }
  if (file.size > maximalBytes) return { problem: `${file.name} was not added: it has more than 1 MB.` }
  const text = await textOf(file)
  if (text === null) return { problem: notText(file) }
  const parsed = document.safeParse({ name: file.name, role: roleOf(file.name), text })
  return parsed.success ? { document: parsed.data } : { problem: `${file.name} was not added: ${parsed.error.issues[0]?.message}` }
}
