'use client'
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export interface Tab {
  id: string
  label: string
  count?: number
  content: ReactNode
}

export function Tabs({
  tabs,
  value,
  onChange,
  className,
  panelClassName,
}: {
  tabs: readonly Tab[]
  value: string
  onChange: (id: string) => void
  className?: string
  panelClassName?: string
}) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))} className={cn('flex min-h-0 flex-col', className)}>
      <Base.List className="relative flex shrink-0 gap-4 overflow-x-auto border-line border-b [scrollbar-width:none]" activateOnFocus>
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id}
            value={tab.id}
            className="flex h-9 items-center gap-1.5 whitespace-nowrap rounded-sm border-transparent border-b-2 text-muted text-sm outline-offset-[-2px] hover:text-fg data-active:border-accent data-active:font-medium data-active:text-fg"
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className="rounded-full bg-hover px-1.5 text-2xs text-muted tabular-nums">{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.id} value={tab.id} className={cn('min-h-0 flex-1 outline-offset-[-2px]', panelClassName)}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
