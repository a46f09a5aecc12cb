'use client'
import { useMutation } from '@tanstack/react-query'
import { ScanSearch } from 'lucide-react'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Empty } from '#components/ui/feedback.tsx'
import { Status } from '#components/ui/status.tsx'
import type { GateView } from '#model/run.ts'

function Waive({ gate }: { gate: GateView }) {
  const trpc = useTRPC()
  const waive = useMutation(trpc.gate.waive.mutationOptions())
  return (
    <Confirm
      trigger={(open) => (
        <Button size="sm" onClick={open}>
          Waive
        </Button>
      )}
      title={`Waive “${gate.label}”`}
      consequence="The gate counts as passed over, with your name and reason on it. The measured value stays as it is."
      action="Waive this gate"
      reason={{ label: 'Why it may be passed over', required: true }}
      onConfirm={(reason) => waive.mutateAsync({ id: gate.id, reason })}
    />
  )
}

/** Value against threshold, with the evidence one click away. */
export function GateList({
  gates,
  onEvidence,
  evidenceHref,
}: {
  gates: readonly GateView[]
  onEvidence?: (artifactId: string) => void
  evidenceHref?: (gate: GateView) => string
}) {
  const mayWaive = useMay('gate.waive')
  if (gates.length === 0)
    return (
      <Empty icon={ScanSearch} title="No gates">
        This stage has no checks of its own, or it has not reached them yet.
      </Empty>
    )
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {gates.map((gate) => (
        <li key={gate.id} data-gate={gate.name} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-3 py-2">
          <div className="min-w-0 flex-1 basis-52">
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <span className="font-medium">{gate.label}</span>
              {!gate.blocking && <Badge title="It informs; it does not stop the run">advisory</Badge>}
            </p>
            <p className="font-mono text-muted text-xs tabular-nums">
              <span className="text-fg">{gate.value || '–'}</span>
              {gate.threshold && <> · needs {gate.threshold}</>}
            </p>
            {gate.note && <p className="text-faint text-xs">{gate.note}</p>}
            {gate.waivedBy && (
              <p className="text-warn text-xs">
                Waived by {gate.waivedBy.name}: {gate.waivedReason}
              </p>
            )}
          </div>
          <div className="flex items-center gap-3">
            {gate.evidenceArtifactId && onEvidence && (
              <button type="button" className="rounded text-accent text-xs hover:underline" onClick={() => onEvidence(gate.evidenceArtifactId as string)}>
                {gate.evidence}
              </button>
            )}
            {gate.evidenceArtifactId && evidenceHref && (
              <a className="rounded text-accent text-xs hover:underline" href={evidenceHref(gate)}>
                {gate.evidence}
              </a>
            )}
            <Status status={gate.verdict} className="text-xs" />
            {gate.blocking && (gate.verdict === 'failed' || gate.verdict === 'not_evaluated') && mayWaive && <Waive gate={gate} />}
          </div>
        </li>
      ))}
    </ul>
  )
}
