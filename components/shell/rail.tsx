'use client'
import { usePathname } from 'next/navigation'
import { useMe } from '#components/person/me.tsx'
import { cn } from '#components/ui/cn.ts'
import { IntentLink } from '#components/ui/intent-link.tsx'
import { Logo } from './logo.tsx'
import { adminPlaces, isCurrent, morePlaces, type Place, places } from './places.ts'

function RailLink({ place, current, count }: { place: Place; current: boolean; count?: number }) {
  const Icon = place.icon
  return (
    <IntentLink
      href={place.href}
      aria-current={current ? 'page' : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-muted text-sm outline-offset-[-2px] hover:bg-hover hover:text-fg',
        current && 'bg-hover font-medium text-fg',
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden="true" />
      <span className="flex-1">{place.label}</span>
      {count ? (
        <span className="rounded-full bg-warn-soft px-1.5 font-medium text-2xs text-warn tabular-nums">
          {count}
          <span className="sr-only"> waiting for you</span>
        </span>
      ) : null}
    </IntentLink>
  )
}

export function Rail({ waiting }: { waiting: number }) {
  const path = usePathname()
  const { permissions } = useMe()
  const admin = adminPlaces.filter((place) => permissions.includes(place.needs))
  return (
    <nav aria-label="Places" className="sticky top-0 hidden h-dvh w-[188px] shrink-0 flex-col gap-0.5 border-line border-r bg-sunken px-2 py-3 md:flex">
      <IntentLink href="/" className="mb-3 flex items-center gap-2 rounded-md px-2.5 font-semibold text-base tracking-tight">
        <Logo />
        Gantry
      </IntentLink>
      {places.map((place) => (
        <RailLink key={place.href} place={place} current={isCurrent(place.href, path)} count={place.counted ? waiting : undefined} />
      ))}
      <div className="mt-3 flex flex-col gap-0.5">
        {morePlaces.map((place) => (
          <RailLink key={place.href} place={place} current={isCurrent(place.href, path)} />
        ))}
      </div>
      {admin.length > 0 && <p className="mt-4 px-2.5 pb-1 text-2xs text-faint">Admin</p>}
      {admin.map((place) => (
        <RailLink key={place.href} place={place} current={isCurrent(place.href, path)} />
      ))}
    </nav>
  )
}

/** On a phone: the places one works from, within reach of a thumb. Admin pages are in the person's menu. */
export function BottomBar({ waiting }: { waiting: number }) {
  const path = usePathname()
  return (
    <nav
      aria-label="Places"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-6 border-line border-t bg-sunken pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places.map(({ href, label, icon: Icon, counted }) => {
        const current = isCurrent(href, path)
        return (
          <IntentLink
            key={href}
            href={href}
            aria-current={current ? 'page' : undefined}
            className={cn(
              'relative flex h-14 flex-col items-center justify-center gap-1 text-[10px] text-muted leading-3 tracking-tight outline-offset-[-3px]',
              current && 'font-medium text-accent',
            )}
          >
            <Icon className="size-[18px]" aria-hidden="true" />
            <span>{label}</span>
            {counted && waiting > 0 && (
              <span className="absolute top-1.5 left-1/2 ml-1.5 min-w-4 rounded-full bg-warn-mark px-1 text-center font-semibold text-[10px] text-black leading-4">
                {waiting}
              </span>
            )}
          </IntentLink>
        )
      })}
    </nav>
  )
}
