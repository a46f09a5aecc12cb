import { notText, textOf } from '#components/ui/file-text.ts'
import { type ExchangeFile, maximalImport } from '#model/exchange.ts'

/** What somebody put on the page to import. */
export interface Chosen {
  files: ExchangeFile[]
  system: string
  /** Also remove what the files do not name. */
  remove: boolean
}
export const bytesOf = (files: readonly { text: string }[]): number => files.reduce((sum, { text }) => sum + new TextEncoder().encode(text).byteLength, 0)

/** A file to import, or why it cannot be one. */
export async function readText(file: File): Promise<{ file: ExchangeFile } | { problem: string }> {
  if (file.size > maximalImport) return { problem: `${file.name} was not added: it has more than 5 MB.` }
  const text = await textOf(file)
  return text === null ? { problem: notText(file) } : { file: { name: file.name, text, format: null } }
}

/**
 * A file of the same name takes the place of the old one, because people correct and drop it again; files of one name that
 * come together (every repository has its catalog-info.yaml) are told apart.
 */
export function withFiles(old: readonly ExchangeFile[], added: readonly ExchangeFile[]): ExchangeFile[] {
  const named: ExchangeFile[] = []
  for (const file of added) {
    let name = file.name
    for (let number = 2; named.some((each) => each.name === name); number++) name = `${file.name} (${number})`
    named.push({ ...file, name })
  }
  return [...old.filter(({ name }) => !named.some((each) => each.name === name)), ...named]
}
export const pastedName = 'pasted text'
