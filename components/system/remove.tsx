'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { notify } from '#components/ui/notify.ts'
import { elementsOf, type NetworkKind, type NetworkRecord, type SystemView } from '#model/network-change.ts'
import { elementTitle } from './changed-elements.tsx'
import { refresh } from './use-editing.ts'

interface Removed {
  kind: NetworkKind
  key: string
  record: NetworkRecord
}

/** Asks first, names what goes with it, and removes all of it or nothing. */
export function Remove({
  title,
  consequence,
  removed,
  trigger,
  onRemoved,
}: {
  title: string
  consequence: ReactNode
  removed: readonly Removed[]
  trigger?: (open: () => void) => ReactNode
  onRemoved?: () => void
}) {
  const queryClient = useQueryClient()
  const change = useMutation(useTRPC().network.change.mutationOptions())
  return (
    <Confirm
      trigger={
        trigger ??
        ((open) => (
          <Button size="sm" tone="ghost" aria-label={title} onClick={open}>
            <Trash2 />
          </Button>
        ))
      }
      title={title}
      consequence={consequence}
      action={title}
      tone="dangerSolid"
      reason={{ label: 'Why', required: false }}
      onConfirm={async (note) => {
        await change.mutateAsync({ changes: removed.map(({ kind, key, record }) => ({ kind, key, before: record, after: null })), note })
        onRemoved?.()
        await refresh(queryClient)
        void notify('Removed', 'The history keeps it.')
      }}
    />
  )
}

const shown = 6
/** What goes with a thing that is removed, by name. */
export function GoesWith({ elements, names }: { elements: readonly Removed[]; names: Record<string, string> }) {
  if (elements.length === 0) return <>Nothing hangs on it. The history keeps it.</>
  const title = ({ kind, key, record }: Removed) => elementTitle({ kind, key, before: record, after: null, fields: [] }, names)
  return (
    <>
      With it {elements.length === 1 ? 'goes' : 'go'}:
      <ul className="list-disc py-1 pl-5">
        {elements.slice(0, shown).map((each) => (
          <li key={`${each.kind} ${each.key}`} className="break-words">
            {each.kind} {title(each)}
          </li>
        ))}
        {elements.length > shown && <li>{elements.length - shown} more</li>}
      </ul>
      The history keeps all of it.
    </>
  )
}

export function RemoveSystem({ view }: { view: SystemView }) {
  const router = useRouter()
  const [system] = view.part.systems
  const delivered = view.part.services.filter(({ slug }) => view.delivered[slug])
  if (!system) return null
  const elements = [...elementsOf(view.part).values()]
  const why = `It has delivered services (${delivered.map(({ name }) => name).join(', ')}). Set its lifecycle to retired instead.`
  return (
    <Remove
      title={`Remove ${system.name}`}
      consequence={<GoesWith elements={elements.filter(({ kind }) => kind !== 'system')} names={view.names} />}
      removed={elements}
      onRemoved={() => router.push('/network')}
      trigger={(open) => (
        <Button tone="danger" disabled={delivered.length > 0} title={delivered.length > 0 ? why : undefined} onClick={open}>
          Remove
        </Button>
      )}
    />
  )
}
