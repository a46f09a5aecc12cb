import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { build } from 'esbuild'
import { pack } from 'tar-stream'
import { newId } from '#model/id.ts'
import { prisma } from '#server/db.ts'

/**
 * Small real services for tests of the edge: node:http and pg in one file, tables through a migration, like a bundle of
 * the integrate stage. `behaviour` is code that runs for every request below /api, with `request`, `response` and `pool`.
 */
export interface TestBundle {
  behaviour?: string
  startup?: string
  migrations?: Record<string, string>
  label?: string
}

const server = ({ behaviour = '', startup = '', label = 'one' }: TestBundle) => `
import http from 'node:http'
import { readFileSync } from 'node:fs'
import { createPublicKey, verify } from 'node:crypto'
import pg from 'pg'
const pool = new pg.Pool({ max: 4 })
const keys = JSON.parse(readFileSync(process.env.JWKS_FILE, 'utf8')).keys
const actor = (request) => {
  const token = (request.headers.authorization ?? '').replace('Bearer ', '')
  const [head, body, signature] = token.split('.')
  if (!signature) return null
  const key = createPublicKey({ key: keys[0], format: 'jwk' })
  if (!verify('sha256', Buffer.from(head + '.' + body), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) return null
  const claims = JSON.parse(Buffer.from(body, 'base64url'))
  return claims.iss === process.env.ISSUER && claims.aud === process.env.AUDIENCE ? claims : null
}
const json = (response, status, value, headers = {}) => { response.writeHead(status, { 'content-type': 'application/json', ...headers }); response.end(JSON.stringify(value)) }
${startup}
http.createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, 'http://x')
    if (pathname === '/healthz') return json(response, 200, {})
    if (pathname === '/readyz') { await pool.query('select 1'); return json(response, 200, {}) }
    if (pathname === '/label') return json(response, 200, { label: ${JSON.stringify(label)}, environment: process.env.ENVIRONMENT, release: process.env.RELEASE })
    if (pathname === '/headers') return json(response, 200, request.headers, { 'set-cookie': ['a=1; Domain=apps.localhost; Path=/', 'gantry_service_session=evil; Path=/', 'b=2'] , 'x-gantry-trick': '1' })
    if (pathname.startsWith('/api')) {
      ${behaviour}
      const who = actor(request)
      if (!who) return json(response, 401, { title: 'Unauthorized' })
      if (request.method === 'POST') {
        const chunks = []
        for await (const chunk of request) chunks.push(chunk)
        const { rows } = await pool.query('insert into note (text, by) values ($1, $2) returning id, text, by', [JSON.parse(Buffer.concat(chunks)).text, who.sub])
        return json(response, 201, rows[0])
      }
      const { rows } = await pool.query('select * from note order by id')
      return json(response, 200, { items: rows, page: 1, pageSize: 25, total: rows.length })
    }
    json(response, 200, { page: pathname })
  } catch (error) { console.error(error.message); if (!response.headersSent) json(response, 500, { title: error.message }) }
}).listen(process.env.SOCKET_PATH, () => console.log('listening'))
process.on('SIGTERM', () => process.exit(0))
`

const migrate = `
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
const client = new pg.Client()
await client.connect()
await client.query('create table if not exists applied (name text primary key)')
for (const name of readdirSync('/app/migrations').sort()) {
  if ((await client.query('select 1 from applied where name = $1', [name])).rowCount) continue
  await client.query(readFileSync('/app/migrations/' + name, 'utf8'))
  await client.query('insert into applied values ($1)', [name])
  console.log(JSON.stringify({ applied: name }))
}
await client.query('grant select, insert, update, delete on all tables in schema public to "' + process.env.APP_ROLE + '"')
await client.end()
`

export const firstMigration = { '0001_note.sql': 'create table note (id int generated always as identity primary key, text text not null, by text not null)' }

export const testContract = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  'x-gantry-roles': [
    { id: 'reader', name: 'Reader' },
    { id: 'writer', name: 'Writer', description: 'Writes notes' },
  ],
  paths: {
    '/api/notes': {
      get: { operationId: 'note.list', 'x-gantry-roles': ['reader', 'writer'], security: [{ bearer: [] }], responses: { 200: { description: 'ok' } } },
    },
  },
}

async function bundled(source: string): Promise<Buffer> {
  const result = await build({
    stdin: { contents: source, resolveDir: process.cwd(), sourcefile: 'source.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: ['pg-native'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  })
  return Buffer.from(result.outputFiles[0]?.contents ?? [])
}

/** Builds the bundle and stores its bytes as core's artifacts do; answers the digest. */
export async function storeBundle(options: TestBundle = {}): Promise<string> {
  const tar = pack()
  const files: Record<string, string | Buffer> = {
    'server.mjs': await bundled(server(options)),
    'migrate.mjs': await bundled(migrate),
    'openapi.json': JSON.stringify(testContract),
    'release.json': '{}',
  }
  for (const [name, sql] of Object.entries(options.migrations ?? firstMigration)) files[`migrations/${name}`] = sql
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mtime: new Date(0) }, content)
  tar.finalize()
  const bytes = await buffer(tar)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await prisma.blob.createMany({ data: [{ sha256, size: bytes.length, bytes: new Uint8Array(bytes) }], skipDuplicates: true })
  return sha256
}

/** A service of a system; both are made when missing. */
export async function createService(system: string, slug: string): Promise<string> {
  await prisma.system.createMany({ data: [{ id: newId('sys'), slug: system, name: system }], skipDuplicates: true })
  const owner = await prisma.system.findUniqueOrThrow({ where: { slug: system } })
  return (await prisma.service.create({ data: { id: newId('svc'), systemId: owner.id, slug, name: slug } })).id
}
