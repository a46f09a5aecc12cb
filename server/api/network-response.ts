import { createHash } from 'node:crypto'
import { packNetwork } from '#model/network-wire.ts'
import { mayAnywhere, scopeOf } from '#model/person.ts'
import { sessionOf } from '#server/auth/session.ts'
import { networkVersion, readNetwork } from '#server/domain/network/data.ts'

/** In the shape of tRPC's errors: the page treats both alike. */
const refuse = (status: number, code: string, message: string) =>
  Response.json({ message, data: { code } }, { status, headers: { 'cache-control': 'no-store' } })

/** Written out once for all who see the same, by version and scope; the oldest makes room. */
const written = new Map<string, string>()
const kept = 4

/**
 * GET /api/network[?at=MOMENT]: what the map draws, in its packed form. A path of its own beside tRPC because it can be asked
 * for while the page is still loading, and because whoever has it already is told so without anything being read.
 */
export async function networkResponse(request: Request): Promise<Response> {
  const session = await sessionOf(request.headers)
  if (!session) return refuse(401, 'UNAUTHORIZED', 'You are not signed in, or your session has ended. Sign in and try again.')
  const { person } = session
  if (!mayAnywhere(person, 'read')) return refuse(403, 'FORBIDDEN', 'You have no role yet. Ask an admin for one.')
  const asked = new URL(request.url).searchParams.get('at')
  const at = asked === null ? undefined : new Date(asked)
  if (at && Number.isNaN(at.getTime())) return refuse(400, 'BAD_REQUEST', '"at" is no moment. Write it as 2026-11-21T12:00:00Z.')
  const key = createHash('sha256')
    .update(JSON.stringify([await networkVersion(), scopeOf(person), at?.toISOString()]))
    .digest('base64url')
  const headers = { etag: `"${key}"`, 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' }
  if (request.headers.get('if-none-match')?.includes(key)) return new Response(null, { status: 304, headers })
  const text = written.get(key) ?? JSON.stringify(packNetwork(await readNetwork(person, at)))
  written.delete(key)
  written.set(key, text)
  if (written.size > kept) written.delete(written.keys().next().value as string)
  return new Response(text, { headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } })
}
