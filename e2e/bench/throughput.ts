import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @ts-expect-error the package ships no types
import autocannon from 'autocannon'
import type { TemporaryDatabase } from '#server/agents/agent.ts'
import { bootCandidate } from '#server/agents/candidate/boot.ts'
import { bundle } from '#server/agents/integration-engineer/bundle.ts'
import { readDocuments } from '#server/engines/rules/read.ts'
import { contractText } from '#server/generate/contract/contract.ts'
import { migrations } from '#server/generate/database/migrations.ts'
import { service } from '#server/generate/service/service.ts'
import { createTemporaryDatabase, dropTemporaryDatabase } from '#server/runner/temporary-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import { percentile, type Row } from './_table.ts'

/**
 * What a generated service costs beside one written by hand for a single table: Express and pg, no tokens, no rights, no
 * metrics. Both run in the sandbox, on one database, in turns, each asked by the same generator through a UNIX socket.
 */
const rounds = 5
const seconds = 2
const connections = 20
const records = 1000
/** At least 60 % of the rival's rate. */
const limit = 1 / 0.6

const rival = `import { rmSync } from 'node:fs'
import express from 'express'
import pg from 'pg'
const pool = new pg.Pool({ max: 10 })
const columns = 'id, title, author, isbn, publication_year as "publicationYear", copies'
const app = express()
app.get('/api/books/:id', async (request, response) => {
  const { rows } = await pool.query('select ' + columns + ' from book where id = $1', [request.params.id])
  if (rows[0]) response.json(rows[0])
  else response.status(404).json({ title: 'Not found' })
})
app.get('/api/books', async (request, response) => {
  const [items, count] = await Promise.all([
    pool.query('select ' + columns + ' from book order by title limit 25'),
    pool.query('select count(*)::int as total from book'),
  ])
  response.json({ items: items.rows, page: 1, pageSize: 25, total: count.rows[0].total })
})
rmSync(process.env.SOCKET_PATH, { force: true })
app.listen(process.env.SOCKET_PATH)
`

async function rate(socketPath: string, path: string, headers: Record<string, string>, duration = seconds): Promise<number> {
  const { requests, non2xx, errors } = (await autocannon({ url: 'http://service', socketPath, connections, duration, requests: [{ path, headers }] })) as {
    requests: { total: number }
    non2xx: number
    errors: number
  }
  if (non2xx + errors > 0) throw new Error(`${path}: ${non2xx} answers were no success, ${errors} requests failed.`)
  return requests.total / duration
}

export async function measure(): Promise<Row[]> {
  const sandbox = await openSandbox()
  const folder = await mkdtemp(join(tmpdir(), 'gantry-throughput-'))
  const made: TemporaryDatabase[] = []
  const ending = new AbortController()
  try {
    const text = await readFile(new URL('../../server/engines/rules/samples/library.md', import.meta.url), 'utf8')
    const specification = readDocuments([{ name: 'library.md', role: 'requirements', text }])
    const sources = new Map([...service(specification), ['openapi.json', contractText(specification)] as const])
    for (const [name, sql] of migrations(specification, null).migrations) sources.set(`service/migrations/${name}`, sql)
    const { bytes } = await bundle({ folder, packages: sandbox.packages.host }, sources, new Map(), {
      service: 'library',
      system: 'bench',
      requirement: 'bench',
    })
    const database = async (): Promise<TemporaryDatabase> => {
      const one = await createTemporaryDatabase(`bench${process.pid}`, made.length + 1)
      made.push(one)
      return one
    }
    const place = { service: { slug: 'library' }, system: { slug: 'bench' } } as Pick<Parameters<typeof bootCandidate>[0], 'service' | 'system'>
    const candidate = await bootCandidate({ ...place, folder, sandbox, database, signal: ending.signal, log: () => undefined }, bytes)
    const { app, socketFolder, port, name } = candidate.database
    const connection = { PGHOST: '/run/postgres', PGPORT: String(port), PGDATABASE: name, PGUSER: app.user, PGPASSWORD: app.password }
    const id = await fill(candidate)
    await writeFile(join(folder, 'rival.mjs'), rival)
    const started = sandbox.start({
      argv: ['node', '/app/bench/rival.mjs'],
      mounts: [sandbox.packages, { host: folder, inside: '/app/bench', writable: true }, { host: socketFolder, inside: '/run/postgres' }],
      cwd: '/app/bench',
      origin: 'rules',
      signal: ending.signal,
      env: { ...connection, SOCKET_PATH: '/app/bench/rival.sock', NODE_ENV: 'production' },
    })
    try {
      const headers = { authorization: `Bearer ${await candidate.token('librarian', 'ann')}` }
      return [
        await compare('one record', `/api/books/${id}`, candidate.socket, join(folder, 'rival.sock'), headers),
        await compare('a page of 25, sorted, with the total', '/api/books', candidate.socket, join(folder, 'rival.sock'), headers),
      ]
    } finally {
      started.kill('SIGKILL')
      await started.exited
      await candidate.stop()
    }
  } finally {
    ending.abort()
    for (const one of made) await dropTemporaryDatabase(one.name)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Books through the service's own create, so that its rows are as it writes them. Answers the id of one. */
async function fill({ request, token }: Awaited<ReturnType<typeof bootCandidate>>): Promise<string> {
  const headers = { authorization: `Bearer ${await token('librarian', 'ann')}`, 'content-type': 'application/json' }
  let id = ''
  for (let i = 0; i < records; i++) {
    const body = JSON.stringify({ title: `Book ${i}`, author: `Author ${i % 50}`, isbn: String(9_780_000_000_000 + i), publicationYear: 2000, copies: 3 })
    const answer = await request('POST', '/api/books', { headers, body })
    if (answer.status !== 201) throw new Error(`A book was not created: ${answer.status} ${answer.body}`)
    id = (JSON.parse(answer.body) as { id: string }).id
  }
  return id
}

async function compare(what: string, path: string, generated: string, written: string, headers: Record<string, string>): Promise<Row> {
  const rates: { generated: number[]; written: number[] } = { generated: [], written: [] }
  for (const socket of [generated, written]) await rate(socket, path, headers, 1) // both are warm
  for (let i = 0; i < rounds; i++) {
    rates.written.push(await rate(written, path, headers))
    rates.generated.push(await rate(generated, path, headers))
  }
  const [ours, theirs] = [percentile(rates.generated, 50), percentile(rates.written, 50)]
  return {
    what: `${what}: hand-written handler over generated service`,
    value: theirs / ours,
    unit: '×',
    limit,
    note: `${ours.toFixed(0)} of ${theirs.toFixed(0)} requests/s, ${((100 * ours) / theirs).toFixed(0)} %; median of ${rounds} turns of ${seconds} s, ${connections} connections`,
  }
}
