'use client'
import { useQuery } from '@tanstack/react-query'
import { Gauge } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { StatusMark, statusWord } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { type ScorecardItem, type ScorecardLevel, scorecardChecks, scorecardLevels } from '#model/scorecard.ts'
import { Level } from './level.tsx'

const rank = (level: ScorecardLevel): number => scorecardLevels.indexOf(level)
const path = [{ label: 'Network', href: '/network' }]

/** Systems × checks: who stands where, and which check fails everywhere. */
export function ScorecardsPage() {
  const url = useUrlState()
  const { data, error, isPending, refetch } = useQuery(useTRPC().scorecard.list.queryOptions())
  const wanted = url.get('level')
  const cards = (data ?? [])
    .filter((c) => !wanted || c.level === wanted)
    .sort((a, b) => rank(b.level) - rank(a.level) || b.passed - a.passed || a.name.localeCompare(b.name))
  return (
    <>
      <PageHead
        path={path}
        title="Scorecards"
        meta={<span>A level needs all of its checks. What could not be looked at is not evaluated, and that is no pass.</span>}
      />
      {isPending && <SkeletonRows />}
      {error && <Failure title="The scorecards cannot be shown" error={error} kept="" retry={() => void refetch()} />}
      {data && (
        <>
          <div className="w-fit max-w-full pb-3">
            <Segments
              label="Level"
              value={wanted ?? 'all'}
              onChange={(level) => url.set({ level: level === 'all' ? null : level })}
              options={[
                { value: 'all', label: 'All', count: data.length },
                ...scorecardLevels.map((level) => ({
                  value: level,
                  label: level === 'none' ? 'No level' : level[0]?.toUpperCase() + level.slice(1),
                  count: data.filter((c) => c.level === level).length,
                })),
              ]}
            />
          </div>
          {cards.length === 0 ? (
            <Empty icon={Gauge} title={data.length === 0 ? 'No systems yet' : 'No system stands here'}>
              {data.length === 0 ? 'Add systems on the network page; each gets its scorecard by itself.' : 'Choose another level.'}
            </Empty>
          ) : (
            <Matrix cards={cards} all={data} />
          )}
        </>
      )}
    </>
  )
}

function Matrix({ cards, all }: { cards: readonly ScorecardItem[]; all: readonly ScorecardItem[] }) {
  const passing = (id: string) => all.filter((c) => c.checks.find((r) => r.id === id)?.verdict === 'passed').length
  return (
    <Table
      label="Scorecards"
      head={
        <>
          <Th className="sticky left-0 z-10 bg-surface pb-2 align-bottom">System</Th>
          <Th className="pb-2 align-bottom">Level</Th>
          <Th className="pb-2 text-right align-bottom">Passed</Th>
          {scorecardChecks.map((check) => (
            <Th key={check.id} className="h-32 w-9 px-0 align-bottom" title={check.rule}>
              <span className="mx-auto block rotate-180 pt-1 [writing-mode:vertical-rl]">
                {check.label} <span className="font-normal tabular-nums">{passing(check.id)}</span>
              </span>
            </Th>
          ))}
        </>
      }
    >
      {cards.map((card) => (
        <Row key={card.system}>
          <Td className="sticky left-0 z-10 whitespace-nowrap bg-surface">
            <Link href={`/network/${card.system}?tab=scorecard`} className="rounded hover:underline">
              {card.name}
            </Link>
          </Td>
          <Td>
            <Level level={card.level} />
          </Td>
          <Td className="whitespace-nowrap text-right tabular-nums">
            {card.passed} of {card.checks.length}
            <Change card={card} />
          </Td>
          {card.checks.map((result) => (
            <Td key={result.id} className="px-0 text-center" title={`${scorecardChecks.find((c) => c.id === result.id)?.label}: ${result.evidence}`}>
              <StatusMark status={result.verdict} className="mx-auto" />
              <span className="sr-only">{statusWord(result.verdict)}</span>
            </Td>
          ))}
        </Row>
      ))}
    </Table>
  )
}

/** Against the newest day on which it was different. */
function Change({ card }: { card: ScorecardItem }) {
  const by = card.before ? card.passed - card.before.passed : 0
  if (!card.before || by === 0) return null
  return (
    <span title={`${card.before.passed} on ${card.before.day}`} className={by > 0 ? 'pl-1.5 text-ok text-xs' : 'pl-1.5 text-bad text-xs'}>
      {by > 0 ? `+${by}` : by}
    </span>
  )
}
