import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Agent, request } from 'undici'
import { inject } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { contractText } from '#server/generate/contract/contract.ts'
import { schema } from '#server/generate/database/migrations.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { service } from './service.ts'

export interface Answer { status: number; headers: Record<string, unknown>; body: Record<string, unknown> & { items?: Record<string, unknown>[] } }
export interface Running {
  /** who: 'librarian', 'member:ann' (role and subject), or null for nobody. */
  call(who: string | null, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))

function write(folder: string, files: Map<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => { child.once('exit', (code) => resolve(code)) })

/** For tests: generates, migrates and runs a service from a specification, as its own process on a UNIX socket, on a real database. */
export async function run(specification: Specification): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'))
  write(folder, service(specification))
  write(folder, new Map([['service/src/migrations/0001_init.sql', schema(specification)], ['service/src/openapi.json', contractText(specification)], ['service/src/public/index.html', '<!doctype html><title>ui</title>']]))
  symlinkSync(packages, join(folder, 'node_modules'))
  const cluster = new URL(inject('testCluster').url)
  const name = `generated_${randomBytes(6).toString('hex')}`
  const maintenance = new URL(cluster)
  maintenance.pathname = '/postgres'
  await withClient(maintenance.toString(), (client) => client.query(`create database ${name}`))
  const keys = await generateKeyPair('ES256', { extractable: true })
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'test', alg: 'ES256' }] }))
  const socketPath = join(folder, 's')
  const environment = { PATH: '', PGHOST: cluster.hostname, PGPORT: cluster.port, PGUSER: cluster.username, PGPASSWORD: decodeURIComponent(cluster.password), PGDATABASE: name, JWKS_FILE: join(folder, 'jwks.json'), ISSUER: 'test', AUDIENCE: 'test', ENVIRONMENT: 'test', RELEASE: 'test', SOCKET_PATH: socketPath, NODE_ENV: 'test' } satisfies NodeJS.ProcessEnv
  const migrated = spawn(process.execPath, [join(folder, 'service/src/migrate-main.ts')], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  migrated.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  if ((await ended(migrated)) !== 0) throw new Error(`the migrations failed: ${said}`)
  const child = spawn(process.execPath, [join(folder, 'service/src/main.ts')], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); if (output.includes('"ready"')) resolve() })
    child.once('exit', () => reject(new Error(`the service ended: ${output}`)))
  })
  const dispatcher = new Agent({ connect: { socketPath } })
  const token = (role: string, subject: string): Promise<string> => new SignJWT({ role }).setProtectedHeader({ alg: 'ES256', kid: 'test' }).setIssuer('test').setAudience('test').setSubject(subject).setExpirationTime('10m').sign(keys.privateKey)
  const mine = new URL(cluster)
  mine.pathname = `/${name}`
  return {
    async call(who, method, path, body, headers = {}) {
      const [role = '', subject = 'someone'] = who?.split(':') ?? []
      const answer = await request(`http://service${path}`, { dispatcher, method: method as 'GET', headers: { ...(who !== null && { authorization: `Bearer ${await token(role, subject)}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body) })
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) as Answer['body'] : { text } }
    },
    sql: (text, values = []) => withClient(mine.toString(), async (client) => (await client.query(text, values)).rows as Record<string, unknown>[]),
    async stop() {
      const gone = ended(child)
      child.kill('SIGTERM')
      await dispatcher.destroy()
      await gone
      await withClient(maintenance.toString(), (client) => client.query(`drop database if exists ${name} with (force)`))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
