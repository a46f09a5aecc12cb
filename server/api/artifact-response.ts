import { mayAnywhere } from '#model/person.ts'
import { sessionOf } from '#server/auth/session.ts'
import { findArtifactFor, readSlice } from '#server/domain/artifact/data.ts'
import { Problem } from '#server/domain/problem.ts'

const slice = 1024 * 1024
/** Agents say what a file is; a browser is told only what it shows without running anything. */
const passive = /^(image\/(png|jpeg|gif|webp|avif)|text\/(plain|csv|markdown)|application\/json)$/
/** Shown on request, but only inside a sandbox without scripts, origin and network. */
const sandboxed = /^(text\/html|image\/svg\+xml)$/
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"

const refuse = (status: number, message: string) => Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
const parameter = (url: URL, name: string) => url.searchParams.has(name)

/** GET /api/artifacts/ID: the bytes. ?view shows HTML and SVG in a sandbox, ?download makes everything a download. */
export async function artifactResponse(request: Request, id: string): Promise<Response> {
  const session = await sessionOf(request.headers)
  if (!session) return refuse(401, 'You are not signed in. Sign in and open the link again.')
  if (!mayAnywhere(session.person, 'read')) return refuse(403, 'You have no role yet. Ask an admin for one.')
  const artifact = await findArtifactFor(session.person, id).catch((error: unknown) => (error instanceof Problem ? error : Promise.reject(error)))
  if (artifact instanceof Problem) return refuse(404, artifact.message)
  const etag = `"${artifact.sha256}"`
  const headers = { ...headersFor(artifact, new URL(request.url)), etag }
  if (
    request.headers
      .get('if-none-match')
      ?.split(',')
      .some((tag) => tag.trim().replace(/^W\//, '') === etag)
  )
    return new Response(null, { status: 304, headers })
  return new Response(stream(artifact), { headers: { ...headers, 'content-length': String(artifact.size) } })
}

function headersFor(artifact: { path: string; mediaType: string }, url: URL): Record<string, string> {
  const type = artifact.mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  const inline = !parameter(url, 'download') && (passive.test(type) || type === 'image/svg+xml' || (sandboxed.test(type) && parameter(url, 'view')))
  const known = passive.test(type) || sandboxed.test(type)
  // Text that is not shown as what it is, is shown as text: JSON and Markdown open in the tab instead of being saved.
  const shown = known ? type : 'application/octet-stream'
  return {
    'content-type': /^text\/|json$/.test(shown) ? `${shown}; charset=utf-8` : shown,
    'content-disposition': `${inline ? 'inline' : 'attachment'}; ${fileName(artifact.path)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': policy,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    // Kept, but asked for each time: who may read it can change.
    'cache-control': 'private, no-cache',
  }
}

function fileName(path: string): string {
  const name = path.split('/').at(-1) ?? 'artifact'
  return `filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
}

/** Slice by slice, as fast as the browser takes them. */
function stream(artifact: { sha256: string; size: number }): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      const bytes = at < artifact.size ? await readSlice(artifact.sha256, at, slice) : new Uint8Array()
      if (bytes.byteLength === 0) return controller.close()
      at += bytes.byteLength
      controller.enqueue(bytes)
    },
  })
}
