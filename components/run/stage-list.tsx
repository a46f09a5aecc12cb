'use client'
import { cn } from '#components/ui/cn.ts'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { Duration } from '#components/ui/time.tsx'
import { durationText } from '#components/ui/time-text.ts'
import type { StageView } from '#model/run.ts'

/** The same as the picture, in words: for screen readers, and for those who prefer a list. */
export function StageList({ stages, selected, onSelect }: { stages: readonly StageView[]; selected: string | null; onSelect: (stage: string) => void }) {
  return (
    <Table
      label="Stages"
      head={
        <>
          <Th>Stage</Th>
          <Th>State</Th>
          <Th className="text-right">Time</Th>
          <Th className="text-right">Usual</Th>
          <Th className="text-right">Gates</Th>
          <Th>After</Th>
          <Th>Emits</Th>
        </>
      }
    >
      {stages.map((stage) => (
        <Row key={stage.name} data-stage-row={stage.name} className={cn(stage.name === selected && 'bg-accent-soft hover:bg-accent-soft')}>
          <Td>
            <button
              type="button"
              aria-pressed={stage.name === selected}
              onClick={() => onSelect(stage.name)}
              className="whitespace-nowrap rounded font-medium after:absolute after:inset-0 hover:text-accent"
            >
              {stage.label}
            </button>
            <span className="block text-2xs text-faint">{stage.agent}</span>
          </Td>
          <Td>
            <Status status={stage.status} />
            {stage.attempt > 1 && <span className="block text-2xs text-faint">attempt {stage.attempt}</span>}
          </Td>
          <Td className="text-right font-mono text-xs">
            <Duration from={stage.startedAt} to={stage.endedAt} />
          </Td>
          <Td className="text-right font-mono text-faint text-xs">{stage.usualSeconds === null ? '–' : durationText(stage.usualSeconds * 1000)}</Td>
          <Td className="text-right text-xs">
            {stage.gates.length === 0 ? '–' : `${stage.gates.filter(({ verdict }) => verdict === 'passed').length} of ${stage.gates.length}`}
          </Td>
          <Td className="text-muted text-xs">
            {stage.after.map((name) => stages.find((each) => each.name === name)?.label ?? name).join(', ') || 'the start'}
          </Td>
          <Td className="font-mono text-faint text-xs">{stage.emits}</Td>
        </Row>
      ))}
    </Table>
  )
}
