import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInButtons } from '#components/person/sign-in-buttons.tsx'
import { PlainPage } from '#components/shell/plain-page.tsx'
import { contextOfRequest } from '#server/api/context.ts'
import { signInChoices } from '#server/auth/providers.ts'

export const metadata: Metadata = { title: 'Sign in' }

/** next-auth's codes, in words that say what to do. Details are in the log, not in the page. */
const reasons: Record<string, string> = {
  AccessDenied: 'This account may not sign in. Use another one, or ask an admin.',
  OAuthAccountNotLinked: 'This account belongs to somebody else here. Use the one you signed in with before.',
  SessionRequired: 'Sign in to see that page.',
}
const otherReason = 'Signing in did not work: the provider did not confirm who you are. Nothing was changed; try again, and tell an admin if it stays so.'

/** Only paths of this site: an address in the query must not lead anywhere else. */
const safePath = (value: string | undefined): string => (value && /^\/(?![/\\])/.test(value) && !value.startsWith('/sign-in') ? value : '/')

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ return?: string; callbackUrl?: string; error?: string }> }) {
  const { return: back, callbackUrl, error } = await searchParams
  const target = safePath(back ?? pathOf(callbackUrl))
  if ((await contextOfRequest()).person) redirect(target)
  const choices = signInChoices()
  return (
    <PlainPage title="Sign in">
      <p className="text-muted text-sm">From a requirement to an approved release, with every step on record.</p>
      {error && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
          {reasons[error] ?? otherReason}
        </p>
      )}
      {choices.length > 0 ? (
        <SignInButtons choices={choices} returnTo={target} />
      ) : (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          No way to sign in is configured. Set a provider's client id and secret (see README, “Signing in”), then restart.
        </p>
      )}
      {choices.some(({ local }) => local) && (
        <p className="text-faint text-xs">
          Demo accounts, one for each role, such as <span className="font-mono">architect@gantry.localhost</span>. <span className="font-mono">npm start</span>{' '}
          prints their password.
        </p>
      )}
    </PlainPage>
  )
}

function pathOf(url: string | undefined): string | undefined {
  if (!url) return undefined
  const parsed = URL.parse(url, 'http://gantry.invalid')
  return parsed ? parsed.pathname + parsed.search : undefined
}
