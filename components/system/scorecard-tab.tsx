'use client'
import { useQuery } from '@tanstack/react-query'
import { Level } from '#components/scorecard/level.tsx'
import { Trend } from '#components/scorecard/trend.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Card, Section } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { type CheckResult, levelLabels, missingFor, nextLevel, type Scorecard, scorecardChecks, scorecardLevels } from '#model/scorecard.ts'

/** The checks of one system by level, what each saw, and what to do about those that did not pass. */
export function ScorecardTab({ system }: { /** Its slug. */ system: string }) {
  const { data: card, error, isPending, refetch } = useQuery(useTRPC().scorecard.get.queryOptions({ system }))
  if (isPending) return <SkeletonRows />
  if (error || !card) return <Failure title="The scorecard cannot be shown" error={error} kept="" retry={() => void refetch()} />
  return (
    <div className="flex flex-col gap-6">
      <Card className="grid gap-x-10 gap-y-4 p-4 lg:grid-cols-[auto_minmax(0,1fr)]">
        <div className="flex flex-col gap-2">
          <Level level={card.level} className="text-base" />
          <p className="text-muted text-sm tabular-nums">
            {card.passed} passed · {card.failed} failed · {card.notEvaluated} not evaluated
          </p>
          <Next card={card} />
        </div>
        <Trend days={card.days} />
      </Card>
      {scorecardLevels.slice(1).map((level) => (
        <Section key={level} title={`For ${levelLabels[level].toLowerCase()}`}>
          <Checks label={levelLabels[level]} results={card.checks.filter((r) => scorecardChecks.find((c) => c.id === r.id)?.level === level)} />
        </Section>
      ))}
      <p className="text-faint text-xs">
        A level is reached when all of its checks, and those of the levels below, have passed. What could not be looked at is not evaluated, and that is no
        pass.
      </p>
    </div>
  )
}

function Next({ card }: { card: Pick<Scorecard, 'level' | 'checks'> }) {
  const next = nextLevel(card.level)
  const missing = missingFor(card)
  if (!next) return <p className="text-muted text-sm">There is no level above.</p>
  return (
    <p className="max-w-md text-muted text-sm">
      {levelLabels[next]} needs {missing.length} more {missing.length === 1 ? 'check' : 'checks'}:{' '}
      {missing.map((m) => scorecardChecks.find((c) => c.id === m.id)?.label.toLowerCase()).join(', ')}.
    </p>
  )
}

function Checks({ label, results }: { label: string; results: readonly CheckResult[] }) {
  return (
    <Table
      label={label}
      head={
        <>
          <Th className="w-44">Check</Th>
          <Th className="w-36">Verdict</Th>
          <Th>What it saw</Th>
        </>
      }
    >
      {results.map((result) => {
        const check = scorecardChecks.find((c) => c.id === result.id)
        return (
          <Row key={result.id}>
            <Td title={check?.rule}>{check?.label}</Td>
            <Td>
              <Status status={result.verdict} />
            </Td>
            <Td className="py-2">
              <span className="text-muted">{result.evidence}</span>
              {result.verdict !== 'passed' && <span className="block text-faint text-xs">{check?.remedy}</span>}
            </Td>
          </Row>
        )
      })}
    </Table>
  )
}
