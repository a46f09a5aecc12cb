import type { Reading } from '../constructs/rule.ts'

/** States from which no act leads on are where a life ends. */
export function finals(reading: Reading) {
  for (const entity of reading.draft.entities.values()) {
    if (!entity.states) continue
    const operations = [...reading.draft.operations.values()].filter((operation) => operation.entity === entity.id && operation.kind === 'action')
    const starts = new Set(operations.flatMap((operation) => operation.from))
    const reached = operations.flatMap((operation) => (operation.to ? [operation.to] : []))
    for (const value of entity.states.values)
      if (
        reached.includes(value.id) &&
        !starts.has(value.id) &&
        value.id !== entity.states.initial &&
        /return|cancel|clos|complet|done|finish|sold|retir|reject|declin|deliver|archiv|withdr|expir|void|refund|paid|settled|reimbursed|resolved|graded|discharg|scrap|written|attended|no_show|ended|stopped|checked_out/.test(
          value.id,
        ) &&
        !entity.states.final.includes(value.id)
      )
        entity.states.final.push(value.id)
  }
}
