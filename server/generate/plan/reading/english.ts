import type { PlanInput } from './input.ts'
import { words } from './input.ts'

/** A fifth to a third of the words of English prose are among these. */
const common = new Set(
  'the a an of to and in is are be for with on by that this it as at from or can must may shall should will has have not no their its each every when who which what all only than'.split(
    ' ',
  ),
)

/** Names of documents with hardly an English word in them: the rules of reading know English alone. Tables, headings and short items say nothing either way. */
export const foreignDocuments = (documents: PlanInput['documents']): string[] =>
  documents
    .filter(({ text }) => {
      const prose = text
        .slice(0, 20_000)
        .split('\n')
        .filter((line) => !/^\s*[|#]/.test(line) && line.trim().split(/\s+/).length > 4)
      const said = words(prose.join(' ')).filter((w) => /^\p{L}+$/u.test(w))
      return said.length >= 12 && said.filter((w) => common.has(w)).length < said.length * 0.05
    })
    .map((d) => d.name)
