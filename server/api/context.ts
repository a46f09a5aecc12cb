import { headers } from 'next/headers'
import type { Context } from '#server/api/trpc.ts'
import { foreignReason } from '#server/auth/origin.ts'
import { sessionOf } from '#server/auth/session.ts'

const contextFrom = async (of: Headers, foreign: string | null): Promise<Context> => {
  const session = await sessionOf(of)
  return {
    person: session?.person ?? null,
    sessionExpires: session?.expires ?? null,
    provider: session?.providerName ?? '',
    foreign,
    requestId: crypto.randomUUID().slice(0, 8),
  }
}

export const contextOf = (request: Request): Promise<Context> => contextFrom(request.headers, foreignReason(request))

/** For server components: they read, so they may not change anything. */
export const contextOfRequest = async (): Promise<Context> => contextFrom(await headers(), 'Pages only read.')
