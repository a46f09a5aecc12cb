'use client'
import Link from 'next/link'
import { type ComponentProps, useState } from 'react'

/**
 * A link whose page is fetched when somebody points at it or tabs to it. For links that stand on every page: fetching all that
 * are in sight, as Next does by itself, is twenty requests while the page itself is still being made.
 */
export function IntentLink({ onPointerEnter, onFocus, ...rest }: ComponentProps<typeof Link>) {
  const [isWanted, setWanted] = useState(false)
  return (
    <Link
      prefetch={isWanted ? null : false}
      onPointerEnter={(event) => {
        setWanted(true)
        onPointerEnter?.(event)
      }}
      onFocus={(event) => {
        setWanted(true)
        onFocus?.(event)
      }}
      {...rest}
    />
  )
}
