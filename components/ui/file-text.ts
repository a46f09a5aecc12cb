/** A file's text, null when it is none. Nothing is guessed: bytes that are not UTF-8 are refused, not replaced. */
export async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return null
  }
}
export const notText = (file: File): string => `${file.name} was not added: it is binary or not UTF-8. Save it as UTF-8 text and try again.`
