import type { Request, Response } from 'express'
import type { RequestFacts } from '../kernel/context.ts'
import type { Row } from '../kernel/database.ts'
import type { ActorRequest } from './auth.ts'
import { Problem } from './problem.ts'

/** A record with its version as ETag; clients send it back as If-Match to change only what they have seen. */
export function sendRecord(response: Response, status: number, row: Row, location?: string): void {
  const { rowVersion, ...body } = row
  response.status(status).set('etag', `"${String(rowVersion)}"`)
  if (location) response.set('location', location)
  response.json(body)
}

/** The version a client wants to change, null when it does not say. */
export function expectedVersion(request: Request): number | null {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return null
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
  if (!version) throw new Problem(412, 'Changed meanwhile', 'If-Match must be the ETag of the record.')
  return Number(version)
}

export function idempotencyKey(request: Request): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(header))
    throw new Problem(422, 'Invalid input', 'Idempotency-Key must have 1 to 128 printable characters.', {
      errors: [{ path: 'Idempotency-Key', message: 'Idempotency-Key must have 1 to 128 printable characters.' }],
    })
  return header
}

export const requestFacts = (request: ActorRequest): RequestFacts => ({ actor: request.actor, version: expectedVersion(request), key: idempotencyKey(request) })
