import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link } from 'react-router'
import { Problem } from './api.ts'
import { type DataRecord, type EntityDefinition, held, type Tone } from './definition.ts'
import { Icon, type IconName } from './icon.tsx'

type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

export function Button({
  kind = 'plain',
  icon,
  busy = false,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: ButtonKind; icon?: IconName; busy?: boolean }) {
  return (
    <button type="button" {...rest} className={`button ${kind}`} disabled={rest.disabled === true || busy} aria-busy={busy || undefined}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

export function ButtonLink({ to, kind = 'plain', icon, children }: { to: string; kind?: ButtonKind; icon?: IconName; children: ReactNode }) {
  return (
    <Link to={to} className={`button ${kind}`}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  )
}

/** Shape, colour and word together: colour alone says nothing to many people. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      <span className="badge-mark" aria-hidden="true" />
      {children}
    </span>
  )
}

export function StateBadge({ entity, record }: { entity: EntityDefinition; record: DataRecord }) {
  const id = entity.state && held(record, entity.state.key)
  if (typeof id !== 'string') return null
  const state = entity.state?.values.find((s) => s.id === id)
  return <Badge tone={state?.tone ?? 'neutral'}>{state?.label ?? id}</Badge>
}

export function PageHeader({
  title,
  back,
  badge,
  note,
  children,
}: {
  title: string
  back?: { to: string; label: string }
  badge?: ReactNode
  note?: ReactNode
  children?: ReactNode
}) {
  return (
    <header className="page-header">
      {/* React moves this into <head>. */}
      <title>{title}</title>
      {back && (
        <Link to={back.to} className="back">
          <Icon name="left" />
          {back.label}
        </Link>
      )}
      <div className="page-header-row">
        <h1>{title}</h1>
        {badge}
        {note !== undefined && <span className="muted">{note}</span>}
        {children !== undefined && <div className="page-actions">{children}</div>}
      </div>
    </header>
  )
}

export function Card({ title, children, aside }: { title?: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <section className="card">
      {title !== undefined && (
        <div className="card-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  )
}

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  )
}

export function ErrorMessage({ error, retry }: { error: unknown; retry?: () => void }) {
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  const helps = !(error instanceof Problem) || error.status === 0 || error.status >= 500
  return (
    <div className="error-message" role="alert">
      <Icon name="warning" />
      <p>{message}</p>
      {retry && helps && <Button onClick={retry}>Try again</Button>}
    </div>
  )
}

/** Stands where the content will be, in its size, so that nothing jumps. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((line) => (
        <span key={line} />
      ))}
    </div>
  )
}
