'use client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'

export function Pagination({
  page,
  pageSize,
  total,
  onPage,
  noun,
}: {
  page: number
  pageSize: number
  total: number
  onPage: (page: number) => void
  noun: string
}) {
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 pt-3 text-faint text-xs tabular-nums">
      <span>{total === 0 ? `No ${noun}` : `${first}–${Math.min(total, page * pageSize)} of ${total} ${noun}`}</span>
      {pages > 1 && (
        <span className="flex items-center gap-2">
          <Button size="iconSm" aria-label="Previous page" disabled={page <= 1} onClick={() => onPage(page - 1)}>
            <ChevronLeft />
          </Button>
          <span>
            Page {page} of {pages}
          </span>
          <Button size="iconSm" aria-label="Next page" disabled={page >= pages} onClick={() => onPage(page + 1)}>
            <ChevronRight />
          </Button>
        </span>
      )}
    </nav>
  )
}
