import { type ContractOperation, lists, operationsOf, resolver } from '#model/contract.ts'
import { pathWithQuery, sample } from '#model/sample.ts'
import type { Client } from './client.ts'

export interface Check {
  name: string
  request: string
  role: string
  expected: string
  actual: string
  milliseconds: number
  verdict: 'passed' | 'failed' | 'not_evaluated'
  note: string
}

interface Ask {
  name: string
  method?: string
  path: string
  role?: string
  body?: unknown
  headers?: Record<string, string>
  expected: string
  passes: (answer: Awaited<ReturnType<Client['ask']>>) => boolean | string
}

/** Drives a running release from outside, by its contract. A failed check names what was asked and what came. */
export async function smokeTest(client: Client, openapi: unknown): Promise<Check[]> {
  const checks: Check[] = []
  const check = async (c: Ask) => {
    const answer = await client.ask(c.method ?? 'GET', c.path, { role: c.role, body: c.body, headers: c.headers })
    const result = c.passes(answer)
    checks.push({
      name: c.name,
      request: `${c.method ?? 'GET'} ${c.path}`,
      role: c.role ?? '',
      expected: c.expected,
      actual: answer.status === 0 ? `no answer: ${answer.body}` : String(answer.status),
      milliseconds: Math.round(answer.milliseconds),
      verdict: result === true ? 'passed' : 'failed',
      note: result === true ? '' : typeof result === 'string' ? result : answer.body.slice(0, 300),
    })
  }
  await around(check)
  for (const operation of lists(operationsOf(openapi))) await list(operation, openapi, check)
  await create(openapi, client, checks)
  return checks
}

const isList = (body: string): boolean => {
  try {
    return Array.isArray((JSON.parse(body) as { items?: unknown }).items)
  } catch {
    return false
  }
}
const status =
  (expected: number) =>
  (answer: { status: number }): boolean =>
    answer.status === expected

/** What every deployed service has, whatever it is about. */
async function around(check: (c: Ask) => Promise<void>): Promise<void> {
  await check({ name: 'is alive', path: '/healthz', expected: '200', passes: status(200) })
  await check({ name: 'is ready, with its database', path: '/readyz', expected: '200', passes: status(200) })
  await check({
    name: 'shows its contract',
    path: '/openapi.json',
    expected: '200 and OpenAPI',
    passes: (a) => a.status === 200 && a.body.includes('"openapi"'),
  })
  const html = { accept: 'text/html' }
  await check({
    name: 'shows its user interface',
    path: '/',
    headers: html,
    expected: '200 and HTML',
    passes: (a) => a.status === 200 && /text\/html/.test(a.headers['content-type'] ?? ''),
  })
  await check({
    name: 'sends security headers',
    path: '/',
    headers: html,
    expected: 'nosniff, Content-Security-Policy, no x-powered-by',
    passes: (a) => {
      const missing = [
        a.headers['x-content-type-options'] !== 'nosniff' && 'x-content-type-options: nosniff is missing',
        !a.headers['content-security-policy'] && 'content-security-policy is missing',
        a.headers['x-powered-by'] && 'x-powered-by names the software',
      ].filter(Boolean)
      return missing.length === 0 || missing.join('; ')
    },
  })
  await check({
    name: 'offers to sign in',
    path: '/-/sign-in',
    headers: html,
    expected: '200 and HTML',
    passes: (a) => a.status === 200 && a.body.includes('<h1>'),
  })
  await check({
    name: 'knows nobody who has not signed in',
    path: '/-/me',
    expected: '200 and null',
    passes: (a) => a.status === 200 && a.body.trim() === 'null',
  })
}

async function list(operation: ContractOperation, openapi: unknown, check: (c: Ask) => Promise<void>): Promise<void> {
  const path = pathWithQuery(operation, resolver(openapi))
  if (path === undefined) return
  const [role] = operation.roles
  if (operation.public)
    await check({ name: `${operation.id} is open to everyone`, path, expected: '200 and items', passes: (a) => a.status === 200 && isList(a.body) })
  else await check({ name: `${operation.id} asks for a token`, path, expected: '401', passes: status(401) })
  if (!role) return
  // Somebody without a record of their own may be told to register first: an answer of the rules, not of the machinery.
  await check({
    name: `${operation.id} as ${role}`,
    path,
    role,
    expected: '200 and items, or 409 without an own record',
    passes: (a) => (a.status === 200 && isList(a.body)) || a.status === 409,
  })
}

const creates = (openapi: unknown): ContractOperation[] =>
  operationsOf(openapi).filter((o) => o.method === 'POST' && !o.path.includes('{') && o.path.startsWith('/api') && o.roles.length > 0 && o.body)
/** An example shows a reference as some id; nothing has it here. */
const refersToNobody = (body: unknown): boolean => /"[0-9a-f]{8}-[0-9a-f]{4}-/.test(JSON.stringify(body))

/** One create: the first that accepts made-up values, else the contract's example. */
async function create(openapi: unknown, client: Client, checks: Check[]): Promise<void> {
  const resolve = resolver(openapi)
  for (const operation of creates(openapi)) {
    for (const body of [sample(operation.body?.schema ?? {}, resolve, Date.now() % 1_000_000), operation.body?.example]) {
      if (body === undefined || refersToNobody(body)) continue
      const [role = ''] = operation.roles
      const answer = await client.ask('POST', operation.path, { role, body })
      const passed = answer.status === 201
      const rules = answer.status >= 400 && answer.status < 500
      checks.push({
        name: `${operation.id} as ${role}`,
        request: `POST ${operation.path}`,
        role,
        expected: '201',
        actual: String(answer.status),
        milliseconds: Math.round(answer.milliseconds),
        verdict: passed ? 'passed' : rules ? 'not_evaluated' : 'failed',
        note: passed ? '' : rules ? `The made-up values break a rule: ${answer.body.slice(0, 300)}` : answer.body.slice(0, 300),
      })
      if (passed || !rules) return
    }
  }
}

/** Rows for the load measurement, through the API like anybody's; best effort. Answers how many were made. */
export async function seed(client: Client, openapi: unknown, rows = 20): Promise<number> {
  const resolve = resolver(openapi)
  let made = 0
  for (const operation of creates(openapi)) {
    for (let n = 1; n <= rows; n++) {
      const body = sample(operation.body?.schema ?? {}, resolve, (Date.now() + n) % 10_000_000)
      if (body === undefined) break
      const answer = await client.ask('POST', operation.path, { role: operation.roles[0], body })
      if (answer.status !== 201) break
      made++
    }
  }
  return made
}
