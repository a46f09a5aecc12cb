import type { Operation } from '#model/specification.ts'
import { baseForm } from '../language/words.ts'
import { readObjects } from './objects.ts'
import { type Rule, remember } from './rule.ts'

const kinds: [Operation['kind'], RegExp][] = [
  ['create', /^(?:create|add|register|enter|make|record|insert|maintain|manage)$/],
  ['update', /^(?:change|modify|edit|update|alter|amend|maintain|manage)$/],
  ['delete', /^(?:delete|remove|erase|maintain|manage)$/],
  ['read', /^(?:see|view|read|access|open)$/],
  ['list', /^(?:see|view|read|access|list|search)$/],
]

/** "HR officers maintain employees. Nobody else may create or change employees.": those who may so far, and no others. */
export const nobodyElse: Rule = {
  name: 'nobody else',
  apply(clause, reading) {
    if (!/^(?:nobody|no one|nobody|no other (?:person|user|role))(?: else)?$/i.test(clause.subject.trim()) || clause.leads.length > 0) return false
    if (!/\belse\b|\bother\b/i.test(clause.subject)) return false
    const { draft } = reading
    const acted = readObjects(clause.rest, reading, null)
    if (acted.left.length || acted.limit || acted.fields || acted.objects.length === 0 || acted.objects.some((object) => object.adjectives)) return false
    const names = clause.verbs.map((verb) => baseForm(verb))
    for (const { entity } of acted.objects) {
      const closed = kinds.filter(([, pattern]) => names.some((name) => pattern.test(name))).map(([kind]) => kind as string)
      const acts = names.map((name) => draft.findOperation(name, entity.id)).filter((operation) => operation !== null)
      const roles = new Set(
        [...draft.operations.values()]
          .filter((operation) => operation.entity === entity.id && (closed.includes(operation.kind) || acts.includes(operation)))
          .flatMap((operation) => operation.permissions.filter((permission) => permission.own === null).map((permission) => permission.role)),
      )
      const all = [...new Set([...closed, ...acts.map((operation) => operation.name)])]
      if (roles.size === 0 || all.length === 0) return false
      draft.closed.push({ entity: entity.id, kinds: all, roles: [...roles], statements: [clause.line.id] })
      remember(clause, reading, entity)
    }
    return true
  },
}
