import type { Block } from './blocks.ts'

/** "1.2 Definitions" on a line of its own within running text. */
export const numberedTitle = (block: Block, piece: string): boolean =>
  /^\d{1,2}(?:\.\d{1,2}){0,3}\.? +[A-Z]/.test(piece) && block.plain.includes(`\n${piece}\n`)

export const withinGroup =
  /^(?:acceptance criteria|(?:business )?rules|notes?|details?|exceptions?|(?:pre|post)conditions?|(?:main|basic|normal|alternative) (?:flow|scenario|course)s?|steps|scenarios?|constraints|validations?|description|criteria)$/i

/** "Input: member, book" → label "Input". A label is short and holds no verb that makes it a sentence. */
export function splitLabel(text: string, block: Block): { label: string; text: string } {
  const colon = /^([A-Za-z][\w '/&()-]{1,48}):\s+(?=\S)/.exec(text)
  const dash = colon ? null : /^([A-Za-z][\w '/&-]{1,40}) – (?=\S)/.exec(text)
  const found = colon ?? (block.depth > 0 || block.strong > 0 ? dash : null)
  const label = found?.[1] ?? ''
  if (!label || label.split(' ').length > 5 || /\b(?:shall|must|can|may|should|will|is|are|has|have|want|given|when|then)\b/i.test(label))
    return { label: '', text }
  return { label, text: text.slice(found?.[0].length) }
}
