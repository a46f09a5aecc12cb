import { createVerbs, deleteVerbs, readVerbs, updateVerbs } from '../language/vocabulary.ts'
import { stem } from '../language/words.ts'
import type { Line } from '../text/lines.ts'
import { actorsOf } from './actors.ts'
import type { Reading } from './rule.ts'

const kindsOf = (verb: string): string[] => {
  const key = stem(verb)
  return readVerbs.has(key) ? ['read', 'list'] : createVerbs.has(key) ? ['create'] : updateVerbs.has(key) ? ['update'] : deleteVerbs.has(key) ? ['delete'] : []
}

/** What a row of a matrix of permissions leaves empty is closed: no convention lets these roles in later. */
export function closeMatrix(line: Line, reading: Reading) {
  const row = line.matrix
  const mention = row ? reading.draft.lexicon.find(row.thing) : null
  const entity = mention?.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
  if (!row || !entity) return
  const granted = new Map<string, string[]>(row.kinds.flatMap(kindsOf).map((kind) => [kind, []]))
  for (const { name, verbs } of row.grants)
    for (const kind of verbs.flatMap(kindsOf)) granted.set(kind, [...(granted.get(kind) ?? []), ...(actorsOf(name, reading)?.roles ?? [])])
  for (const [kind, roles] of granted) {
    const stated =
      reading.draft.operations.get(`${entity.id}.${kind}`)?.permissions.filter((permission) => permission.statements.some((id) => id !== line.id)) ?? []
    // What another sentence grants is left to that sentence.
    reading.draft.closed.push({
      entity: entity.id,
      kinds: [kind],
      roles: [...new Set([...roles, ...stated.map((permission) => permission.role)])],
      statements: [line.id],
    })
  }
}
