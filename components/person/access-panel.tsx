'use client'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copyable.tsx'
import { signOut } from './session.ts'

/** For people who are signed in and have no role: what to send to whom. */
export function AccessPanel({ name, email, id, provider }: { name: string; email: string | null; id: string; provider: string }) {
  const message = `Please give me a role in Gantry. I am ${name}${email ? ` <${email}>` : ''}, signed in with ${provider}, person ${id}.`
  return (
    <>
      <p className="text-muted text-sm">
        You are signed in as {name}, but have no role here yet. An admin gives one on the Members page; this page lets you in as soon as that has happened.
      </p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-surface px-3 py-2 text-sm">
        <p className="min-w-0 flex-1 break-words">{message}</p>
        <CopyButton text={message} label="Copy the request" />
      </div>
      <div className="flex gap-2">
        <LinkButton tone="primary" href="/" prefetch={false}>
          Try again
        </LinkButton>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </>
  )
}
