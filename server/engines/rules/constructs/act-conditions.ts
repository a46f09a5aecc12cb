import type { Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { applyLeads } from './guards.ts'
import type { Reading } from './rule.ts'

/** The conditions beside the sentence go to what it makes possible. */
export function conditionsOf(clause: Clause, reading: Reading, made: Operation[]) {
  // "see my requests and cancel them as long as they are open": looking is not what the condition is about.
  const looking = made.every((operation) => operation.kind === 'read' || operation.kind === 'list')
  if (looking && clause.leads.length && (reading.clauses.get(clause.line.id)?.length ?? 1) === 1)
    clause.left.push(clause.leads.map((lead) => `${lead.kind} ${lead.text}`).join(', '))
  if (made.every((operation) => operation.kind !== 'action' && operation.kind !== 'create') && clause.leads.length)
    for (const operation of made.filter((one) => one.kind === 'update' || one.kind === 'delete'))
      reading.later.push(() => applyLeads(clause, reading, operation))
}
