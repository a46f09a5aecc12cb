import { pino } from 'pino'
import { env } from './env.ts'

/** Structured lines on stdout. Name what a line is about in its fields: log.child({ run, stage, attempt }). */
export const log = pino({
  level: env.NODE_ENV === 'test' ? 'silent' : env.LOG_LEVEL,
  base: { process: env.GANTRY_PROCESS },
  redact: ['password', '*.password', 'authorization', '*.authorization', 'cookie', '*.cookie', 'secret', '*.secret', 'token', '*.token'],
})
