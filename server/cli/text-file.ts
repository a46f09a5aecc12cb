import { readFile } from 'node:fs/promises'
import { Problem } from '#server/domain/problem.ts'
import { Usage } from './usage.ts'

/** A file that somebody named. One that is not there is wrong usage; bytes that are no text are refused, not guessed. */
export async function readTextFile(file: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    throw new Usage(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('invalid', `${file}: The document is binary or not UTF-8. Save it as UTF-8 text and try again. Nothing was done.`)
  }
}
