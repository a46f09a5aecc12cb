const numbers: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  once: 1,
  twice: 2,
  thrice: 3,
  half: 0.5,
  dozen: 12,
  a: 1,
  an: 1,
  single: 1,
}

/** "1,000" → 1000, "0.50" → 0.5, "four" → 4, "twice" → 2, "5k" → 5000, "two million" → 2000000; undefined when it is no number. */
export function number(text: string): number | undefined {
  const clean = text
    .trim()
    .toLowerCase()
    .replace(/^(?:€|\$|£|eur|usd|gbp)\s*/, '')
    .replace(/\s*(?:€|\$|£|eur|usd|gbp|euros?|dollars?|pounds?)$/, '')
  const match = /^([+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?)\s*(k|m|thousand|million|billion)?$/.exec(clean)
  if (match) return Number(match[1]?.replace(/[, ]/g, '')) * (scale[match[2] ?? ''] ?? 1)
  const [first = '', second] = clean.split(/[\s-]+/)
  const one = numbers[first]
  if (one === undefined) return undefined
  if (second === undefined) return one
  if (scale[second]) return one * (scale[second] ?? 1)
  if (second === 'hundred' || second === 'dozen') return one * (numbers[second] ?? 1)
  const two = numbers[second]
  return two !== undefined && one >= 20 && two < 10 ? one + two : undefined
}

export const scale: Record<string, number> = { k: 1e3, m: 1e6, thousand: 1e3, million: 1e6, billion: 1e9 }

export const numberPattern = String.raw`(?:[€$£]\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?[€£$])?(?:\s(?:thousand|million))?|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|hundred|thousand))?`
