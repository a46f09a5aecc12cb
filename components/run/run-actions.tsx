'use client'
import { useMutation } from '@tanstack/react-query'
import { RotateCcw, Square } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { notify } from '#components/ui/notify.ts'
import type { Allowance } from '#model/list.ts'
import type { RunView, StageView } from '#model/run.ts'
import { runEnded, stageEnded } from '#model/states.ts'

/** A button that is there but refused says why when one points at it or reads it. */
const refused = (allowance: Allowance) => ({ disabled: !allowance.allowed, title: allowance.allowed ? undefined : allowance.why })

export function RunActions({ run }: { run: RunView }) {
  const trpc = useTRPC()
  const router = useRouter()
  const cancel = useMutation(trpc.run.cancel.mutationOptions())
  const rerun = useMutation(trpc.run.rerun.mutationOptions())
  // One key for as long as this page is open: pressing twice starts one run.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  return (
    <>
      {!runEnded(run.status) && (
        <Confirm
          trigger={(open) => (
            <Button tone="danger" onClick={open} {...refused(run.actions.cancel)}>
              <Square />
              Cancel run
            </Button>
          )}
          title={`Cancel run ${run.number} of ${run.service.name}`}
          consequence="What runs is stopped, what waits is closed. Artifacts, logs and a running staging are kept. A canceled run cannot go on; rerun it instead."
          action="Cancel the run"
          tone="dangerSolid"
          reason={{ label: 'Why (optional)', required: false }}
          onConfirm={async (reason) => {
            await cancel.mutateAsync({ id: run.id, reason })
            void notify('Canceling the run', 'Its stages end within seconds.')
          }}
        />
      )}
      {runEnded(run.status) && (
        <Confirm
          trigger={(open) => (
            <Button onClick={open} {...refused(run.actions.rerun)}>
              <RotateCcw />
              Rerun
            </Button>
          )}
          title={`Rerun ${run.requirement.title}`}
          consequence={`A new run starts with revision ${run.revision}, from the first stage on. This run stays as it is. What still waits for approval of an older run is superseded.`}
          action="Start a new run"
          onConfirm={async () => {
            const started = await rerun.mutateAsync({ id: run.id, requestKey })
            setRequestKey(crypto.randomUUID())
            router.push(`/runs/${started.run}`)
          }}
        />
      )}
    </>
  )
}

export function RetryStage({ run, stage }: { run: string; stage: StageView }) {
  const trpc = useTRPC()
  const retry = useMutation(trpc.stage.retry.mutationOptions())
  if (!stageEnded(stage.status) || stage.attempt === 0) return null
  return (
    <Confirm
      trigger={(open) => (
        <Button size="sm" onClick={open} {...refused(stage.actions.retry)}>
          <RotateCcw />
          Retry
        </Button>
      )}
      title={`Retry ${stage.label}`}
      consequence="A new attempt starts. What later stages made from this one is out of date then, and they run again. Earlier attempts are kept."
      action={`Retry ${stage.label}`}
      reason={{ label: 'Why (optional)', required: false }}
      onConfirm={async (reason) => {
        const { attempt } = await retry.mutateAsync({ run, stage: stage.name, reason })
        void notify(`${stage.label}: attempt ${attempt} is queued`)
      }}
    />
  )
}
