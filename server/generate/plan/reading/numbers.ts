const named = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** "four", "a", "12" → the number; null when it is none. */
export function numberIn(text: string | undefined): number | null {
  if (!text) return null
  const word = text.toLowerCase()
  if (/^an?$/.test(word)) return 1
  if (word === 'fifteen') return 15
  if (word === 'twenty') return 20
  const at = named.indexOf(word)
  if (at >= 0) return at
  const plain = Number(word.replace(/,/g, ''))
  return Number.isFinite(plain) ? plain : null
}

export const figure = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: n < 10 ? 2 : n < 1_000 ? 1 : 0 })
