import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextOf } from '#server/api/context.ts'
import { maximalBatch, maximalBody, maximalImportBody } from '#server/api/limits.ts'
import { appRouter } from '#server/api/root.ts'

/** In the shape of tRPC, so that the client shows the message; one for all procedures of a batch. */
const refuse = (status: number, code: string, message: string) =>
  Response.json(
    { error: { json: { message, code: -32600, data: { code, httpStatus: status, fields: {}, id: null } } } },
    { status, headers: { 'cache-control': 'no-store' } },
  )

/** tRPC over HTTP. Sizes are checked before anything is parsed. */
export async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const procedures = decodeURIComponent(url.pathname.split('/').at(-1) ?? '').split(',')
  if (procedures.length > maximalBatch)
    return refuse(400, 'BAD_REQUEST', `At most ${maximalBatch} procedures in one request; this one asks for ${procedures.length}.`)
  let limited = request
  if (request.method === 'POST') {
    const imports = procedures.some((name) => name.startsWith('exchange.'))
    const body = await readLimited(request, imports ? maximalImportBody : maximalBody)
    if (body === null)
      return refuse(
        413,
        'PAYLOAD_TOO_LARGE',
        `This is too large to send. ${imports ? 'Files' : 'Documents'} together may have ${imports ? 5 : 1} MB; shorten them or leave one out.`,
      )
    limited = new Request(request.url, { method: 'POST', headers: request.headers, body, signal: request.signal })
  }
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    router: appRouter,
    req: limited,
    createContext: () => contextOf(request),
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }) }),
  })
}

/** The body, or null when it is longer than allowed, whatever content-length says. */
async function readLimited(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) break
    size += part.value.byteLength
    if (size > limit) {
      await reader?.cancel()
      return null
    }
    parts.push(part.value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
