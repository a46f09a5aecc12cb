import { PlainPage } from '#components/shell/plain-page.tsx'
import { LinkButton } from '#components/ui/button.tsx'

export default function NotFound() {
  return (
    <PlainPage title="There is nothing at this address">
      <p className="text-muted text-sm">The link may be mistyped, or what it led to does not exist. Nothing was changed.</p>
      <div>
        <LinkButton tone="primary" href="/">
          To the overview
        </LinkButton>
      </div>
    </PlainPage>
  )
}
