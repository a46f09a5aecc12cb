import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSandbox } from '#server/sandbox/open.ts'
import { Edge } from './edge.ts'
import { createEdgeServer } from './http.ts'
import { Judge, type JudgeSettings } from './judge.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  json<T = Record<string, unknown>>(): T
}
export interface TestEdge {
  port: number
  ask(host: string, path: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer>
  stop(): Promise<void>
}

/** An edge in this process, on a free port, over the test's database. With settings it judges rollouts, too. */
export async function startTestEdge(settings?: JudgeSettings): Promise<TestEdge> {
  const edge = await Edge.open(await openSandbox())
  const judge = settings ? new Judge(edge, settings) : undefined
  const server = createEdgeServer({ routes: edge.routes, ready: () => edge.ready(), known: (host) => edge.known(host) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await edge.start()
  judge?.start()
  return {
    port,
    ask: (host, path, options = {}) => ask(port, host, path, options),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await judge?.stop()
      await edge.stop()
    },
  }
}

function ask(port: number, host: string, path: string, options: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: { host, ...options.headers }, agent: false },
      (response) => {
        let text = ''
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            text += chunk
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) }))
          .on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}
