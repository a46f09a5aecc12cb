'use client'
import { Failure } from '#components/ui/feedback.tsx'

/** Inside the console the way to the other places stays open. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const message = `The fault is ours.${error.digest ? ` Tell an admin the number ${error.digest} if it stays so.` : ''}`
  return (
    <Failure
      title="This page could not be shown"
      error={{ message }}
      kept="Runs and decisions are not affected, and drafts are kept in this browser."
      retry={reset}
    />
  )
}
