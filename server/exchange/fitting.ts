import type { z } from 'zod'
import type { Draft } from './draft.ts'
import type { Spot } from './located.ts'

/**
 * A value as the field of the model takes it; undefined when it cannot be taken. What is merely too long is left out and
 * listed, because no one would rewrite a good file for it; what is wrong is a problem of the file.
 */
export function fitted(shape: Record<string, z.ZodType>, name: string, value: unknown, at: Spot, draft: Draft, of: string): unknown {
  const schema = Object.hasOwn(shape, name) ? shape[name] : undefined
  if (!schema) throw new Error(`the model has no field ${name}`)
  if (Array.isArray(value)) return fittedList(schema, name, value, at, draft, of)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'too_big' && issue.origin === 'string') draft.skip(at, `${name} of ${of}`, `It is longer than ${issue.maximum} characters.`)
  else draft.problem(at, `${wordsFor(name, issue?.path ?? [])} of ${of}: ${wordsOf(issue)}`)
  return undefined
}

function fittedList(schema: z.ZodType, name: string, value: unknown[], at: Spot, draft: Draft, of: string): unknown {
  const fits = [...new Set(value)].filter((item) => {
    if (schema.safeParse([item]).success) return true
    draft.skip(at, `“${String(item).slice(0, 60)}” in ${name} of ${of}`, 'It is longer than the network takes.')
    return false
  })
  for (let count = fits.length; count > 0; count--) {
    const result = schema.safeParse(fits.slice(0, count))
    if (!result.success) continue
    if (count < fits.length)
      draft.skip(at, `${fits.length - count} entries of ${name} of ${of}`, `A list takes ${count} entries here; the first ones are carried.`)
    return result.data
  }
  return fits
}

const words: Record<string, string> = {
  apiP95Ms: 'p95 target',
  throughputRps: 'target of requests/s',
  concurrentUsers: 'target of users',
  availabilityPercent: 'target of availability',
}
const wordsFor = (name: string, path: PropertyKey[]) => words[String(path.at(-1))] ?? [name, ...path].join('.')
const wordsOf = (issue: z.core.$ZodIssue | undefined): string => {
  if (issue?.code === 'invalid_type' && issue.expected === 'number') return 'it must be a number.'
  if (issue?.code === 'invalid_value') return `it must be one of ${issue.values.join(', ')}.`
  return issue ? `${issue.message.replace(/\.$/, '')}.` : 'it does not fit.'
}
