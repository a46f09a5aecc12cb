import type { DatabaseConstraint } from '../kernel/definition.ts'
import { conflict, invalid, Problem } from './problem.ts'

/** `conflict`: an effect broke a limit of another record, not the client's input one of its own. */
interface DatabaseError {
  code: string
  constraint?: string
  message: string
  conflict?: boolean
}
const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.length === 5

/** What the database refused, in the words of the rule it kept. */
export function databaseProblem(constraints: Record<string, DatabaseConstraint>) {
  return (error: unknown): Problem | undefined => {
    if (!isDatabaseError(error)) return undefined
    const broken = constraints[error.constraint ?? '']
    if (error.code === '23503' && (!broken || /is still referenced/.test(error.message))) return conflict('Other records still refer to this one.')
    if (error.conflict) return conflict(broken?.message ?? 'This would leave a record in a state that is not allowed.', broken?.statements)
    if (broken) return ofConstraint(broken)
    return general(error.code)
  }
}

function ofConstraint(broken: DatabaseConstraint): Problem {
  if (broken.status === 409) return conflict(broken.message, broken.statements)
  return invalid([{ path: broken.property ?? '', message: broken.message }], broken.statements)
}

function general(code: string): Problem | undefined {
  if (code === '23505') return conflict('This record already exists.')
  if (code === '23502' || code === '23514') return invalid([{ path: '', message: 'A value is missing or not allowed.' }])
  if (code === 'GA001') return conflict('These records are never changed or deleted.')
  if (code.startsWith('22')) return invalid([{ path: '', message: 'A value is out of range.' }])
  if (code === '40001' || code === '40P01') return conflict('Others are changing the same records. Try again.')
  if (code.startsWith('08') || code === '57P01' || code === '53300') return new Problem(503, 'Unavailable', 'The database cannot be reached. Try again.')
  return undefined
}
