import type { NextFunction, Request, Response } from 'express'

export interface FieldError {
  path: string
  message: string
}

/** An expected refusal, answered as RFC 9457 problem details. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly errors: FieldError[]
  readonly statements: readonly string[]
  constructor(status: number, title: string, detail: string, more: { errors?: FieldError[]; statements?: readonly string[] } = {}) {
    super(detail)
    this.status = status
    this.title = title
    this.errors = more.errors ?? []
    this.statements = more.statements ?? []
  }
}

export const unauthorized = (detail: string): Problem => new Problem(401, 'Sign in first', detail)
export const forbidden = (detail: string, statements: readonly string[] = []): Problem => new Problem(403, 'Not permitted', detail, { statements })
export const notFound = (detail: string): Problem => new Problem(404, 'Not found', detail)
export const conflict = (detail: string, statements: readonly string[] = []): Problem => new Problem(409, 'Conflict', detail, { statements })
export const invalid = (errors: FieldError[], statements: readonly string[] = []): Problem =>
  new Problem(422, 'Invalid input', errors.map((e) => e.message).join(' '), { errors, statements })

export function sendProblem(request: Request, response: Response, problem: Problem): void {
  if (problem.status === 401) response.set('www-authenticate', 'Bearer')
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: problem.title,
        status: problem.status,
        detail: problem.message,
        instance: request.path,
        ...(problem.errors.length > 0 && { errors: problem.errors }),
        ...(problem.statements.length > 0 && { statements: problem.statements }),
      }),
    )
}

const isBodyError = (error: unknown): error is { status: number; type: string } =>
  typeof error === 'object' && error !== null && 'type' in error && 'status' in error

/** The one place where errors become answers. What nobody expected is logged and answered without details. */
export function problems(translate: (error: unknown) => Problem | undefined, log: (entry: Record<string, unknown>) => void) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const problem = error instanceof Problem ? error : translate(error)
    if (problem) {
      sendProblem(request, response, problem)
      return
    }
    if (isBodyError(error) && error.status < 500) {
      const detail = error.type === 'entity.too.large' ? 'The body is larger than 1 MB.' : 'The body is not valid JSON.'
      sendProblem(request, response, new Problem(error.status, 'Unreadable body', detail))
      return
    }
    if (error instanceof URIError) {
      sendProblem(request, response, notFound('There is nothing at this address.'))
      return
    }
    log({
      level: 'error',
      message: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? error.stack : undefined,
      path: request.path,
    })
    sendProblem(request, response, new Problem(500, 'Internal error', 'Something went wrong here. It was logged; try again later.'))
  }
}
