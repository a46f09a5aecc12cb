import type { DatabaseConstraint } from '../kernel/definition.ts'
import { conflict, invalid, Problem } from './problem.ts'

/** `conflict`: an effect broke a limit of another record, not the client's input one of its own. */
interface DatabaseError { code: string; constraint?: string; message: string; conflict?: boolean }
const isDatabaseError = (error: unknown): error is DatabaseError => error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.length === 5

/** What the database refused, in the words of the rule it kept. */
export function databaseProblem(constraints: Record<string, DatabaseConstraint>) {
  return (error: unknown): Problem | undefined => {
    if (!isDatabaseError(error)) return undefined
    const broken = constraints[error.constraint ?? '']
    if (error.code === '23503' && (!broken || /is still referenced/.test(error.message))) return conflict('Other records still refer to this one.')
    if (error.conflict) return conflict(broken?.message ?? 'This would leave a record in a state that is not allowed.', broken?.statements)
    if (broken) return broken.status === 422 && broken.property ? invalid([{ path: broken.property, message: broken.message }], broken.statements) : broken.status === 422 ? new Problem(422, 'Invalid input', broken.message, { statements: broken.statements, errors: [{ path: '', message: broken.message }] }) : conflict(broken.message, broken.statements)
    if (error.code === '23505') return conflict('This record already exists.')
    if (error.code === '23502' || error.code === '23514') return invalid([{ path: '', message: 'A value is missing or not allowed.' }])
    if (error.code === 'GA001') return conflict('These records are never changed or deleted.')
    if (error.code.startsWith('22')) return invalid([{ path: '', message: 'A value is out of range.' }])
    if (error.code === '40001' || error.code === '40P01') return conflict('Others are changing the same records. Try again.')
    if (error.code.startsWith('08') || error.code === '57P01' || error.code === '53300') return new Problem(503, 'Unavailable', 'The database cannot be reached. Try again.')
    return undefined
  }
}
