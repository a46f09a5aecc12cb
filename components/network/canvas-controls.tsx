'use client'
import { Maximize, Minus, Plus } from 'lucide-react'
import { buttonClasses } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'

const lines = [
  ['sync', undefined],
  ['async', '5 4'],
  ['not stated', '1.5 3'],
  ['mixed', '9 3'],
] as const

export function CanvasControls({ onIn, onOut, onFit }: { onIn: () => void; onOut: () => void; onFit: () => void }) {
  const control = (label: string, Icon: typeof Plus, act: () => void) => (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={act}
      className={cn(buttonClasses({ tone: 'ghost', size: 'iconSm' }), 'rounded-none bg-surface outline-offset-[-2px]')}
    >
      <Icon />
    </button>
  )
  return (
    <div className="absolute top-3 left-3 z-10 flex flex-col divide-y divide-line overflow-hidden rounded-md border border-line">
      {control('Zoom in', Plus, onIn)}
      {control('Zoom out', Minus, onOut)}
      {control('Show all', Maximize, onFit)}
    </div>
  )
}

/** What lines and keys mean; below the map, where it hides nothing. */
export function Legend() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-line border-t bg-surface px-3 py-1.5 text-2xs text-muted">
      <ul aria-label="Legend" className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <li>An arrow leads from a system to what it needs</li>
        {lines.map(([word, dash]) => (
          <li key={word} className="flex items-center gap-1.5">
            <svg width="24" height="6" aria-hidden="true">
              <path d="M1 3H23" stroke="var(--muted)" strokeWidth="1.4" strokeDasharray={dash} strokeLinecap={word === 'not stated' ? 'round' : undefined} />
            </svg>
            {word}
          </li>
        ))}
      </ul>
      <span className="hidden text-faint lg:block">Arrow keys follow the lines · + and − open and close · / searches</span>
    </div>
  )
}
