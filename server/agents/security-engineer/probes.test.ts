import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { operationsOf } from '#model/contract.ts'
import { makeSigner } from '../candidate/tokens.ts'
import { type Candidate, probe } from './probes.ts'

const contract = operationsOf({
  paths: {
    '/api/books': {
      get: { security: [], parameters: [{ name: 'q', in: 'query' }] },
      post: {
        security: [{ bearer: [] }],
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        'x-gantry-roles': [{ role: 'librarian', own: false }],
      },
    },
    '/api/books/{id}': { get: { security: [{ bearer: [] }], 'x-gantry-roles': ['librarian'] } },
  },
})
type Flaw = 'none' | 'no_authentication' | 'unverified_token' | 'role_ignored' | 'stack' | 'reflects' | 'traversal' | 'crash_on_garbage'
let server: Server | undefined
afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())))

/** A small service that is right in everything but the one flaw. */
async function candidate(flaw: Flaw): Promise<Candidate> {
  const signer = await makeSigner('books')
  const keys = createLocalJWKSet(JSON.parse(signer.jwks))
  const role = async (header: string | undefined): Promise<string | null> => {
    const token = header?.replace('Bearer ', '')
    if (!token) return null
    if (flaw === 'unverified_token') return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).role
    return jwtVerify(token, keys, { issuer: signer.issuer, audience: signer.audience }).then(
      (r) => String(r.payload.role),
      () => null,
    )
  }
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (c: Buffer) => chunks.push(c))
    request.on('end', async () => {
      const answer = (status: number, body: string, type = 'application/problem+json'): void => {
        response.writeHead(status, { 'content-type': type, 'content-security-policy': "default-src 'self'", 'x-content-type-options': 'nosniff' }).end(body)
      }
      const url = request.url ?? '/'
      if (flaw === 'traversal' && url.includes('.env')) return answer(200, 'SECRET=1', 'text/plain')
      if (!url.startsWith('/api/')) return answer(url === '/' ? 200 : 404, '<!doctype html>', 'text/html')
      if (flaw === 'stack' && url.includes("'")) return answer(400, 'Error: x\n    at parse (/app/server.mjs:3:1)')
      if (flaw === 'reflects') return answer(400, decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '')), 'text/html')
      if (request.method === 'GET' && url.startsWith('/api/books?')) return answer(200, '[]', 'application/json')
      const who = await role(request.headers.authorization)
      if (!who && flaw !== 'no_authentication') return answer(401, '{}')
      if (who !== 'librarian' && flaw !== 'role_ignored') return answer(403, '{}')
      if (Buffer.concat(chunks).length > 1 << 20) return answer(413, '{}')
      if (flaw === 'crash_on_garbage' && Buffer.concat(chunks).toString() === 'null') return answer(500, '{}')
      return answer(422, '{}')
    })
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    token: signer.token,
    request: async (method, path, options = {}) => {
      const r = await fetch(base + path, { method, headers: options.headers ?? {}, ...(options.body !== undefined && { body: options.body }) })
      return { status: r.status, headers: Object.fromEntries(r.headers), body: await r.text() }
    },
  }
}

const rules = async (flaw: Flaw): Promise<string[]> => {
  const result = await probe(await candidate(flaw), contract, ['librarian', 'member'])
  expect(result.requests).toBeGreaterThan(30)
  return [...new Set(result.findings.map((f) => f.rule))]
}

describe('probe', () => {
  it('finds nothing in a service without flaws', async () => expect(await rules('none')).toEqual([]))
  it.each([
    ['no_authentication', 'probe/missing-authentication'],
    ['unverified_token', 'probe/forged-token'],
    ['role_ignored', 'probe/missing-authorisation'],
    ['stack', 'probe/information-leak'],
    ['reflects', 'probe/reflected-markup'],
    ['traversal', 'probe/file-exposed'],
    ['crash_on_garbage', 'probe/server-error'],
  ] as [Flaw, string][])('finds %s', async (flaw, rule) => expect(await rules(flaw)).toContain(rule))
})
