import type { Block } from './blocks.ts'
import { idStart } from './ids.ts'
import { isTitle } from './titles.ts'
import { isPart } from './use-cases.ts'

/** A sentence inside a block: its plain text and its place in the document. */
export interface Piece {
  plain: string
  at: number
  to: number
}

const abbreviations = new Set([
  'e.g',
  'i.e',
  'etc',
  'approx',
  'max',
  'min',
  'no',
  'nos',
  'vs',
  'incl',
  'excl',
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'st',
  'inc',
  'ltd',
  'co',
  'fig',
  'sec',
  'ca',
  'cf',
  'resp',
  'dept',
  'est',
  'hr',
  'hrs',
  'sr',
  'jr',
  'a.m',
  'p.m',
  'z.b',
  'ref',
  'art',
  'vol',
  'ed',
  'al',
])

/** Splits a block at sentence ends; line breaks end a sentence only where an id, a user story or a Gherkin keyword follows. */
export function sentences(block: Block): Piece[] {
  const { plain } = block
  const cuts: number[] = []
  if (block.kind !== 'row')
    for (let i = 0; i < plain.length; i++) {
      const c = plain[i]
      if (c === '\n') {
        if (newLineCuts(plain, i)) cuts.push(i + 1)
      } else if ((c === '.' || c === '!' || c === '?') && sentenceEnds(plain, i, block.strongs)) cuts.push(i + 1)
      else if (block.strongs.includes(i) && i > 0 && (idStart.test(plain.slice(i, i + 30)) || partStart(plain, i)) && !cuts.includes(i)) cuts.push(i)
    }
  const pieces: Piece[] = []
  let from = 0
  for (const cut of [...cuts, plain.length]) {
    const part = plain.slice(from, cut)
    const lead = part.length - part.trimStart().length
    const text = part.trim()
    if (text) pieces.push({ plain: text, at: from === 0 ? block.start : (block.offsets[from + lead] ?? block.start), to: 0 })
    if (text) {
      const last = pieces.at(-1)
      if (last) last.to = cut >= plain.length ? block.end : (block.offsets[from + lead + text.length - 1] ?? block.end - 1) + 1
    }
    from = cut
  }
  if (block.kind === 'row' && pieces[0]) {
    pieces[0].at = block.start
    pieces[0].to = block.end
  }
  return joinTitles(pieces, block)
}

/** "**Preconditions:**" at the beginning of a line within a paragraph. */
const partStart = (plain: string, i: number): boolean => plain[i - 1] === '\n' && isPart(/^([A-Z][\w -]{3,30}):/.exec(plain.slice(i, i + 40))?.[1] ?? '')

const opening = /^(?:An?|The|Each|Every|Any|All|No|Only|If|When|While|After|Before|Once|It|They|There|These|This) [a-z]/

function sentenceEnds(plain: string, i: number, strongs: number[]): boolean {
  let next = i + 1
  while (next < plain.length && (plain[next] === ')' || plain[next] === '"' || plain[next] === '”' || plain[next] === "'" || plain[next] === '’')) next++
  if (next >= plain.length) return true
  if (!/\s/.test(plain[next] ?? '')) return false
  const rest = plain.slice(next).trimStart()
  if (plain[i] !== '.') return true
  const before = /([\w.]+)$/.exec(plain.slice(Math.max(0, i - 12), i))?.[1]?.toLowerCase() ?? ''
  // "zone C. A permit …": a letter is no initial where a sentence plainly begins behind it.
  if (/^[a-z]$/.test(before) && opening.test(rest)) return true
  if (abbreviations.has(before) || /^[a-z]$/.test(before)) return idStart.test(rest)
  if (/^\s*[[(]?(?:[A-Z]{1,8}[-_ ]?)?\d+(?:\.\d+)*[a-z]?$/.test(plain.slice(Math.max(0, plain.lastIndexOf('\n', i - 1) + 1), i))) return false // "REQ-1." or "3." at the beginning of a line
  return /^["“'‘([]?[A-Z0-9\u00c0-\u00de€$£]/.test(rest) || strongs.some((at) => at > i && at <= i + 3)
}

function newLineCuts(plain: string, i: number): boolean {
  const rest = plain.slice(i + 1, i + 60)
  const before = plain.slice(Math.max(plain.lastIndexOf('\n', i - 1) + 1, i - 80), i)
  return (
    (/^\s*(?:\d+(?:\.\d+)*[.)]?\s+[A-Z]|[^a-z]{4,}$)/.test(before) && isTitle(before)) ||
    idStart.test(rest) ||
    /^\s*(?:As an? [a-z]|(?:Scenario|Feature|Background|Scenario Outline|Rule)\b.{0,40}|\d{1,2}[.)]\s+[A-Z]|\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+[A-Z])/i.test(
      rest,
    ) ||
    /^\s*(?:Given|Scenario)\b/.test(rest) ||
    (/^\s*(?:Scenario|Example|Background)\b[^:]{0,20}:/.test(before) && /^\s*When\b/.test(rest))
  )
}

const ownNumber = /^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+[A-Z]/

/** "**FR-1 Add book.** The librarian …": a bold title is no sentence of its own, unless what follows has a number of its own. */
function joinTitles(pieces: Piece[], block: Block): Piece[] {
  const [first, second, ...rest] = pieces
  if (!first || !second || block.strong === 0 || first.plain.length > block.strong || ownNumber.test(second.plain)) return pieces
  const joined = {
    plain: block.plain
      .slice(0)
      .trim()
      .slice(0, first.plain.length + gap(block.plain, first.plain, second.plain) + second.plain.length),
    at: first.at,
    to: second.to,
  }
  return [joined, ...rest]
}

function gap(plain: string, first: string, second: string): number {
  const at = plain.trim().indexOf(second, first.length)
  return Math.max(0, at - first.length)
}
