import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'
import { scrollable } from './scrollable.ts'

/** A dense table that scrolls sideways in its own frame on a narrow screen; the frame is focusable so that keys can scroll it. */
export function Table({ label, head, children, className }: { label: string; head: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={cn('@container overflow-x-auto rounded-lg border border-line bg-surface', className)} aria-label={label} {...scrollable}>
      <table className="w-full border-collapse text-sm">
        <thead className="border-line border-b text-left text-faint text-xs">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  )
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="col" className={cn('h-8 whitespace-nowrap px-3 font-medium', className)} {...rest} />
}

export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('relative h-9 hover:bg-hover/60', className)} {...rest} />
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('px-3 py-1.5', className)} {...rest} />
}
