import { appendFileSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect } from 'vitest'
import type { Json } from './plan-types.ts'
import { target } from './target.ts'

export interface Person {
  role: string
  subject: string
  id: string | null
}
export interface Answer {
  status: number
  headers: Record<string, unknown>
  body: Record<string, Json>
}

interface Contract {
  paths: Record<string, Record<string, { responses?: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }> }>>
  components: { responses: Record<string, { content: Record<string, { schema: object }> }>; schemas: Record<string, object> }
}
const contract = JSON.parse(readFileSync(process.env.CONTRACT ?? join(dirname(fileURLToPath(import.meta.url)), '../../../openapi.json'), 'utf8')) as Contract
const ajv = new Ajv2020({ strict: false, allErrors: true })
;(formats as unknown as (instance: Ajv2020) => void)(ajv)
ajv.addSchema({ $id: 'contract', components: contract.components })
const validators = new Map<string, ValidateFunction | null>()

function validator(template: string, method: string, status: number): ValidateFunction | null {
  const name = `${method} ${template} ${status}`
  const known = validators.get(name)
  if (known !== undefined) return known
  const listed = contract.paths[template]?.[method.toLowerCase()]?.responses?.[String(status)]
  const response = listed?.$ref ? contract.components.responses[listed.$ref.split('/').at(-1) ?? ''] : listed
  if (!response) throw new Error(`the contract knows no answer ${status} of ${method} ${template}`)
  const schema = Object.values(response.content ?? {})[0]?.schema
  const made = schema ? ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')) as object) : null
  validators.set(name, made)
  return made
}

function check(template: string, method: string, status: number, body: Record<string, Json>): void {
  const report = (problem: string | null): void => {
    if (process.env.CONTRACT_LOG) appendFileSync(process.env.CONTRACT_LOG, `${JSON.stringify({ method, path: template, status, problem })}\n`)
  }
  try {
    const validate = validator(template, method, status)
    if (validate && !validate(body)) throw new Error(ajv.errorsText(validate.errors))
    report(null)
  } catch (error) {
    report(error instanceof Error ? error.message : String(error))
    throw error
  }
}

/** One request; its answer must be one that the contract promises for this operation. */
export async function ask(
  who: Person | null,
  method: string,
  template: string,
  id: string | null,
  body?: unknown,
  options: { query?: string; headers?: Record<string, string>; outside?: boolean } = {},
): Promise<Answer> {
  const service = await target()
  const path = template.replace('{id}', id ?? '') + (options.query ? `?${options.query}` : '')
  const headers: Record<string, string> = { ...options.headers }
  if (who) headers.authorization = `Bearer ${await service.token(who.role, who.subject)}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  const answer = await service.request(method, path, headers, body === undefined ? null : JSON.stringify(body))
  const parsed = answer.text.startsWith('{') ? (JSON.parse(answer.text) as Record<string, Json>) : {}
  expect(answer.status, `${method} ${path} answered ${answer.text}`).not.toBe(500)
  if (!options.outside) check(template, method, answer.status, parsed)
  return { status: answer.status, headers: answer.headers, body: parsed }
}
