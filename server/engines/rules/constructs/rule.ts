import type { Entity, Field } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import type { Line } from '../text/lines.ts'

/** Everything a rule may look at: the draft it adds to and where the clause stands. */
export interface Reading {
  draft: Draft
  lines: Line[]
  clauses: Map<string, Clause[]> // by line id
  /** Lines whose event made an act of its own. */
  lateActs: Set<string>
  /** What "it" means after a line: the entity and the operations spoken of last. */
  focus: Map<string, { entity: Entity; operations: string[] }>
  /** What "it" means after a sentence about a field. */
  lastField?: { entity: Entity; field: Field }
  /** What has to wait until all acts are known. */
  later: (() => void)[]
  /** Whom "they" means: the people spoken of last. */
  lastActors?: { roles: string[]; everyone: boolean; anonymous: boolean; before: string }
}

/**
 * One construct of the language. `apply` returns true when the clause was taken over; pieces of it that were not
 * understood go to `clause.left`, which makes the statement "partly".
 */
export interface Rule {
  name: string
  apply(clause: Clause, reading: Reading): boolean
}

/** The entity that a clause is about when it does not say: of its sentence, of its group, of the line above it. */
export function contextOf(clause: Clause, reading: Reading): { entity: Entity; operation: string | null } | null {
  const { draft, focus } = reading
  const group = draft.context.get(clause.line.group)
  const of = (id: string) => {
    const found = focus.get(id)
    if (!found) return null
    const operation = found.operations.at(-1) ?? (group?.operation?.startsWith(`${found.entity.id}.`) ? group.operation : null)
    return { entity: found.entity, operation }
  }
  const here = of(clause.line.id)
  if (here) return here
  for (let line = clause.line.follows; line; line = line.follows) {
    const found = of(line.id)
    if (found) return found
  }
  for (let line = clause.line.introducer; line; line = line.introducer) {
    const found = of(line.id)
    if (found) return found
  }
  const entity = group ? draft.entities.get(group.entity) : undefined
  if (entity) return { entity, operation: group?.operation ?? null }
  for (const heading of [clause.line.title, ...clause.line.headings.toReversed()]) {
    const mention = heading ? draft.lexicon.find(heading) : null
    const named = mention ? draft.entities.get(mention.term.id) : undefined
    if (named) return { entity: named, operation: null }
  }
  return null
}

export function remember(clause: Clause, reading: Reading, entity: Entity, operation?: string) {
  const known = reading.focus.get(clause.line.id)
  const operations = known?.entity === entity ? known.operations : []
  if (operation) operations.push(operation)
  reading.focus.set(clause.line.id, { entity, operations })
  const group = reading.draft.context.get(clause.line.group)
  if (!group) reading.draft.context.set(clause.line.group, { entity: entity.id, operation: operation ?? null })
  else if (operation && group.operation === null) reading.draft.context.set(clause.line.group, { entity: operation.split('.')[0] ?? entity.id, operation })
}
