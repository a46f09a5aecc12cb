import { kindOf } from '#server/engines/rules/classify.ts'
import { discover } from '#server/engines/rules/language/discover.ts'
import { type Line, readLines } from '#server/engines/rules/text/lines.ts'
import type { PlanInput, Sentence } from '#server/generate/plan/reading/input.ts'
import { categoryOf, measuresIn } from './measures.ts'

/** The inputs of a plan, cut into sentences by the rules engine: sections, kinds, measures, people and things. */
export function readInputs(meta: Omit<PlanInput, 'sentences' | 'entities' | 'roles'>): PlanInput {
  const lines = readLines(meta.documents)
  const lexicon = discover(lines)
  const known = (phrase: string) => phrase.split(/ and |, | or /).every((part) => lexicon.find(part) !== null)
  const sentences: Sentence[] = []
  let plain: { document: number; headings: string; title: string } | null = null
  for (const line of lines) {
    const above = line.headings.join('\n')
    if (plain && (plain.document !== line.document || plain.headings !== above)) plain = null
    const own = plainHeading(line)
    if (own) plain = { document: line.document, headings: above, title: own.heading }
    sentences.push(sentenceOf(line, kindOf(line, known), own?.text ?? null, plain?.title ?? null))
  }
  const terms = [...lexicon.terms.values()].map((t) => ({ id: t.id, name: t.name, statements: [...t.statements], role: t.role, entity: t.entity }))
  return {
    ...meta,
    sentences,
    entities: terms.filter((t) => t.entity).map(({ id, name, statements }) => ({ id, name, statements })),
    roles: terms.filter((t) => t.role).map(({ id, name, statements }) => ({ id, name, statements })),
  }
}

/** In plain text a short line of its own above a paragraph is its heading. */
function plainHeading(line: Line): { heading: string; text: string } | null {
  const match = /^([^\n.:;!?|]{2,60})\n+(\S[\s\S]*)$/.exec(line.raw)
  const heading = match?.[1]?.trim()
  if (!heading || heading.split(/\s+/).length > 6 || !/^[A-Z\d]/.test(heading) || /^[-*#>|]/.test(heading)) return null
  return /^[A-Z]/.test(match?.[2] ?? '') ? { heading, text: (match?.[2] ?? '').replace(/\s+/g, ' ').trim() } : null
}

/** What the category column of a table of requirements calls what is measured rather than done. */
const aboutQuality = /\b(?:performance|availab\w*|recover\w*|reliab\w*|capacity|scalab\w*|users?|load|throughput|latency|response|retention|non-?functional)\b/i

function sentenceOf(line: Line, kind: string, text: string | null, plain: string | null): Sentence {
  const measures = measuresIn(line)
  return {
    id: line.id,
    document: line.document,
    role: line.role,
    kind: kind === 'functional' && measures.length > 0 && aboutQuality.test(categoryOf(line)) ? 'quality' : kind,
    text: text ?? (line.text || line.raw.replace(/\s+/g, ' ').trim().slice(0, 900)),
    headings: plain ? [...line.headings, plain] : line.headings,
    label: line.label || line.title,
    introducer: line.introducer?.id ?? null,
    cells: line.cells,
    measures,
  }
}
