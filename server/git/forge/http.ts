import { setTimeout as pause } from 'node:timers/promises'
import { ForgeProblem, type ProblemKind } from './forge.ts'

/** One forge's API: its headers, its limits, its errors in our words. Tokens live in the headers alone and are never part of a message. */
export interface Api {
  get<T>(path: string): Promise<T>
  /** Null for 404. */
  maybe<T>(path: string): Promise<T | null>
  /** Follows `Link: <…>; rel="next"`. */
  all<T>(path: string, pick?: (page: unknown) => T[]): Promise<T[]>
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>
  bytes(path: string): Promise<Buffer>
}
export interface ApiOptions {
  name: string // "GitHub", for messages
  base: string
  headers: Record<string, string>
  /** Seconds that a rate limit, or an answer that did not come, is waited for in all. */
  patience: number
}

const mostPages = 200
const timeoutMs = 30_000
const sizeLimit = 64 * 1024 * 1024

export function apiOf(options: ApiOptions): Api {
  const base = options.base.replace(/\/+$/, '')
  const call = (method: string, address: string, body?: unknown): Promise<Response> =>
    callWithPatience(options, method, address.startsWith(base) ? address : base + address, body)
  const json = async <T>(response: Response): Promise<T> => {
    const text = await response.text()
    if (text.length > sizeLimit) throw new ForgeProblem('invalid', `${options.name} answered more than ${sizeLimit / 1_048_576} MiB.`)
    try {
      return (text === '' ? null : JSON.parse(text)) as T
    } catch {
      throw new ForgeProblem('invalid', `${options.name} did not answer JSON. Is ${base} the address of its API?`)
    }
  }
  const get = async <T>(path: string): Promise<T> => json<T>(await call('GET', path))
  return {
    get,
    maybe: <T>(path: string) =>
      get<T>(path).catch((error: unknown) => {
        if (error instanceof ForgeProblem && error.kind === 'not_found') return null
        throw error
      }),
    async all<T>(path: string, pick = (page: unknown) => page as T[]) {
      const items: T[] = []
      let next: string | null = path
      for (let page = 0; next && page < mostPages; page++) {
        const response: Response = await call('GET', next)
        items.push(...pick(await json(response)))
        next = nextOf(response.headers.get('link'), base)
      }
      return items
    },
    send: async <T>(method: string, path: string, body?: unknown) => json<T>(await call(method, path, body)),
    bytes: async (path) => Buffer.from(await (await call('GET', path)).arrayBuffer()),
  }
}

/** Only within the API: a page elsewhere would get our token. */
function nextOf(link: string | null, base: string): string | null {
  const [, next] = /<([^>]+)>\s*;[^,]*rel="next"/.exec(link ?? '') ?? []
  return next?.startsWith(`${base}/`) ? next : null
}

async function callWithPatience(options: ApiOptions, method: string, address: string, body: unknown): Promise<Response> {
  const begun = Date.now()
  for (let tries = 1; ; tries++) {
    const outcome = await once(options, method, address, body)
    if (outcome instanceof Response) return outcome
    const { problem, waitSeconds } = outcome
    const left = options.patience - (Date.now() - begun) / 1000
    if (waitSeconds === null || waitSeconds > left || tries > 5) throw problem
    await pause(waitSeconds * 1000)
  }
}

interface Refused {
  problem: ForgeProblem
  waitSeconds: number | null // null: asking again would not help
}
async function once(options: ApiOptions, method: string, address: string, body: unknown): Promise<Response | Refused> {
  const path = new URL(address).pathname
  try {
    const response = await fetch(address, {
      method,
      headers: { accept: 'application/json', 'user-agent': 'gantry', ...options.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return response.ok ? response : refused(options, method, path, response, await response.text())
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name
    const problem = new ForgeProblem('unavailable', `${options.name} cannot be reached at ${new URL(address).origin} (${cause}). The next sweep tries again.`)
    // What was sent may have been done: only questions are repeated.
    return { problem, waitSeconds: method === 'GET' ? 1 : null }
  }
}

const kinds: Record<number, ProblemKind> = {
  401: 'denied',
  403: 'denied',
  404: 'not_found',
  405: 'conflict',
  406: 'conflict',
  409: 'conflict',
  412: 'conflict',
  422: 'invalid',
  400: 'invalid',
}
function refused({ name }: ApiOptions, method: string, path: string, response: Response, text: string): Refused {
  const { status, headers } = response
  const said = saying(text)
  const exhausted = status === 429 || (status === 403 && (headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after')))
  if (exhausted) {
    const waitSeconds = secondsToWait(headers)
    return {
      problem: new ForgeProblem('rate_limited', `${name} asks to wait ${Math.ceil(waitSeconds)} s (rate limit). The next sweep goes on.`, status),
      waitSeconds,
    }
  }
  const problem = new ForgeProblem(
    kinds[status] ?? (status >= 500 ? 'unavailable' : 'invalid'),
    `${name} answered ${status} to ${method} ${path}: ${said || response.statusText}.${hintOf(status)}`,
    status,
  )
  return { problem, waitSeconds: status >= 500 && method === 'GET' ? 1 : null }
}
const hintOf = (status: number): string =>
  status === 401
    ? ' Is GANTRY_FORGE_TOKEN still valid?'
    : status === 403
      ? ' The token may not do this: give it the right to write repositories and requests.'
      : ''

function secondsToWait(headers: Headers): number {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after)) return Math.max(after, 0.05)
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(reset) ? Math.max(reset - Date.now() / 1000, 0.05) : 60
}

/** The API's own words, as far as they are words. */
function saying(text: string): string {
  try {
    const { message, error, errors } = JSON.parse(text) as { message?: unknown; error?: unknown; errors?: unknown }
    const flat = [message, error, errors].filter(Boolean).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    return flat.join('; ').slice(0, 300)
  } catch {
    return ''
  }
}
