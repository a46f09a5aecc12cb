import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { Problem, type ProblemCode } from '#server/domain/problem.ts'
import { log } from '#server/log.ts'

const codes: Record<ProblemCode, TRPCError['code']> = {
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  invalid: 'UNPROCESSABLE_CONTENT',
  too_many: 'TOO_MANY_REQUESTS',
  too_large: 'PAYLOAD_TOO_LARGE',
}

export const problemOf = (error: TRPCError): TRPCError | null =>
  error.cause instanceof Problem ? new TRPCError({ code: codes[error.cause.code], message: error.cause.message, cause: error.cause }) : null

/** A fault of ours: the whole truth goes into the log, an id into the answer. */
export function fault(error: TRPCError, about: { path: string; requestId: string; person: string | undefined }): TRPCError {
  log.error({ ...about, err: error.cause ?? error }, 'request failed')
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something went wrong here; it is not your input. Try again, and if it stays, tell an admin the number ${about.requestId}.`,
  })
}

/** Messages by input field: `documents.0.text` → why. The form shows them where they belong. */
export function fieldErrors(error: unknown): Record<string, string[]> {
  if (error instanceof Problem) return error.fields
  if (!(error instanceof ZodError)) return {}
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const name = issue.path.join('.')
    fields[name] = [...(fields[name] ?? []), issue.message]
  }
  return fields
}

interface Shape {
  message: string
  code: number
  data: { code: TRPCError['code']; httpStatus: number; path?: string | undefined; stack?: string | undefined }
}
/** What leaves the process. `fields` is for forms, `id` finds the line in the log; never a stack. */
export function answerFor(shape: Shape, error: TRPCError, requestId: string | undefined) {
  const { stack: _stack, ...data } = shape.data
  const fields = fieldErrors(error.cause)
  const message =
    error.cause instanceof ZodError
      ? Object.entries(fields)
          .map(([name, why]) => (name ? `${name}: ${why.join(' ')}` : why.join(' ')))
          .join('\n')
      : shape.message
  return { ...shape, message, data: { ...data, fields, id: requestId ?? null } }
}
