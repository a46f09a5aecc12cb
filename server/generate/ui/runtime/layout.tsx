import { type ReactNode, useEffect, useRef, useState } from 'react'
import { NavLink, useLocation } from 'react-router'
import { signInAddress, signOut } from './api.ts'
import { Icon, type IconName } from './icon.tsx'
import { Button } from './parts.tsx'
import { isOwnRecordOnly, mayDo, maySee, visibleEntities } from './permissions.ts'
import { useService, useSession } from './session.tsx'
import { useTheme } from './theme.ts'

/** The frame around every page: navigation by role, who is here, and a way to the content for keyboards. */
export function Layout({ children }: { children: ReactNode }) {
  const service = useService()
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what this follows
  useEffect(() => {
    // A new page: readers of screens start at its top, as after a full load. Not on the first, where the browser does it.
    if (first.current) first.current = false
    else {
      setOpen(false)
      main.current?.focus()
      scrollTo(0, 0)
    }
  }, [pathname])
  useEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false)
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [open])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="topbar">
        <Button kind="quiet" icon="menu" aria-label="Menu" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)} />
        <NavLink to="/" className="brand">
          <img src="/icon.svg" alt="" width="20" height="20" />
          <span>{service.title}</span>
        </NavLink>
        <Account />
      </header>
      <Navigation open={open} />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function Navigation({ open }: { open: boolean }) {
  const service = useService()
  const session = useSession()
  const reports = service.reports.filter((r) => maySee(r, session))
  return (
    <nav id="navigation" className={open ? 'navigation open' : 'navigation'} aria-label="Main">
      <NavItem to="/" icon="home">
        Home
      </NavItem>
      {visibleEntities(service, session).map((entity) => {
        const own = isOwnRecordOnly(entity, session)
        return (
          <NavItem key={entity.id} to={mayDo(entity, 'list', session) ? entity.url : `${entity.url}/new`} icon={own ? 'person' : 'list'}>
            {own ? 'My record' : entity.plural}
          </NavItem>
        )
      })}
      {service.notifications && session.person && (
        <NavItem to="/notifications" icon="bell">
          Notifications
        </NavItem>
      )}
      {reports.length > 0 && <p className="nav-heading">Reports</p>}
      {reports.map((report) => (
        <NavItem key={report.id} to={report.url} icon="chart">
          {report.label}
        </NavItem>
      ))}
    </nav>
  )
}

function NavItem({ to, icon, children }: { to: string; icon: IconName; children: ReactNode }) {
  return (
    <NavLink to={to} end={to === '/'} className="nav-item">
      <Icon name={icon} />
      <span>{children}</span>
    </NavLink>
  )
}

function Account() {
  const { person, role, loading } = useSession()
  const { theme, toggle } = useTheme()
  const location = useLocation()
  return (
    <div className="account">
      {person && person.environment !== '' && person.environment !== 'production' && <span className="environment">{person.environment}</span>}
      <Button kind="quiet" icon={theme === 'dark' ? 'sun' : 'moon'} aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'} onClick={toggle} />
      {person && (
        <>
          <span className="person">
            <strong>{person.subject}</strong>
            <span className="muted">{role?.name ?? person.role}</span>
          </span>
          <Button kind="quiet" icon="exit" aria-label="Sign out" onClick={() => void signOut()} />
        </>
      )}
      {!person && !loading && (
        <a className="button primary" href={signInAddress(location)}>
          Sign in
        </a>
      )}
    </div>
  )
}
