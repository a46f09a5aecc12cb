import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClasses } from '#components/ui/button.tsx'

export function PanelFrame({ title, onClose, children }: { title: ReactNode; onClose: () => void; children: ReactNode }) {
  return (
    <>
      <header className="flex items-start justify-between gap-2 border-line border-b px-4 py-2.5">
        <div className="min-w-0 flex-1">{title}</div>
        <button type="button" aria-label="Close the panel" onClick={onClose} className={buttonClasses({ tone: 'ghost', size: 'iconSm' })}>
          <X />
        </button>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-3">{children}</div>
    </>
  )
}

export function PanelPart({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section>
      <h3 className="flex items-center gap-1.5 pb-1 font-medium text-faint text-xs">
        {title}
        {count !== undefined && <span className="tabular-nums">{count}</span>}
      </h3>
      {children}
    </section>
  )
}

export const unknown = <span className="text-faint">not stated</span>
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[88px_1fr] gap-x-3 gap-y-1 text-sm">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-faint">{label}</dt>
          <dd className="min-w-0 break-words">{value || unknown}</dd>
        </div>
      ))}
    </dl>
  )
}
