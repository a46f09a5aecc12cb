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

export interface Answer {
  status: number
  headers: Record<string, unknown>
  body: Record<string, unknown> & { items?: Record<string, unknown>[] }
}
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

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
  })

/** Starts one of the generated programs and waits until it says so, or ends; rejects with what it said. */
function program(path: string, environment: NodeJS.ProcessEnv, until: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(until)) resolve(child)
    })
    child.once('exit', () => reject(new Error(`${path} ended: ${said}`)))
  })
}

async function signer(file: string): Promise<(role: string, subject: string) => Promise<string>> {
  const keys = await generateKeyPair('ES256', { extractable: true })
  writeFileSync(file, JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'test', alg: 'ES256' }] }))
  const header = { alg: 'ES256', kid: 'test' }
  return (role, subject) =>
    new SignJWT({ role }).setProtectedHeader(header).setIssuer('test').setAudience('test').setSubject(subject).setExpirationTime('10m').sign(keys.privateKey)
}

function caller(dispatcher: Agent, token: (role: string, subject: string) => Promise<string>): Running['call'] {
  return async (who, method, path, body, headers = {}) => {
    const [role = '', subject = 'someone'] = who?.split(':') ?? []
    const all: Record<string, string> = { ...headers }
    if (who !== null) all.authorization = `Bearer ${await token(role, subject)}`
    if (body !== undefined) all['content-type'] = 'application/json'
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await request(`http://service${path}`, { dispatcher, method: method as 'GET', headers: all, body: sent })
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : { text } }
  }
}

/** For tests: generates, migrates and runs a service from a specification, as its own process on a UNIX socket, on a real database. */
export async function run(specification: Specification): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'))
  write(folder, service(specification))
  write(folder, new Map([['service/src/migrations/0001_init.sql', schema(specification)]]))
  write(folder, new Map([['service/src/openapi.json', contractText(specification)]]))
  write(folder, new Map([['service/src/public/index.html', '<!doctype html><title>ui</title>']]))
  symlinkSync(packages, join(folder, 'node_modules'))
  const cluster = new URL(inject('testCluster').url)
  const name = `generated_${randomBytes(6).toString('hex')}`
  const urlOf = (database: string): string => Object.assign(new URL(cluster), { pathname: `/${database}` }).toString()
  await withClient(urlOf('postgres'), (client) => client.query(`create database ${name}`))
  const token = await signer(join(folder, 'jwks.json'))
  const database = {
    PGHOST: cluster.hostname,
    PGPORT: cluster.port,
    PGUSER: cluster.username,
    PGPASSWORD: decodeURIComponent(cluster.password),
    PGDATABASE: name,
  }
  const settings = {
    JWKS_FILE: join(folder, 'jwks.json'),
    ISSUER: 'test',
    AUDIENCE: 'test',
    ENVIRONMENT: 'test',
    RELEASE: 'test',
    SOCKET_PATH: join(folder, 's'),
  }
  const environment = { PATH: '', NODE_ENV: 'test', ...database, ...settings } satisfies NodeJS.ProcessEnv
  await program(join(folder, 'service/src/migrate-main.ts'), environment, '"up to date"')
  const child = await program(join(folder, 'service/src/main.ts'), environment, '"ready"')
  const dispatcher = new Agent({ connect: { socketPath: settings.SOCKET_PATH } })
  return {
    call: caller(dispatcher, token),
    sql: (text, values = []) => withClient(urlOf(name), async (client) => (await client.query(text, values)).rows as Record<string, unknown>[]),
    async stop() {
      const gone = ended(child)
      child.kill('SIGTERM')
      await dispatcher.destroy()
      await gone
      await withClient(urlOf('postgres'), (client) => client.query(`drop database if exists ${name} with (force)`))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
