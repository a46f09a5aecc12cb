import type { Specification } from '#model/specification.ts'

/**
 * The last look before a statement is called understood: some part of the specification must stand for it. A rule that
 * took a sentence over and left nothing behind has not understood it.
 */
export function withEvidence(made: Specification): Specification {
  const { statements, questions, findings, assumptions, ...parts } = made
  const named = new Set<string>()
  collect(parts, named)
  return {
    ...made,
    questions,
    findings,
    assumptions,
    statements: statements.map((statement) =>
      statement.kind === 'functional' && statement.status === 'understood' && !named.has(statement.id) && !/[:：]\s*[*_|]*\s*$/.test(statement.text)
        ? { ...statement, status: 'partly', note: 'Nothing in the specification stands for this sentence.' }
        : statement,
    ),
  }
}

function collect(part: unknown, named: Set<string>) {
  if (Array.isArray(part)) for (const item of part) collect(item, named)
  else if (part && typeof part === 'object')
    for (const [key, value] of Object.entries(part)) {
      if (key === 'statements' && Array.isArray(value)) for (const id of value) named.add(String(id))
      else collect(value, named)
    }
}
