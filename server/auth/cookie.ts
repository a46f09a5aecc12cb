import { env } from '#server/env.ts'

/** Behind https the session cookie carries the prefix that browsers accept over https only, set for this host alone. */
export const secureCookies = env.NEXTAUTH_URL?.startsWith('https://') ?? false
export const sessionCookie = `${secureCookies ? '__Host-' : ''}gantry.session`

/** The value of the session cookie in a Cookie header. */
export function sessionToken(header: string | null): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === sessionCookie) {
      const value = pair.slice(at + 1).trim()
      return /^[\w-]{20,100}$/.test(value) ? value : null
    }
  }
  return null
}
