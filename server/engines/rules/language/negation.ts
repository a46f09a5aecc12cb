import { call, type Expression, type Fn } from '#model/expression.ts'

const opposite: Partial<Record<Fn, Fn>> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<', is_null: 'not_null', not_null: 'is_null' }

export function not(expression: Expression): Expression {
  if (expression.kind === 'call') {
    const inverse = opposite[expression.fn]
    if (inverse) return { ...expression, fn: inverse }
    if (expression.fn === 'not' && expression.args[0]) return expression.args[0]
    if (expression.fn === 'or') return call('and', ...expression.args.map(not))
  }
  return call('not', expression)
}
