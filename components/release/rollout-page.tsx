'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { DiagramView } from '#components/diagram/diagram-view.tsx'
import { Address, shortDigest } from '#components/run/run-facts.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { cn } from '#components/ui/cn.ts'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Card, Fact, PageHead, Section } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import type { RolloutView } from '#model/release.ts'
import { errorPercent, seriesOf } from './chart.ts'
import { LimitChart } from './limit-chart.tsx'
import { RolloutActions } from './rollout-actions.tsx'

const steps = [10, 50, 100]
/** The rule's verdicts (model/rollout-rule.ts) in the words of this page. */
const verdictWords: Record<string, string> = {
  continue: 'Within the limits so far: the step goes on',
  promote: 'Held the limits to the end of the step: on to the next',
  roll_back: 'A limit is broken: back to the old release',
  inconclusive: 'Not enough to judge by: held for a person',
}

/** The split as it is now, and how far the steps have come. */
function Split({ rollout }: { rollout: RolloutView }) {
  const share = rollout.new?.weight ?? 0
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2 text-sm">
        <span>
          <span className="font-medium text-accent tabular-nums">{share} %</span> new, release {rollout.release.number}{' '}
          <span className="font-mono text-faint text-xs">{shortDigest(rollout.release.digest)}</span>
        </span>
        <span className="text-muted">
          {rollout.old ? (
            <>
              <span className="font-medium tabular-nums">{rollout.old.weight} %</span> old{' '}
              <span className="font-mono text-faint text-xs">{shortDigest(rollout.old.digest)}</span>
            </>
          ) : (
            'no old release'
          )}
        </span>
      </div>
      <div role="img" aria-label={`${share} percent of the traffic goes to the new release`} className="h-3 overflow-hidden rounded-full bg-line">
        <div className="h-full bg-accent transition-[width] duration-500" style={{ width: `${share}%` }} />
      </div>
      <ol className="flex flex-wrap gap-x-6 gap-y-1">
        {steps.map((step) => {
          const state =
            rollout.status === 'completed' || step < rollout.step
              ? 'succeeded'
              : step === rollout.step
                ? rollout.status === 'held'
                  ? 'held'
                  : rollout.status === 'progressing'
                    ? 'running'
                    : rollout.status
                : 'pending'
          return (
            <li key={step} className={cn('flex items-center gap-1.5 text-sm', step === rollout.step && 'font-medium')}>
              <span className="tabular-nums">{step} %</span>
              <Status status={state} className="text-xs" />
              {step === rollout.step && rollout.stepStartedAt && !rollout.endedAt && (
                <Duration from={rollout.stepStartedAt} to={null} className="text-faint text-xs" />
              )}
            </li>
          )
        })}
      </ol>
      {rollout.reason && <p className="text-muted text-sm">{rollout.reason}</p>}
      {rollout.command && (
        <p role="status" className="text-warn text-sm">
          Asked for “{rollout.command}”{rollout.commandBy && ` by ${rollout.commandBy.name}`}; the edge has not done it yet.
        </p>
      )}
    </Card>
  )
}

function Figures({ rollout }: { rollout: RolloutView }) {
  const { measurements, limits } = rollout
  const from = (measurements[0]?.at ?? rollout.createdAt).getTime()
  const to = (measurements.at(-1)?.at ?? rollout.createdAt).getTime()
  const news = measurements.filter(({ side }) => side === 'new')
  const total = news.reduce((sum, { requests }) => sum + requests, 0)
  const synthetic = news.reduce((sum, each) => sum + each.synthetic, 0)
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        <LimitChart title="Errors" unit="%" limit={limits.errorRate * 100} series={seriesOf(measurements, errorPercent)} from={from} to={to} />
        <LimitChart
          title="Response time, 95th percentile"
          unit="ms"
          limit={limits.p95Milliseconds}
          series={seriesOf(measurements, ({ p95 }) => p95)}
          from={from}
          to={to}
        />
        <LimitChart title="Memory" unit="MiB" limit={limits.memoryMiB} series={seriesOf(measurements, ({ memoryMiB }) => memoryMiB)} from={from} to={to} />
      </div>
      <p className="pt-2 text-faint text-xs">
        {total} requests to the new release were measured, {synthetic} of them synthetic: safe reads that Gantry sends itself, labelled as such, when users are
        few.
      </p>
    </>
  )
}

function Verdicts({ rollout }: { rollout: RolloutView }) {
  // Only changes of mind: the same verdict every second says nothing new.
  const told = rollout.measurements
    .filter(({ verdict }, index, all) => verdict && verdict !== all.slice(0, index).findLast((earlier) => earlier.verdict)?.verdict)
    .reverse()
  if (told.length === 0)
    return (
      <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">No verdict yet: there are too few measurements.</p>
    )
  return (
    <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
      {told.slice(0, 50).map((measured) => (
        <li key={measured.id} className="flex flex-wrap items-baseline gap-3 px-3 py-1.5 text-sm">
          <RelativeTime at={measured.at} className="w-20 shrink-0 text-faint text-xs" />
          <span className="shrink-0 text-faint text-xs tabular-nums">at {measured.weight} %</span>
          <span className="min-w-0 flex-1">{verdictWords[measured.verdict] ?? measured.verdict}</span>
        </li>
      ))}
    </ol>
  )
}

export function RolloutPage({ id }: { id: string }) {
  const trpc = useTRPC()
  // Events tell of steps and verdicts; figures come every second and are no facts of the log, so they are asked for.
  const {
    data: rollout,
    error,
    refetch,
  } = useQuery(trpc.rollout.get.queryOptions({ id }, { refetchInterval: ({ state }) => (state.data && state.data.endedAt === null ? 2000 : false) }))
  if (error && !rollout) return <Failure title="This rollout cannot be shown" error={error} kept="The rollout goes on." retry={() => void refetch()} />
  if (!rollout) return <RolloutSkeleton />
  return (
    <>
      <PageHead
        path={[
          { label: 'Releases', href: '/releases' },
          { label: `${rollout.service.name}, release ${rollout.release.number}`, href: `/releases/${rollout.release.id}` },
        ]}
        title={`Rollout of ${rollout.service.name}`}
        badge={<Status status={rollout.status} />}
        meta={
          <>
            <span>{rollout.system.name}</span>
            <Link className="rounded hover:text-fg hover:underline" href={`/runs/${rollout.run.id}`}>
              run {rollout.run.number}
            </Link>
            <span>
              began <RelativeTime at={rollout.createdAt} />
            </span>
            <span>
              took <Duration from={rollout.createdAt} to={rollout.endedAt} />
            </span>
          </>
        }
        actions={<RolloutActions rollout={rollout} />}
      />
      <div className="flex flex-col gap-5">
        <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <Split rollout={rollout} />
          <Card className="p-4">
            <dl className="flex flex-col gap-3">
              <Fact label="Address">
                <Address href={rollout.address} />
              </Fact>
              <Fact label="New instance">{rollout.new ? <Status status={rollout.new.observed} /> : '–'}</Fact>
              <Fact label="Old instance">
                {rollout.old ? (
                  <span className="flex items-center gap-2">
                    <Status status={rollout.old.observed} />
                    {rollout.keepUntil && (
                      <span className="text-faint text-xs">
                        kept until <RelativeTime at={rollout.keepUntil} />
                      </span>
                    )}
                  </span>
                ) : (
                  'there was none'
                )}
              </Fact>
            </dl>
          </Card>
        </div>
        <Section title="Measured">
          <Figures rollout={rollout} />
        </Section>
        <Section title="Verdicts">
          <Verdicts rollout={rollout} />
        </Section>
        <Section title="As a sequence">
          <DiagramView system={rollout.system.slug} view={{ kind: 'rollout', service: rollout.service.slug, rollout: rollout.id }} />
        </Section>
      </div>
    </>
  )
}

export function RolloutSkeleton() {
  return (
    <div role="status" aria-label="Loading the rollout" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-7 w-72" />
      <Skeleton className="h-32" />
      <div className="grid gap-3 sm:grid-cols-3">
        <Skeleton className="h-44" />
        <Skeleton className="h-44" />
        <Skeleton className="h-44" />
      </div>
    </div>
  )
}
