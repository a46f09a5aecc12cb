import type { ContractOperation } from '#model/contract.ts'
import type { Finding } from './finding.ts'

/** What the probes need of a running candidate: plain HTTP and tokens, good and bad. */
export interface Candidate {
  request(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: Record<string, string>; body: string }>
  token(role: string, subject: string, forge?: 'other_key' | 'expired' | 'other_issuer' | 'none_algorithm'): Promise<string>
}

const nobody = '00000000-0000-4000-8000-000000000000'
const injections = [`' OR '1'='1`, `'; DROP TABLE x; --`, `{{7*7}}`, `<img src=x onerror=alert(1)>`, `../../../../etc/passwd`, `\u0000`, `%00`, `$(id)`]
const leaks = /\bat \S+ \(|node_modules|\.[jt]s:\d+:\d+|syntax error at or near|pg_catalog|ECONNREFUSED|root:x:0:0/

const fill = (path: string, value = nobody): string => path.replace(/\{[^}]+\}/g, encodeURIComponent(value))
const json = { 'content-type': 'application/json' }

/** Drives every operation of the contract with what an attacker would send first. Each finding says how to repeat it. */
export async function probe(candidate: Candidate, all: ContractOperation[], roles: string[]): Promise<{ findings: Finding[]; requests: number }> {
  let requests = 0
  const counted: Candidate = {
    ...candidate,
    request: (...args) => {
      requests++
      return candidate.request(...args)
    },
  }
  const findings = [
    ...(await missingAuthentication(counted, all, roles)),
    ...(await injection(counted, all, roles)),
    ...(await malformed(counted, all, roles)),
    ...(await surface(counted)),
  ]
  return { findings, requests }
}

const found = (rule: string, level: Finding['level'], where: { method: string; path: string }, message: string): Finding => ({
  tool: 'probe',
  rule,
  level,
  message: `${where.method} ${where.path}: ${message}`,
  file: 'openapi.json',
  line: 1,
})

async function missingAuthentication(c: Candidate, all: ContractOperation[], roles: string[]): Promise<Finding[]> {
  const out: Finding[] = []
  const role = roles[0] ?? 'user'
  const forged = await Promise.all(
    (['other_key', 'expired', 'other_issuer', 'none_algorithm'] as const).map(async (kind) => ({ kind, token: await c.token(role, 'probe', kind) })),
  )
  for (const t of all.filter((t) => !t.public)) {
    const body = t.method === 'GET' || t.method === 'DELETE' ? {} : { body: '{}' }
    const anonymous = await c.request(t.method, fill(t.path), { headers: json, ...body })
    if (anonymous.status !== 401) out.push(found('probe/missing-authentication', 'critical', t, `answers ${anonymous.status} without a token`))
    for (const f of forged) {
      const answer = await c.request(t.method, fill(t.path), { headers: { ...json, authorization: `Bearer ${f.token}` }, ...body })
      if (answer.status !== 401) out.push(found('probe/forged-token', 'critical', t, `answers ${answer.status} to a token of the kind ${f.kind}`))
    }
    // No roles named: everyone who is signed in may.
    for (const other of t.roles.length > 0 ? roles.filter((r) => !t.roles.includes(r)) : []) {
      const answer = await c.request(t.method, fill(t.path), { headers: { ...json, authorization: `Bearer ${await c.token(other, 'probe')}` }, ...body })
      if (answer.status !== 403) out.push(found('probe/missing-authorisation', 'critical', t, `answers ${answer.status} to the role ${other}`))
    }
  }
  return out
}

function judge(t: ContractOperation, sent: string, answer: { status: number; headers: Record<string, string>; body: string }): Finding[] {
  const out: Finding[] = []
  if (answer.status >= 500) out.push(found('probe/server-error', 'high', t, `answers ${answer.status} to ${JSON.stringify(sent).slice(0, 80)}`))
  if (leaks.test(answer.body)) out.push(found('probe/information-leak', 'high', t, `tells about its inside when sent ${JSON.stringify(sent).slice(0, 80)}`))
  if (answer.headers['content-type']?.includes('text/html') && sent.includes('<img') && answer.body.includes(sent))
    out.push(found('probe/reflected-markup', 'high', t, 'reflects markup as HTML'))
  return out
}

async function injection(c: Candidate, all: ContractOperation[], roles: string[]): Promise<Finding[]> {
  const out: Finding[] = []
  for (const t of all.filter((t) => t.method === 'GET')) {
    const role = t.roles[0] ?? roles[0] ?? 'user'
    const headers: Record<string, string> = t.public ? {} : { authorization: `Bearer ${await c.token(role, 'probe')}` }
    const queries = t.query.map((q) => q.name)
    for (const text of injections) {
      const query = queries.map((q) => `${encodeURIComponent(q)}=${encodeURIComponent(text)}`).join('&')
      out.push(...judge(t, text, await c.request('GET', `${fill(t.path, text)}${query ? `?${query}` : ''}`, { headers })))
    }
  }
  return out
}

async function malformed(c: Candidate, all: ContractOperation[], roles: string[]): Promise<Finding[]> {
  const out: Finding[] = []
  const bodies = [
    '{',
    'null',
    '[]',
    '"x"',
    '{"__proto__":{"admin":true}}',
    `{"x":"${'a'.repeat(2 << 20)}"}`,
    JSON.stringify(Object.fromEntries(injections.map((x, i) => [`k${i}`, x]))),
  ]
  for (const t of all.filter((t) => t.body)) {
    const role = t.roles[0] ?? roles[0] ?? 'user'
    const headers: Record<string, string> = { ...json, ...(t.public ? {} : { authorization: `Bearer ${await c.token(role, 'probe')}` }) }
    for (const body of bodies) {
      const answer = await c.request(t.method, fill(t.path), { headers, body })
      out.push(...judge(t, body.slice(0, 60), answer))
      if (body.length > 1 << 20 && answer.status < 400) out.push(found('probe/no-body-limit', 'high', t, 'takes a body of 2 MB'))
    }
  }
  return out
}

async function surface(c: Candidate): Promise<Finding[]> {
  const out: Finding[] = []
  const page = await c.request('GET', '/')
  const at = { method: 'GET', path: '/' }
  if (!page.headers['content-security-policy']) out.push(found('probe/no-content-security-policy', 'medium', at, 'sends no Content-Security-Policy'))
  if (page.headers['x-content-type-options'] !== 'nosniff') out.push(found('probe/no-nosniff', 'medium', at, 'sends no X-Content-Type-Options: nosniff'))
  if (page.headers['x-powered-by']) out.push(found('probe/x-powered-by', 'low', at, 'names its framework'))
  for (const path of ['/../package.json', '/%2e%2e/%2e%2e/etc/passwd', '/.env', '/.git/config', '/server.mjs', '/release.json', '/migrations/']) {
    const answer = await c.request('GET', path)
    if (answer.status === 200 && !answer.headers['content-type']?.includes('text/html'))
      out.push(found('probe/file-exposed', 'high', { method: 'GET', path }, `answers 200 with ${answer.headers['content-type'] ?? 'no type'}`))
    if (leaks.test(answer.body) && answer.status >= 400) out.push(found('probe/information-leak', 'high', { method: 'GET', path }, 'tells about its inside'))
  }
  return out
}
