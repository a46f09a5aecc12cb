import type { Statement } from '#model/specification.ts'
import { isVague, lint } from '../classify.ts'
import type { Reading } from '../constructs/rule.ts'
import type { Line } from '../text/lines.ts'
import { hintFor, knownFor } from './hints.ts'

/** What became of a line, said honestly: understood only when every clause of it was taken over whole. */
export function statementOf(line: Line, kind: Statement['kind'], reading: Reading, quality: string | undefined): Statement {
  const base = {
    id: line.id,
    document: line.document,
    start: line.start,
    end: line.end,
    text: line.raw,
    heading: line.headings.at(-1) ?? '',
    kind,
    issues: lint(line),
  }
  if (kind === 'quality')
    return quality === undefined || quality === 'not measurable'
      ? { ...base, status: 'not_testable', note: 'No figure to measure.' }
      : { ...base, status: quality ? 'not_testable' : 'understood', note: quality }
  if (kind === 'wish') return { ...base, status: 'not_testable', note: 'A wish without a measure.' }
  if (kind === 'constraint') return { ...base, status: isVague(line.text) ? 'not_testable' : 'understood', note: '' }
  if (kind === 'definition' || kind === 'actor') return { ...base, status: 'understood', note: '' }
  if (kind !== 'functional') return { ...base, status: 'not_testable', note: '' }
  const clauses = reading.clauses.get(line.id) ?? []
  const read = clauses.filter((clause) => clause.read)
  if (clauses.length === 0 || read.length === 0)
    return {
      ...base,
      status: 'not_understood',
      note:
        line.text === '' && line.raw.length > 900
          ? 'The sentence is too long to be read. Split it.'
          : `No rule understood this sentence. ${instead(line.raw, reading)}`,
    }
  const open = clauses.filter((clause) => !clause.read).map((clause) => `“${clause.text}”`)
  const left = [
    ...new Set([...clauses.flatMap((clause) => clause.left), reading.draft.unmet.get(line.id) ?? ''].map((piece) => piece.trim()).filter(Boolean)),
  ].map((piece) => `“${piece}”`)
  if (open.length === 0 && left.length === 0) return { ...base, status: 'understood', note: '' }
  return { ...base, status: 'partly', note: `Not understood: ${[...open, ...left].join(', ').slice(0, 400)}` }
}

const instead = (text: string, { draft }: Reading) => hintFor(text, knownFor(text, [...draft.roles.values()], [...draft.entities.values()]))
