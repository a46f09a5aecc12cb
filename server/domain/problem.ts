/**
 * What a person did cannot be done, and they can act on it: the message says what, where and what to do. Everything
 * else that is thrown is a fault of ours: logged with an id, shown without internals.
 */
export type ProblemCode = 'not_found' | 'forbidden' | 'conflict' | 'invalid' | 'too_many' | 'too_large'

export class Problem extends Error {
  readonly code: ProblemCode
  /** Input field → messages, for `invalid`. */
  readonly fields: Record<string, string[]>
  constructor(code: ProblemCode, message: string, fields: Record<string, string[]> = {}) {
    super(message)
    this.name = 'Problem'
    this.code = code
    this.fields = fields
  }
}

/** Unknown ids and records a person may not see get the same answer, so that ids cannot be probed. */
export const notFound = (noun: string, id: string): Problem =>
  new Problem('not_found', `There is no ${noun} ${id.slice(0, 80)}, or you may not see it. Check the address, or ask an admin for access.`)
