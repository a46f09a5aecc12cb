import { findSession, type OpenSession } from '#server/domain/member/sessions.ts'
import { sessionToken } from './cookie.ts'
import { providers } from './providers.ts'

export interface CurrentSession extends OpenSession {
  providerName: string
}

/** Who sends this request, with the roles they have at this moment. */
export async function sessionOf(headers: Headers): Promise<CurrentSession | null> {
  const token = sessionToken(headers.get('cookie'))
  const open = token && (await findSession(token))
  return open ? { ...open, providerName: providers.find((p) => p.id === open.provider)?.name ?? open.provider } : null
}
