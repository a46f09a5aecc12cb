import { env } from '#server/env.ts'

/**
 * Why a change must not be made on behalf of this request; null when it may. Browsers say where a request comes from:
 * Sec-Fetch-Site, and Origin on every POST. Deployed services live on other hosts of the same site, so "same-site" is
 * foreign too. A JSON body makes browsers ask before they send it across origins. Who sends neither header is no
 * browser, and has no cookie it was not given.
 */
export function foreignReason(request: Request): string | null {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const refused = 'This change was sent by a page of another site and was refused. Open Gantry and make it there.'
  if (site !== null && site !== 'same-origin') return refused
  if (origin !== null && !ownOrigins(request).includes(origin)) return refused
  if (request.method !== 'GET' && !/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    return 'Changes are sent as application/json. Set the content-type header.'
  return null
}

/** The configured address; without one, what the request was sent to. */
const ownOrigins = (request: Request): string[] => [env.NEXTAUTH_URL ? new URL(env.NEXTAUTH_URL).origin : `http://${request.headers.get('host')}`]
