'use client'
import { PlainPage } from '#components/shell/plain-page.tsx'
import { Button, LinkButton } from '#components/ui/button.tsx'

/** Something of ours broke while a page was drawn. Runs go on: they do not depend on any page. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PlainPage title="This page could not be shown">
      <p className="text-muted text-sm">
        The fault is ours. Runs and decisions are not affected, and drafts are kept in this browser.
        {error.digest && (
          <>
            {' '}
            Tell an admin the number <code className="font-mono">{error.digest}</code> if it stays so.
          </>
        )}
      </p>
      <div className="flex gap-2">
        <Button tone="primary" onClick={reset}>
          Try again
        </Button>
        <LinkButton href="/">To the overview</LinkButton>
      </div>
    </PlainPage>
  )
}
