import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createProbe } from 'node:net'

/** For tests of signing in: the dashboard's side of it, and a browser as far as it needs one. Settings are read when modules are imported, so these are imported late. */
export const freePort = async (): Promise<number> => {
  const probe = createProbe().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** What app/api/auth/[...nextauth] does, without Next around it. */
export async function startDashboard(port: number): Promise<Server> {
  const { authOptions } = await import('./options.ts')
  const { default: NextAuth } = await import('next-auth')
  const server = createServer((request, response) => void authRoute(request, response))
  async function authRoute(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://localhost:${port}`)
    if (!url.pathname.startsWith('/api/auth/')) return void response.end('a page of the dashboard')
    const nextauth = url.pathname.split('/').slice(3)
    let text = ''
    for await (const part of request) text += part
    const cookies = Object.fromEntries(
      (request.headers.cookie ?? '')
        .split('; ')
        .filter(Boolean)
        .map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]),
    )
    const req = Object.assign(request, {
      query: { ...Object.fromEntries(url.searchParams), nextauth },
      cookies,
      body: Object.fromEntries(new URLSearchParams(text)),
    })
    const res = Object.assign(response, {
      status(code: number) {
        response.statusCode = code
        return res
      },
      json(value: unknown) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
        return res
      },
      send(value: unknown) {
        response.end(typeof value === 'string' || value === undefined ? value : JSON.stringify(value))
        return res
      },
    })
    await NextAuth(req as never, res as never, authOptions(nextauth))
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** A browser as far as signing in needs one: cookies by host and port, redirects followed by hand. */
export class Browser {
  private readonly web: string
  private readonly jar = new Map<string, Map<string, string>>()
  readonly setCookies: string[] = []
  readonly visited: URL[] = []

  constructor(web: string) {
    this.web = web
  }
  cookies(origin: string): string {
    return [...(this.jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  setCookie(origin: string, name: string, value: string): void {
    this.jar.set(origin, new Map([...(this.jar.get(origin) ?? []), [name, value]]))
  }
  async send(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    this.visited.push(url)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), cookie: this.cookies(url.origin) },
    })
    for (const cookie of response.headers.getSetCookie()) {
      if (url.origin === this.web) this.setCookies.push(cookie)
      const [pair = ''] = cookie.split(';')
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(cookie) || value === '') this.jar.get(url.origin)?.delete(name)
      else this.setCookie(url.origin, name, value)
    }
    return response
  }
  async follow(response: Response, from: string | URL): Promise<{ response: Response; url: URL }> {
    let at = { response, url: new URL(from) }
    for (let location = response.headers.get('location'); location; location = at.response.headers.get('location')) {
      const url = new URL(location, at.url)
      at = { response: await this.send(url), url }
    }
    return at
  }
  /** POST with the CSRF token that the form would hold. */
  async post(path: string, more: Record<string, string> = {}): Promise<{ response: Response; url: URL }> {
    const { csrfToken } = (await (await this.send(`${this.web}/api/auth/csrf`)).json()) as { csrfToken: string }
    return this.follow(await this.send(`${this.web}${path}`, { method: 'POST', body: new URLSearchParams({ csrfToken, ...more }) }), this.web)
  }
  async session() {
    const { sessionOf } = await import('./session.ts')
    return sessionOf(new Headers({ cookie: this.cookies(this.web) }))
  }
}
