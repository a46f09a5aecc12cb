import { type Specification, specification } from '#model/specification.ts'
import { checkSpecification } from '#model/specification-check.ts'
import type { EngineDocument } from '#server/engines/engine.ts'
import type { Reading } from '../constructs/rule.ts'
import { declineReasons } from './decline.ts'
import { withEvidence } from './evidence.ts'
import { prune } from './prune.ts'
import { statementOf } from './statements.ts'

type Kind = Specification['statements'][number]['kind']

/** The draft as a specification that is consistent; an inconsistent one is an error of the rules, never an answer. */
export function finish(documents: EngineDocument[], reading: Reading, kinds: Map<string, Kind>, notes: Map<string, string>): Specification {
  const { draft, lines } = reading
  const reasons = declineReasons(documents, reading, kinds)
  const title = /^#{1,2}\s+(.+?)\s*#*$/m.exec(documents[0]?.text.slice(0, 5000) ?? '')?.[1]?.replace(/[*_`]/g, '') ?? documents[0]?.name ?? 'Requirement'
  const goal = lines.find((line) => kinds.get(line.id) === 'definition' && line.text.length > 20) ?? lines[0]
  const made: Specification = {
    format: 'gantry.specification/1',
    title: title.slice(0, 200),
    summary: (goal?.text ?? '').slice(0, 500),
    statements: lines.map((line) => statementOf(line, kinds.get(line.id) ?? 'functional', reading, notes.get(line.id))),
    roles: [...draft.roles.values()],
    entities: [...draft.entities.values()],
    operations: [...draft.operations.values()],
    views: draft.views,
    deadlines: draft.deadlines,
    qualities: draft.qualities,
    constraints: draft.constraints,
    compliance: [...draft.compliance],
    externals: draft.externals,
    glossary: draft.glossary,
    questions: draft.questions.slice(0, 5).map((question, i) => ({ ...question, rank: i + 1 })),
    assumptions: draft.assumptions,
    findings: draft.findings,
    declined: reasons.length ? { reasons } : null,
  }
  const sound = withEvidence(prune(made))
  const parsed = specification.parse(sound)
  const problems = checkSpecification(parsed)
  if (problems.length) throw new Error(`The reading is not consistent: ${problems.slice(0, 5).join(' ')}`)
  return parsed
}
