import type { Reading } from '../constructs/rule.ts'

/** Ranks the questions: what changes most of the service first; at most five are asked. */
export function contextless(reading: Reading) {
  const { draft } = reading
  const weight = (id: string) => (id.startsWith('manage_') ? 0 : /_(?:after|reach)$/.test(id) ? 1 : 2)
  draft.questions.sort((a, b) => weight(a.id) - weight(b.id))
  const clauses = [...reading.clauses.values()].flat()
  for (const operation of draft.operations.values()) {
    if (operation.kind !== 'action' || operation.to || operation.inputs.length || operation.effects.length || operation.conditions.length) continue
    // An act that changes nothing is a promise without content.
    for (const clause of clauses)
      if (clause.read && operation.statements.includes(clause.line.id) && clause.left.length === 0) clause.left.push(`what “${operation.label}” changes`)
  }
  for (const clause of clauses) clause.left = clause.left.filter((piece) => piece.trim() !== '')
}
