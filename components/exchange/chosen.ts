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
