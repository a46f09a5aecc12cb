import type { NextAuthOptions } from 'next-auth'
import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { prisma } from '#server/db.ts'
import { endSession, findSession, openSession } from '#server/domain/member/sessions.ts'
import { recordSignIn } from '#server/domain/member/sign-in.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import { secureCookies, sessionCookie } from './cookie.ts'
import { type Claims, providers } from './providers.ts'

/** A session ends twelve hours after signing in, used or not. */
const sessionSeconds = 12 * 3600

interface Account {
  provider: string
  providerAccountId: string
}
const issuerKey = (id: string): string => providers.find((p) => p.id === id)?.key ?? id
const asUser = (row: { id: string; name: string | null; email: string | null; emailVerified: Date | null; image: string | null }): AdapterUser => ({
  ...row,
  email: row.email ?? '',
})

/**
 * For one request. People are found and made by recordSignIn alone, so the methods with which next-auth would link an
 * account to an open session or to an address do not exist here. While a callback is handled the open session is not
 * shown to next-auth, for the same reason; it ends when the new one begins.
 */
function adapterFor(request: { callback: string | null }): Adapter {
  let replaced: string | null = null
  return {
    async getUser(id) {
      const row = await prisma.user.findUnique({ where: { id } })
      return row && asUser(row)
    },
    async getUserByAccount({ provider, providerAccountId }: Account) {
      const row = await prisma.account.findUnique({
        where: { provider_providerAccountId: { provider: issuerKey(provider), providerAccountId } },
        include: { user: true },
      })
      return row && asUser(row.user)
    },
    getUserByEmail: () => null,
    async createSession(session) {
      if (replaced) await endSession(replaced)
      await openSession({ token: session.sessionToken, userId: session.userId, expires: session.expires, provider: request.callback ?? '' })
      return session
    },
    async getSessionAndUser(token) {
      if (request.callback) {
        replaced = token
        return null
      }
      const open = await findSession(token)
      if (!open) return null
      const row = await prisma.user.findUniqueOrThrow({ where: { id: open.person.id } })
      return { session: { sessionToken: token, userId: row.id, expires: open.expires }, user: asUser(row) }
    },
    updateSession: () => null,
    async deleteSession(token) {
      await endSession(token)
    },
  }
}

export function authOptions(action: readonly string[]): NextAuthOptions {
  return {
    ...(env.NEXTAUTH_SECRET && { secret: env.NEXTAUTH_SECRET }),
    useSecureCookies: secureCookies,
    cookies: { sessionToken: { name: sessionCookie, options: { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies } } },
    session: {
      strategy: 'database',
      maxAge: sessionSeconds,
      updateAge: sessionSeconds,
      generateSessionToken: () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    adapter: adapterFor({ callback: action[0] === 'callback' ? (action[1] ?? null) : null }),
    providers: providers.map((p) => p.config),
    logger: {
      error: (code, metadata) =>
        log.error(
          { code, err: metadata instanceof Error ? metadata : metadata.error, provider: (metadata as { providerId?: unknown }).providerId },
          'sign-in failed',
        ),
      warn: (code) => log.warn({ code }, 'next-auth'),
      debug: () => undefined,
    },
    callbacks: {
      async signIn({ account, profile }) {
        const provider = providers.find((p) => p.id === account?.provider)
        if (!provider || !profile || !account) return false
        const identity = provider.identity(profile as Claims)
        if (identity.subject !== account.providerAccountId) return false
        await recordSignIn(identity)
        return true
      },
      // What /api/auth/session tells the browser: who, and nothing to decide by.
      session: ({ session, user }) => ({ expires: session.expires, user: { id: user.id, name: user.name ?? null, email: user.email || null } }),
    },
  }
}
