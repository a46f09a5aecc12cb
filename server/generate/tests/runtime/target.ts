import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'
import { Agent, request } from 'undici'
import { createApp } from '../../service/runtime/app.ts'
import { openPool } from '../../service/runtime/kernel/database.ts'
import { listen } from '../../service/runtime/listen.ts'
import { migrate } from '../../service/runtime/migrate.ts'
import { definitions, routes } from '../suite.ts'

export interface Target {
  request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | null,
  ): Promise<{ status: number; headers: Record<string, unknown>; text: string }>
  token(role: string, subject: string): Promise<string>
  database: pg.Pool
  stop(): Promise<void>
}

const here = dirname(fileURLToPath(import.meta.url))
const migrations = join(here, '../../migrations')

async function migrated(): Promise<void> {
  const client = new pg.Client({ user: process.env.OWNER_USER ?? process.env.PGUSER, password: process.env.OWNER_PASSWORD ?? process.env.PGPASSWORD })
  await client.connect()
  await migrate(client, migrations, process.env.OWNER_USER ? process.env.PGUSER : undefined)
  // Nothing of a test has to survive a power cut.
  await client.query(`alter database "${client.database ?? ''}" set synchronous_commit = off`).catch(() => undefined)
  await client.end()
}

/** The candidate's bundle as its own process, as it is deployed. */
async function candidate(folder: string, socketPath: string, jwksFile: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(folder, 'server.mjs')], {
    env: { ...process.env, SOCKET_PATH: socketPath, JWKS_FILE: jwksFile, ISSUER: 'test', AUDIENCE: 'test', ENVIRONMENT: 'test', RELEASE: 'candidate' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"ready"')) resolve()
    })
    child.once('exit', (code) => {
      reject(new Error(`the candidate ended with ${String(code)}`))
    })
  })
  return async () => {
    const gone = new Promise((resolve) => {
      child.removeAllListeners('exit').once('exit', resolve)
    })
    child.kill('SIGTERM')
    await gone
  }
}

async function inProcess(folder: string, socketPath: string, jwksFile: string): Promise<() => Promise<void>> {
  const service = { pool: openPool({}), definitions }
  const app = createApp(service, routes(service), {
    token: { jwksFile, issuer: 'test', audience: 'test' },
    folder,
    environment: 'test',
    release: 'test',
    log: (entry) => {
      process.stderr.write(`${JSON.stringify(entry)}\n`)
    },
  })
  return (await listen(app, service, { socketPath })).stop
}

async function start(): Promise<Target> {
  await migrated()
  const folder = mkdtempSync(join(tmpdir(), 't-'))
  const keys = await generateKeyPair('ES256', { extractable: true })
  const jwksFile = join(folder, 'jwks.json')
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'test', alg: 'ES256' }] }))
  const socketPath = join(folder, 's')
  const stop = process.env.CANDIDATE_FOLDER
    ? await candidate(process.env.CANDIDATE_FOLDER, socketPath, jwksFile)
    : await inProcess(process.env.CONTRACT ? dirname(process.env.CONTRACT) : join(here, '../../..'), socketPath, jwksFile)
  const dispatcher = new Agent({ connect: { socketPath } })
  const database = openPool({ max: 4 })
  return {
    database,
    token: (role, subject) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setIssuer('test')
        .setAudience('test')
        .setSubject(subject)
        .setExpirationTime('1h')
        .sign(keys.privateKey),
    async request(method, path, headers, body) {
      const answer = await request(`http://service${path}`, { dispatcher, method: method as 'GET', headers, body })
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
    },
    async stop() {
      await dispatcher.destroy()
      await stop()
      await database.end()
    },
  }
}

let started: Promise<Target> | undefined
/** One service for the whole suite: test files share it (isolate: false). */
export function target(): Promise<Target> {
  started ??= start()
  return started
}
