'use client'
import { LogOut, Moon, Sun, SunMoon, UserRound } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { ConnectionNotice } from '#components/live/connection-notice.tsx'
import { useMe } from '#components/person/me.tsx'
import { signOut } from '#components/person/session.ts'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { roleLabels } from '#model/role.ts'
import { Logo } from './logo.tsx'
import { adminPlaces, isCurrent, morePlaces, places } from './places.ts'

function ThemeMenu() {
  const { setTheme } = useTheme()
  return (
    <Menu
      label="Theme"
      button={{
        tone: 'ghost',
        size: 'icon',
        children: (
          <>
            <Sun className="dark:hidden" aria-hidden="true" />
            <Moon className="hidden dark:block" aria-hidden="true" />
          </>
        ),
      }}
    >
      <MenuItem onSelect={() => setTheme('light')}>
        <Sun />
        Light
      </MenuItem>
      <MenuItem onSelect={() => setTheme('dark')}>
        <Moon />
        Dark
      </MenuItem>
      <MenuItem onSelect={() => setTheme('system')}>
        <SunMoon />
        As the system
      </MenuItem>
    </Menu>
  )
}

function PersonMenu() {
  const me = useMe()
  const router = useRouter()
  const roles = me.roles.map((role) => roleLabels[role]).join(', ') || 'No role'
  return (
    <Menu
      button={{
        tone: 'ghost',
        className: 'max-w-56 gap-2 px-1.5 text-left',
        children: (
          <>
            <span className="hidden min-w-0 flex-col leading-4 sm:flex">
              <span className="truncate text-fg text-xs">{me.name}</span>
              <span className="truncate font-normal text-2xs text-faint">{roles}</span>
            </span>
            <span className="sr-only sm:hidden">
              {me.name}, {roles}
            </span>
            <UserRound aria-hidden="true" />
          </>
        ),
      }}
    >
      <div className="border-line border-b px-2 pt-1 pb-2 text-xs">
        <p className="font-medium">{me.name}</p>
        {me.email && <p className="text-faint">{me.email}</p>}
        <p className="text-muted">{roles}</p>
        <p className="text-faint">Signed in with {me.provider}</p>
      </div>
      <div className="md:hidden">
        {[...morePlaces, ...adminPlaces]
          .filter((place) => me.permissions.includes(place.needs))
          .map(({ href, label, icon: Icon }) => (
            <MenuItem key={href} onSelect={() => router.push(href)}>
              <Icon />
              {label}
            </MenuItem>
          ))}
      </div>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut />
        Sign out
      </MenuItem>
    </Menu>
  )
}

export function TopBar() {
  const path = usePathname()
  const place = [...places, ...morePlaces, ...adminPlaces].find(({ href }) => isCurrent(href, path))
  return (
    <header className="sticky top-0 z-20 flex h-12 shrink-0 items-center gap-2 border-line border-b bg-bg/90 px-4 backdrop-blur md:px-6">
      <Link href="/" aria-label="Gantry, overview" className="rounded md:hidden">
        <Logo />
      </Link>
      {place && (
        <Link href={place.href} className="rounded font-medium text-muted text-sm hover:text-fg">
          {place.label}
        </Link>
      )}
      <div className="ml-auto flex items-center gap-1">
        <ConnectionNotice />
        <ThemeMenu />
        <PersonMenu />
      </div>
    </header>
  )
}
