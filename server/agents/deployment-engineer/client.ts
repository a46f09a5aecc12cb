import { Pool } from 'undici'
import type { EnvironmentKind, Target } from '#server/deploy/target.ts'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
  milliseconds: number
}
export interface Client {
  ask(method: string, path: string, options?: { role?: string; subject?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>
  token(role: string, subject?: string): Promise<string>
  connect: string
  host: string
  close(): Promise<void>
}

const subjectOf = (role: string): string => `smoke-${role}@gantry.localhost`

/** HTTP to a deployed service the way visitors take, through the edge. Status 0 = no answer, with the reason as body. */
export async function openClient(target: Target, serviceId: string, environment: EnvironmentKind): Promise<Client> {
  const { connect, host } = await target.endpoint(serviceId, environment)
  const pool = new Pool(connect, { connections: 8, headersTimeout: 10_000, bodyTimeout: 10_000 })
  const tokens = new Map<string, Promise<string>>()
  const token = (role: string, subject = subjectOf(role)): Promise<string> => {
    const key = `${role}\n${subject}`
    const made = tokens.get(key) ?? target.token(serviceId, environment, role, subject)
    tokens.set(key, made)
    return made
  }
  return {
    connect,
    host,
    token,
    async ask(method, path, options = {}) {
      const headers: Record<string, string> = { host, accept: 'application/json', ...options.headers }
      if (options.role) headers.authorization = `Bearer ${await token(options.role, options.subject)}`
      if (options.body !== undefined) headers['content-type'] = 'application/json'
      const started = performance.now()
      try {
        const answer = await pool.request({ method: method as 'GET', path, headers, body: options.body === undefined ? null : JSON.stringify(options.body) })
        const body = await answer.body.text()
        return {
          status: answer.statusCode,
          headers: Object.fromEntries(Object.entries(answer.headers).map(([k, v]) => [k, String(v)])),
          body,
          milliseconds: performance.now() - started,
        }
      } catch (error) {
        return { status: 0, headers: {}, body: error instanceof Error ? error.message : String(error), milliseconds: performance.now() - started }
      }
    },
    close: () => pool.close(),
  }
}
