import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent as Dispatcher, request } from 'undici'
import type { AgentContext, TemporaryDatabase } from '../agent.ts'
import { type Forgery, makeSigner } from './tokens.ts'
import { unpack } from './unpack.ts'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}
export interface Booted {
  request(method: string, path: string, options?: { headers?: Record<string, string>; body?: string }): Promise<Answer>
  token(role: string, subject: string, forge?: Forgery): Promise<string>
  database: TemporaryDatabase
  folder: string // the unpacked bundle
  socket: string // where it listens, for whoever asks without `request`
  stop(): Promise<void>
}

type Needs = Pick<AgentContext, 'folder' | 'sandbox' | 'database' | 'log' | 'signal' | 'service' | 'system'>

/** Unpacks a bundle, migrates a temporary database and starts the service in the sandbox on a UNIX socket. Rejects with the service's own last words when it does not get ready. */
export async function bootCandidate(context: Needs, bundle: Uint8Array): Promise<Booted> {
  const folder = join(context.folder, 'candidate')
  await mkdir(folder, { recursive: true })
  await unpack(bundle, folder)
  const database = await context.database()
  // A UNIX socket's path may have 107 bytes, which a deep data folder exceeds.
  const sockets = await mkdtemp(join(tmpdir(), 'gantry-'))
  const signer = await makeSigner(`${context.service.slug}.${context.system.slug}.test`)
  await writeFile(join(sockets, 'jwks.json'), signer.jwks)
  const mounts = [
    { host: folder, inside: '/app' },
    { host: database.socketFolder, inside: '/run/postgres' },
    { host: sockets, inside: '/run/service', writable: true },
  ]
  const base = { PGHOST: '/run/postgres', PGPORT: String(database.port), PGDATABASE: database.name }

  const migrated = await context.sandbox.run({
    argv: ['node', '/app/migrate.mjs'],
    mounts,
    cwd: '/app',
    origin: 'rules',
    timeoutMs: 60_000,
    signal: context.signal,
    env: { ...base, PGUSER: database.owner.user, PGPASSWORD: database.owner.password, APP_ROLE: database.app.user },
  })
  if (migrated.code !== 0) throw new Error(`The migrations failed: ${migrated.stderr.trim().split('\n').slice(-5).join(' ') || `exit code ${migrated.code}`}`)

  const service = context.sandbox.start({
    argv: ['node', '/app/server.mjs'],
    mounts,
    cwd: '/app',
    origin: 'rules',
    memoryMiB: 512,
    signal: context.signal,
    env: {
      ...base,
      PGUSER: database.app.user,
      PGPASSWORD: database.app.password,
      SOCKET_PATH: '/run/service/app.sock',
      JWKS_FILE: '/run/service/jwks.json',
      ISSUER: signer.issuer,
      AUDIENCE: signer.audience,
      ENVIRONMENT: 'test',
      RELEASE: 'candidate',
      NODE_ENV: 'production',
    },
    onLine: (line) => context.log('debug', line.slice(0, 2_000)),
  })
  const socket = join(sockets, 'app.sock')
  const dispatcher = new Dispatcher({ connect: { socketPath: socket }, headersTimeout: 30_000 })
  const ask: Booted['request'] = async (method, path, options = {}) => {
    const answer = await request(`http://candidate${path}`, { dispatcher, method: method as 'GET', headers: options.headers ?? {}, body: options.body ?? null })
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([k, v]) => [k, String(v)])),
      body: await answer.body.text(),
    }
  }
  const stop = async (): Promise<void> => {
    service.kill('SIGKILL')
    await service.exited
    await dispatcher.destroy()
    await rm(sockets, { recursive: true, force: true })
  }
  try {
    await ready(ask, service.exited)
  } catch (error) {
    await stop()
    throw error
  }
  return { request: ask, token: signer.token, database, folder, socket, stop }
}

/** Polls /readyz every 50 ms for at most 20 s; a service that ended says why. */
async function ready(ask: Booted['request'], exited: Promise<{ code: number | null; stderr: string }>): Promise<void> {
  let ended: { code: number | null; stderr: string } | undefined
  void exited.then((result) => {
    ended = result
  })
  const deadline = Date.now() + 20_000
  for (;;) {
    const status = await ask('GET', '/readyz').then(
      (a) => a.status,
      () => 0,
    )
    if (status === 200) return
    if (ended) throw new Error(`The service ended with code ${ended.code}: ${ended.stderr.trim().split('\n').slice(-5).join(' ')}`)
    if (Date.now() > deadline) throw new Error(`The service was not ready within 20 s (last answer of /readyz: ${status || 'none'})`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
