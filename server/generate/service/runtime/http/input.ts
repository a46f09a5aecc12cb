import { z } from 'zod'
import { invalid } from './problem.ts'

/** Input as the schema says, or 422 with every error and its place. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw invalid(
    result.error.issues.flatMap((issue) => {
      const path = issue.path.map(String).join('.')
      if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
      return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: `"${key}" is not a field that can be set here.` }))
    }),
  )
}

/** Text as people type it: trimmed, without control characters that a database or a page could stumble over. */
export const text = (label: string, min: number, max: number) =>
  z
    .string({ error: `${label} must be a text.` })
    .trim()
    .min(min, min <= 1 ? `${label} is required.` : `${label} must have at least ${min} characters.`)
    .max(max, `${label} must have at most ${max} characters.`)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/, `${label} must not contain control characters.`)

export const integer = (label: string, min: number, max: number) =>
  z
    .int({ error: `${label} must be a whole number.` })
    .min(min, `${label} must be at least ${min}.`)
    .max(max, `${label} must be at most ${max}.`)
export const decimal = (label: string, min: number, max: number) =>
  z
    .number({ error: `${label} must be a number.` })
    .min(min, `${label} must be at least ${min}.`)
    .max(max, `${label} must be at most ${max}.`)
export const flag = (label: string) => z.boolean({ error: `${label} must be true or false.` })
export const date = (label: string) =>
  z.iso.date({ error: `${label} must be a date like 2026-03-31.` }).refine((value) => value >= '0001-01-01', `${label} must be a date like 2026-03-31.`)
export const moment = (label: string) => z.iso.datetime({ offset: true, error: `${label} must be a time like 2026-03-31T12:00:00Z.` })
export const email = (label: string) =>
  z
    .string({ error: `${label} must be an e-mail address.` })
    .trim()
    .max(254, `${label} is too long.`)
    .pipe(z.email({ error: `${label} must be an e-mail address.` }))
export const phone = (label: string) =>
  z
    .string({ error: `${label} must be a phone number.` })
    .trim()
    .regex(/^\+?[0-9][0-9 ()./-]{2,29}$/, `${label} must be a phone number.`)
export const url = (label: string) =>
  z
    .string()
    .max(2000)
    .pipe(z.url({ protocol: /^https?$/, error: `${label} must be an address that starts with http or https.` }))
export const choice = <const T extends readonly [string, ...string[]]>(label: string, values: T) =>
  z.enum(values, { error: `${label} must be one of ${values.join(', ')}.` })
export const reference = (label: string) => z.guid({ error: `${label} must be the id of a record.` })
export const required = <T extends z.ZodType>(schema: T) => schema
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().optional()

export const isId = (value: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)

const page = z.coerce
  .number({ error: 'page must be a number.' })
  .int('page must be a whole number.')
  .min(1, 'page starts at 1.')
  .max(100_000, 'page must be at most 100000.')
  .default(1)
const pageSize = (preset: number) =>
  z.coerce
    .number({ error: 'pageSize must be a number.' })
    .int('pageSize must be a whole number.')
    .min(1, 'pageSize must be at least 1.')
    .max(500, 'pageSize must be at most 500.')
    .default(preset)
export const paging = (preset: number) => ({ page, pageSize: pageSize(preset) })
export const searching = {
  q: z
    .string({ error: 'q must be given once.' })
    .trim()
    .max(200, 'q must have at most 200 characters.')
    .regex(/^[^\u0000]*$/, 'q must not contain control characters.')
    .optional(),
}
export const sorting = (keys: readonly string[]) => ({
  sort: z
    .string({ error: 'sort must be given once.' })
    .max(200)
    .refine(
      (value) => value.split(',').every((part) => keys.includes(part.replace(/^-/, ''))),
      `sort takes ${keys.join(', ')}, with - in front for the other direction.`,
    )
    .optional(),
})
export const filterText = z
  .string()
  .max(500)
  .regex(/^[^\u0000]*$/, 'A filter must not contain control characters.')
export const filterNumber = z.coerce.number({ error: 'This filter takes a number.' })
export const filterFlag = z.enum(['true', 'false'], { error: 'This filter takes true or false.' })
