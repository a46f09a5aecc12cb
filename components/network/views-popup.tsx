'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/field.tsx'
import { notify } from '#components/ui/notify.ts'
import { Popup } from '#components/ui/popup.tsx'

/** Ways to look at the network that people keep, for themselves or for all. */
export function ViewsPopup({ onOpen }: { onOpen: (query: string) => void }) {
  const trpc = useTRPC()
  const { data: views } = useQuery(trpc.view.list.queryOptions())
  const client = useQueryClient()
  const remove = useMutation(trpc.view.remove.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.view.list.queryKey() }) }))
  return (
    <Popup
      label="Saved views"
      className="w-80 p-2"
      button={{
        children: (
          <>
            <Bookmark aria-hidden="true" />
            Views
            {views && views.length > 0 && <span className="text-faint tabular-nums">{views.length}</span>}
          </>
        ),
      }}
    >
      {(close) => (
        <>
          {views?.length === 0 && <p className="px-2 py-1 text-muted text-sm">Nothing kept yet. Filter, open and arrange, then give it a name.</p>}
          <ul className="flex flex-col">
            {views?.map((view) => (
              <li key={view.id} className="group flex items-center gap-1">
                <button
                  type="button"
                  onClick={() => {
                    close()
                    onOpen(view.query)
                  }}
                  className="flex min-w-0 flex-1 items-center gap-2 rounded px-2 py-1.5 text-left text-sm outline-offset-[-2px] hover:bg-hover"
                >
                  <span className="truncate">{view.name}</span>
                  {view.shared && <Users className="size-3.5 shrink-0 text-faint" aria-label="shared" />}
                  {!view.mine && <span className="truncate text-faint text-xs">{view.owner.name}</span>}
                </button>
                {view.mine && (
                  <Button tone="ghost" size="iconSm" aria-label={`Remove ${view.name}`} onClick={() => remove.mutate({ id: view.id })}>
                    <Trash2 />
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <SaveView close={close} />
        </>
      )}
    </Popup>
  )
}

function SaveView({ close }: { close: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation(
    trpc.view.save.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.view.list.queryKey() })
        void notify(`Kept as “${name.trim()}”`, shared ? 'Everybody who may read finds it under Views.' : 'Only you see it.')
        setName('')
        close()
      },
    }),
  )
  return (
    <form
      className="mt-1 flex flex-col gap-2 border-line border-t p-2 pt-3"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ name, shared, query: window.location.search.slice(1) })
      }}
    >
      <span className="flex gap-2">
        <Input
          aria-label="Name of the view"
          placeholder="Keep this view as …"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" tone="primary" busy={save.isPending}>
          Keep
        </Button>
      </span>
      <label className="flex items-center gap-1.5 text-sm">
        <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} className="accent-(--accent)" />
        for everybody
      </label>
      {save.error && (
        <p role="alert" className="text-bad text-xs">
          {save.error.message}
        </p>
      )}
    </form>
  )
}
