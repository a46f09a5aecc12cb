import { number } from './numbers.ts'

const classes: [RegExp, string][] = [
  [/^(?:upper-?case|capital) letters?$/, '[A-Z]'],
  [/^lower-?case letters?$/, '[a-z]'],
  [/^letters? (?:or|and) digits?$/, '[A-Za-z0-9]'],
  [/^alphanumeric (?:characters?|signs?)$/, '[A-Za-z0-9]'],
  [/^letters?$/, '[A-Za-z]'],
  [/^(?:digits?|numbers?|figures?|numerals?)$/, '[0-9]'],
  [/^characters?$/, '.'],
  [/^hex(?:adecimal)? (?:digits?|characters?)$/, '[0-9A-Fa-f]'],
]

/** "two letters followed by three digits" → ^[A-Za-z]{2}[0-9]{3}$; null when it is no such description. */
export function patternInWords(text: string): string | null {
  const clean = text
    .toLowerCase()
    .trim()
    .replace(/^(?:format:?|pattern:?|consists? of|consisting of|made of|must be|has|have|of|with|exactly|must have|always) /, '')
    .replace(/^exactly /, '')
  const pieces = clean.split(
    /,? (?:and then|followed by|then|and|plus) (?=(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|\d|the letter|exactly|up to))|, (?=\d|an? |one|two|three|four|five|six)/,
  )
  const parts = pieces.map((piece) => part(piece.trim()))
  if (parts.length === 0 || parts.some((found) => found === null)) return null
  return `^${parts.join('')}$`
}

function part(piece: string): string | null {
  if (/^an? (?:hyphen|dash)$|^hyphen$|^dash$/.test(piece)) return '-'
  if (/^an? slash$/.test(piece)) return '/'
  if (/^an? (?:dot|full stop|period)$/.test(piece)) return '\\.'
  if (/^an? underscore$/.test(piece)) return '_'
  if (/^an? space$/.test(piece)) return ' '
  const fixed = /^(?:the (?:letters?|prefix) )"?'?([a-z0-9-]{1,10})'?"?$/.exec(piece)
  if (fixed?.[1]) return fixed[1].toUpperCase().replace(/-/g, '\\-')
  const counted =
    /^(?:exactly |up to )?(?:(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen)(?: to (\d+|\w+)| or (\d+|\w+)| - (\d+))?) ?-?(.+)$/.exec(
      piece,
    )
  if (!counted?.[1] || !counted[5]) return null
  const set = classes.find(([words]) => words.test((counted[5] ?? '').trim()))?.[1]
  if (!set || (set === '.' && !/^exactly/.test(piece))) return null
  const from = number(counted[1])
  const to = number(counted[2] ?? counted[3] ?? counted[4] ?? '')
  if (from === undefined) return null
  if (/^up to/.test(piece)) return `${set}{1,${from}}`
  return to !== undefined ? `${set}{${from},${to}}` : from === 1 ? set : `${set}{${from}}`
}
