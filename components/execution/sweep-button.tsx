'use client'
import { useMutation } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { notify } from '#components/ui/notify.ts'

/** Starts a sweep and opens its page. Whoever may not does not see it. */
export function SweepButton({ primary = false }: { primary?: boolean }) {
  const trpc = useTRPC()
  const router = useRouter()
  const may = useMay('sweep.start')
  // One key until it was answered: pressing twice starts one sweep.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const start = useMutation(
    trpc.execution.start.mutationOptions({
      onSuccess: ({ number }) => {
        setRequestKey(crypto.randomUUID())
        router.push(`/documents/executions/${number}`)
      },
      onError: (error) => void notify('The sweep was not started', error.message),
    }),
  )
  if (!may) return null
  return (
    <Button tone={primary ? 'primary' : 'secondary'} busy={start.isPending} onClick={() => start.mutate({ requestKey })}>
      {!start.isPending && <RefreshCw />}
      Sweep now
    </Button>
  )
}
