import type { Expression } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { key, stateKey } from '../naming.ts'
import type { Rule } from './runtime/definition.ts'

const judged = new Set(['and', 'or', 'not', '=', '!=', '<', '<=', '>', '>=', 'in', 'is_null', 'not_null'])

/** The part of a rule that a page can judge on the record it shows; the rest is `unknown`, which never forbids anything. */
export function ruleOf(expression: Expression, entity: Entity, changing: ReadonlySet<string> = new Set()): Rule {
  const rule = (e: Expression): Rule => ruleOf(e, entity, changing)
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value }
    case 'today':
      return { today: true }
    case 'actor':
      return { own: true }
    case 'subject':
      return { subject: true }
    case 'field':
      return changing.has(expression.path) ? { unknown: true } : keyRule(expression.path, entity)
    case 'call':
      return judged.has(expression.fn) ? { fn: expression.fn, args: expression.args.map(rule) } : { unknown: true }
    default:
      return { unknown: true }
  }
}

function keyRule(path: string, entity: Entity): Rule {
  if (path === 'id') return { key: 'id' }
  if (path === entity.states?.field) return { key: stateKey(entity) }
  const field = entity.fields.find((f) => f.id === path)
  return field ? { key: key(field) } : { unknown: true }
}

/** A rule that can never be false is not worth carrying. */
export function isJudged(rule: Rule): boolean {
  if ('unknown' in rule) return false
  if (!('fn' in rule)) return true
  return rule.fn === 'and' || rule.fn === 'or' ? rule.args.some(isJudged) : rule.args.every(isJudged)
}
