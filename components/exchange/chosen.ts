import { type ExchangeFile, maximalImport } from '#model/exchange.ts'

/** What somebody put on the page to import. */
export interface Chosen {
  files: ExchangeFile[]
  system: string
}
export const bytesOf = (files: readonly { text: string }[]): number => files.reduce((sum, { text }) => sum + new TextEncoder().encode(text).byteLength, 0)

/** Bytes as text. Nothing is guessed: what is not UTF-8 is refused, not replaced. */
export async function readText(file: File): Promise<{ file: ExchangeFile } | { problem: string }> {
  if (file.size > maximalImport) return { problem: `${file.name} was not added: it has more than 5 MB.` }
  try {
    return { file: { name: file.name, text: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()), format: null } }
  } catch {
    return { problem: `${file.name} was not added: it is binary or not UTF-8. Save it as UTF-8 text and try again.` }
  }
}

/** A file of the same name takes the place of the old one: people correct and drop it again. */
export const withFiles = (old: readonly ExchangeFile[], added: readonly ExchangeFile[]): ExchangeFile[] => [
  ...old.filter(({ name }) => !added.some((each) => each.name === name)),
  ...added,
]
export const pastedName = 'pasted text'
