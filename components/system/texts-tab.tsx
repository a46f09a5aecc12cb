'use client'
import { type LucideIcon, PenLine, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Empty, Skeleton } from '#components/ui/feedback.tsx'
import { Card } from '#components/ui/page.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { NetworkRecords, SystemView } from '#model/network-change.ts'
import { RecordDialog } from './record-form.tsx'
import { Remove } from './remove.tsx'

const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-64" /> })
type Kind = 'decision' | 'runbook'

/** Decisions and runbooks: a list of texts, one of them open beside it. */
export function TextsTab<K extends Kind>({
  kind,
  view,
  slug,
  items,
  about,
  start,
  words,
}: {
  kind: K
  view: SystemView
  slug: string
  items: readonly NetworkRecords[K][]
  about: (item: NetworkRecords[K]) => ReactNode
  start: () => Partial<NetworkRecords[K]>
  words: { one: string; empty: string; teach: string; icon: LucideIcon }
}) {
  const url = useUrlState()
  const [editing, setEditing] = useState<{ record: NetworkRecords[K] | null; start: Partial<NetworkRecords[K]> } | null>(null)
  const chosen = items.find(({ key }) => key === url.get('item')) ?? items[0]
  const add = view.mayEdit.allowed && (
    <Button onClick={() => setEditing({ record: null, start: start() })}>
      <Plus />
      Add a {words.one}
    </Button>
  )
  return (
    <>
      {!chosen && (
        <Empty icon={words.icon} title={words.empty} action={add}>
          {words.teach}
        </Empty>
      )}
      {chosen && (
        <div className="grid items-start gap-4 lg:grid-cols-[300px_minmax(0,1fr)]">
          <div className="flex flex-col gap-2">
            <ol className="max-h-[40vh] divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface lg:max-h-[70vh]">
              {items.map((item) => (
                <li key={item.key} className={cn('relative px-3 py-2 hover:bg-hover/60', item === chosen && 'bg-accent-soft hover:bg-accent-soft')}>
                  <button
                    type="button"
                    aria-pressed={item === chosen}
                    onClick={() => url.set({ item: item.key }, 'replace')}
                    className="rounded text-left font-medium text-sm after:absolute after:inset-0"
                  >
                    {item.title}
                  </button>
                  <div className="flex flex-wrap items-center gap-2 text-faint text-xs">{about(item)}</div>
                </li>
              ))}
            </ol>
            <div>{add}</div>
          </div>
          <Card className="min-w-0 p-5">
            <header className="flex flex-wrap items-start justify-between gap-2 pb-3">
              <div className="min-w-0">
                <h2 className="break-words font-semibold text-base">{chosen.title}</h2>
                <div className="flex flex-wrap items-center gap-2 pt-1 text-muted text-xs">{about(chosen)}</div>
              </div>
              {view.mayEdit.allowed && (
                <div className="flex gap-1">
                  <Remove title={`Remove the ${words.one}`} consequence="The history keeps it." removed={[{ kind, key: chosen.key, record: chosen }]} />
                  <Button size="sm" onClick={() => setEditing({ record: chosen, start: { key: chosen.key, system: slug } as Partial<NetworkRecords[K]> })}>
                    <PenLine />
                    Edit
                  </Button>
                </div>
              )}
            </header>
            <Markdown text={chosen.text || '*Nothing is written here yet.*'} />
          </Card>
        </div>
      )}
      {editing && (
        <RecordDialog
          edited={{ kind, ...editing, system: slug }}
          title={editing.record ? `Edit the ${words.one}` : `A new ${words.one}`}
          action={editing.record ? `Save the ${words.one}` : `Add the ${words.one}`}
          onClose={() => setEditing(null)}
          onSaved={(saved) => {
            url.set({ item: saved.key }, 'replace')
            setEditing(null)
          }}
        />
      )}
    </>
  )
}
