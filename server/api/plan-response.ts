import { mayAnywhere } from '#model/person.ts'
import { sessionOf } from '#server/auth/session.ts'
import { planFile } from '#server/domain/plan/data.ts'
import { Problem } from '#server/domain/problem.ts'

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
const refuse = (status: number, message: string) => Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })

/** GET /api/plans/ID/PATH: a file of a plan's current revision, or of ?revision=N. ?download saves it. Text is shown as text, pictures without scripts. */
export async function planResponse(request: Request, id: string, path: readonly string[]): Promise<Response> {
  const session = await sessionOf(request.headers)
  if (!session) return refuse(401, 'You are not signed in. Sign in and open the link again.')
  if (!mayAnywhere(session.person, 'read')) return refuse(403, 'You have no role yet. Ask an admin for one.')
  const { searchParams } = new URL(request.url)
  const asked = Number(searchParams.get('revision') ?? '') || undefined
  const found = await planFile(session.person, id, asked, path.join('/')).catch((error: unknown) => (error instanceof Problem ? error : Promise.reject(error)))
  if (found instanceof Problem) return refuse(404, found.message)
  if (!found) return refuse(404, 'The plan has no such file.')
  const safe = found.name.replace(/[^\w.-]/g, '_')
  return new Response(found.text, {
    headers: {
      'content-type': `${found.mediaType}${found.mediaType === 'image/svg+xml' ? '' : '; charset=utf-8'}`,
      'content-disposition': `${searchParams.has('download') ? 'attachment' : 'inline'}; filename="${safe}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': policy,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-cache',
    },
  })
}
