import type { Reading } from '../constructs/rule.ts'

/** What narrows a sentence to some cases: conditions and relative clauses. */
const conditional = /\b(?:if|when|whenever|while|unless|once|until|where|as soon as|as long as|that|which|who|whose|without|except|exceeding|exceeds)\b/i

/** Pairs of statements that cannot both hold, and pairs that say the same. */
export function findContradictions(reading: Reading) {
  const { draft, lines, clauses } = reading
  const raw = (id: string) => (lines.find((line) => line.id === id)?.raw ?? id).replace(/[*_`]/g, '').replace(/\s+/g, ' ').trim()
  const claims = new Map<string, { value: string; statement: string }[]>()
  for (const claim of draft.claims) claims.set(claim.key, [...(claims.get(claim.key) ?? []), claim])
  for (const said of claims.values()) {
    // What holds in a case of its own refines a general rule, it does not contradict it.
    const found = said.filter((claim) => !conditional.test(raw(claim.statement)))
    const first = found[0]
    const other = found.find((claim) => first && claim.value !== first.value && claim.statement !== first.statement)
    if (first && other)
      draft.findings.push({
        kind: 'contradiction',
        message: `Two statements contradict each other: “${raw(first.statement)}” (${first.statement}) and “${raw(other.statement)}” (${other.statement}). Keep one of them.`,
        statements: [first.statement, other.statement],
      })
  }
  const seen = new Map<string, string>()
  for (const line of lines) {
    if (!clauses.has(line.id) || line.part !== 'none' || Object.keys(line.cells).length > 0 || line.text.split(' ').length < 5) continue
    const key = `${line.text
      .toLowerCase()
      .replace(/[^a-z0-9 ]/g, '')
      .replace(/\b(?:the|an?|shall|must|can|may)\b/g, '')
      .replace(/\s+/g, ' ')
      .trim()}`
    const before = seen.get(key)
    if (before && before !== line.id)
      draft.findings.push({ kind: 'duplicate', message: `“${raw(line.id)}” (${line.id}) repeats ${before}.`, statements: [before, line.id] })
    else seen.set(key, line.id)
  }
}
