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

const counted = (count: number, one: string) => (count === 0 ? [] : [`${count} ${one}${count === 1 ? '' : 's'}`])

export function RemoveSystem({ view }: { view: SystemView }) {
  const router = useRouter()
  const [system] = view.part.systems
  const delivered = view.part.services.filter(({ slug }) => view.delivered[slug])
  if (!system) return null
  const { services, flows, decisions, runbooks } = view.part
  const with_ = [
    ...counted(services.length, 'service'),
    ...counted(flows.length, 'flow'),
    ...counted(decisions.length, 'decision'),
    ...counted(runbooks.length, 'runbook'),
  ]
  const why = `It has delivered services (${delivered.map(({ name }) => name).join(', ')}). Set its lifecycle to retired instead.`
  return (
    <Remove
      title={`Remove ${system.name}`}
      consequence={with_.length > 0 ? `With it go ${with_.join(', ')}. The history keeps all of it.` : 'Nothing hangs on it. The history keeps it.'}
      removed={[...elementsOf(view.part).values()]}
      onRemoved={() => router.push('/network')}
      trigger={(open) => (
        <Button tone="danger" disabled={delivered.length > 0} title={delivered.length > 0 ? why : undefined} onClick={open}>
          Remove
        </Button>
      )}
    />
  )
}
