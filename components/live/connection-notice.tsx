'use client'
import { useEffect, useState } from 'react'
import { Spinner } from '#components/ui/spinner.tsx'
import { useConnection } from './live-provider.tsx'

/** Silent while all is well. A blip shorter than a second is nobody's business. */
export function ConnectionNotice() {
  const broken = useConnection() === 'reconnecting'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(broken), broken ? 1000 : 0)
    return () => clearTimeout(timer)
  }, [broken])
  return (
    <span role="status" className="text-warn text-xs">
      {shown && (
        <span className="flex items-center gap-1.5 rounded-full bg-warn-soft px-2 py-0.5">
          <Spinner className="size-3" />
          Reconnecting…
        </span>
      )}
    </span>
  )
}
