import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '#components/shell/shell.tsx'
import { contextOfRequest } from '#server/api/context.ts'
import { createCaller } from '#server/api/root.ts'

/** The gate of the console: whoever is not signed in goes to sign in, whoever has no role asks for one. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const context = await contextOfRequest()
  if (!context.person) redirect(`/sign-in?return=${encodeURIComponent((await headers()).get('x-path') ?? '/')}`)
  const caller = createCaller(context)
  const me = await caller.me.get()
  if (!me.permissions.includes('read')) redirect('/access')
  // The stream starts where this page was made: what happens from now on arrives, what was before is in the answers.
  const newest = (await caller.event.list({ limit: 1 })).items[0]?.id ?? 0
  return (
    <Shell me={me} after={newest}>
      {children}
    </Shell>
  )
}
