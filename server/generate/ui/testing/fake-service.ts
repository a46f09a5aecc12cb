import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import type { Entity, Specification } from '#model/specification.ts'
import { camel, collectionPath, kebab, key, stateKey } from '../../naming.ts'

type Row = { id: string } & Record<string, unknown>
type Json = Record<string, unknown>
export interface FakeService {
  server: Server
  address: string
  rows: Map<string, Row[]>
  signIn(role: string, subject: string): void
  signOut(): void
  close(): Promise<void>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
export const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'"

/**
 * A service as the conventions of the API describe it, over rows in memory: what the interface is looked at against
 * where no deployed service is at hand. It knows required fields, uniqueness and states, and speaks real HTTP.
 */
export async function startFakeService(specification: Specification, built: Map<string, Uint8Array>): Promise<FakeService> {
  const rows = new Map<string, Row[]>(specification.entities.map((e) => [e.id, []]))
  let person: { role: string; subject: string; environment: string } | null = null
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname === '/-/me') return json(response, 200, person)
    if (url.pathname === '/-/sign-out') {
      person = null
      return json(response, 200, {})
    }
    if (!url.pathname.startsWith('/api/')) return file(built, url.pathname, response)
    void body(request).then((given) => api(specification, rows, request.method ?? 'GET', url, given, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    rows,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signIn: (role, subject) => {
      person = { role, subject, environment: 'staging' }
    },
    signOut: () => {
      person = null
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function file(built: Map<string, Uint8Array>, path: string, response: ServerResponse): void {
  const content = built.get(path.slice(1)) ?? built.get('index.html')
  response.writeHead(200, {
    'content-type': types[extname(built.has(path.slice(1)) ? path : 'index.html')] ?? 'application/octet-stream',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
  })
  response.end(content)
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', etag: '"1"' })
  response.end(JSON.stringify(value))
}

const problem = (response: ServerResponse, status: number, detail: string, errors?: unknown): void =>
  json(response, status, { title: detail, status, detail, errors })

async function body(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Json) : {}
}

function api(specification: Specification, rows: Map<string, Row[]>, method: string, url: URL, given: Json, response: ServerResponse): unknown {
  const [, , path = '', id, action] = url.pathname.split('/')
  if (path === 'reports') return json(response, 200, report(specification, rows, id ?? ''))
  const entity = specification.entities.find((e) => collectionPath(e) === `/api/${path}`)
  const all = entity && rows.get(entity.id)
  if (!entity || !all) return problem(response, 404, 'Unknown path')
  if (id === undefined) return method === 'POST' ? create(entity, specification, all, given, response) : json(response, 200, list(all, url.searchParams))
  const row = all.find((r) => r.id === id)
  if (!row) return problem(response, 404, `There is no such ${entity.name}.`)
  if (action !== undefined) return act(specification, entity, row, action, given, response)
  if (method === 'DELETE') all.splice(all.indexOf(row), 1)
  if (method === 'PATCH') Object.assign(row, given)
  return json(response, 200, row)
}

function create(entity: Entity, specification: Specification, all: Row[], given: Json, response: ServerResponse): unknown {
  const missing = entity.fields.filter((f) => f.required && f.source === 'client' && f.type.kind !== 'reference' && given[key(f)] === undefined)
  if (missing.length > 0)
    return problem(
      response,
      422,
      'Invalid input',
      missing.map((f) => ({ path: key(f), message: `${f.label} is required by the service.` })),
    )
  const twice = entity.fields.find((f) => f.unique && all.some((r) => r[key(f)] === given[key(f)]))
  if (twice) return problem(response, 409, `${twice.label} is already taken.`)
  const lines = specification.entities.filter((e) => e.parent?.entity === entity.id).map((e) => camel(e.parent?.collection ?? ''))
  for (const name of lines) given[name] = ((given[name] as Json[] | undefined) ?? []).map((line) => ({ id: randomUUID(), ...line }))
  const row: Row = { id: randomUUID(), ...(entity.states && { [stateKey(entity)]: entity.states.initial }), ...given }
  all.push(row)
  return json(response, 201, row)
}

function act(specification: Specification, entity: Entity, row: Row, action: string, given: Json, response: ServerResponse): unknown {
  const operation = specification.operations.find((o) => o.entity === entity.id && o.kind === 'action' && kebab(o.name) === action)
  if (!operation) return problem(response, 404, 'Unknown action')
  const state = stateKey(entity)
  if (operation.from.length > 0 && !operation.from.includes(String(row[state])))
    return problem(response, 409, `${entity.name} is ${String(row[state])}; ${operation.label} is not possible.`)
  const missing = operation.inputs.filter((i) => i.required && given[key(i)] === undefined)
  if (missing.length > 0)
    return problem(
      response,
      422,
      'Invalid input',
      missing.map((f) => ({ path: key(f), message: `${f.label} is required by the service.` })),
    )
  Object.assign(row, given, operation.to ? { [state]: operation.to } : {})
  return json(response, 200, row)
}

function list(all: Row[], parameters: URLSearchParams): unknown {
  const words = parameters.get('q')?.toLowerCase() ?? ''
  const filters = [...parameters].filter(([name]) => !['q', 'page', 'pageSize', 'sort'].includes(name))
  const found = all.filter((r) => JSON.stringify(r).toLowerCase().includes(words) && filters.every(([name, value]) => String(r[name]) === value))
  const sort = parameters.get('sort') ?? ''
  const by = sort.replace(/^-/, '')
  if (by !== '') found.sort((a, b) => String(a[by]).localeCompare(String(b[by]), 'en', { numeric: true }) * (sort.startsWith('-') ? -1 : 1))
  const [page, pageSize] = [Number(parameters.get('page') ?? 1), Number(parameters.get('pageSize') ?? 25)]
  return { items: found.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: found.length }
}

function report(specification: Specification, rows: Map<string, Row[]>, name: string): unknown {
  const view = specification.views.find((v) => kebab(v.id) === name)
  const all = rows.get(view?.entity ?? '') ?? []
  const group = view?.report?.groupBy[0]
  if (group === undefined) return { items: all, page: 1, pageSize: 50, total: all.length }
  const by = `${camel(group)}Id`
  const counts = new Map<unknown, number>()
  for (const row of all) counts.set(row[by], (counts.get(row[by]) ?? 0) + 1)
  const items = [...counts].map(([id, count]) => ({ [by]: id, count }))
  return { items, page: 1, pageSize: 50, total: items.length }
}
