import { expect, test } from 'vitest'
import { isOutage } from './outage.ts'

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more)

test.each([
  error('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
  error('connect ENOENT /run/.s.PGSQL.5432', { code: 'ENOENT', syscall: 'connect' }),
  error('Database error. Code: `57P03`. Message: `the database system is not yet accepting connections`'),
  error('Raw query failed. Code: `57P01`. Message: `terminating connection due to administrator command`', { code: 'P2010' }),
  error('outer', { cause: error('Connection terminated unexpectedly') }),
  error("Can't reach database server at 127.0.0.1", { code: 'P1001' }),
])('the database was away: $message', (thrown) => expect(isOutage(thrown)).toBe(true))

test.each([
  error('spawn git ENOENT', { code: 'ENOENT', syscall: 'spawn git' }),
  error('Unique constraint failed', { code: 'P2002' }),
  error('Stage test of run_1 cannot become queued: it is failed.'),
  'text',
  null,
])('it was there: %s', (thrown) => expect(isOutage(thrown)).toBe(false))
