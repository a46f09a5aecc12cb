'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { GateList } from '#components/run/gates.tsx'
import { Address, shortDigest } from '#components/run/run-facts.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Card, Fact, PageHead, Section } from '#components/ui/page.tsx'
import { ChangedFile } from '#components/ui/patch-view.tsx'
import { Status } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { ApprovalView } from '#model/approval.ts'
import { DecisionPanel } from './decision-panel.tsx'
import { decisionState } from './needs.ts'

const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-24" /> })

function Facts({ approval }: { approval: ApprovalView }) {
  const { statements, baseline, release } = approval
  return (
    <Card className="px-4 py-3">
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        <Fact label="Try it on staging">
          <Address href={approval.addresses.staging} />
        </Fact>
        <Fact label="In production now">
          {baseline ? (
            <span className="flex items-center gap-2">
              <Link className="rounded text-accent hover:underline" href={`/releases/${baseline.releaseId}`}>
                Release {baseline.number}
              </Link>
              <Copyable value={baseline.digest} short={shortDigest(baseline.digest)} />
            </span>
          ) : (
            <span>Nothing: this is the first release</span>
          )}
        </Fact>
        <Fact label="Candidate">{release ? <Copyable value={release.digest} short={shortDigest(release.digest)} /> : '–'}</Fact>
        <Fact label="Statements of the requirement">
          {statements ? (
            <span className="tabular-nums">
              {statements.understood} of {statements.functional} understood, {statements.proven} proven by tests
            </span>
          ) : (
            '–'
          )}
        </Fact>
        <Fact label="Requirement">
          <Link className="rounded text-accent hover:underline" href={`/requirements/${approval.requirement.id}`}>
            {approval.requirement.title}
          </Link>
        </Fact>
        <Fact label="The decision is bound to">
          <Copyable value={approval.digest} short={`sha256 ${shortDigest(approval.digest)}`} />
        </Fact>
      </dl>
    </Card>
  )
}

function Changes({ approval }: { approval: ApprovalView }) {
  if (approval.changes.length === 0)
    return (
      <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">
        {approval.baseline ? 'Documents, contract and migrations are the same as in production.' : 'Nothing is in production to compare with.'}
      </p>
    )
  return (
    <div className="flex flex-col gap-1.5">
      {approval.changes.map((change) => (
        <ChangedFile
          key={change.path}
          {...change}
          note={change.truncated ? 'Only the beginning of the change is shown.' : undefined}
          open={approval.changes.length === 1}
        />
      ))}
    </div>
  )
}

const evidenceHref = (approval: ApprovalView, artifact: { stage: string; id: string }) =>
  `/runs/${approval.run.id}?stage=${artifact.stage}&tab=artifacts&artifact=${artifact.id}`

function Evidence({ approval }: { approval: ApprovalView }) {
  return (
    <ul className="flex flex-wrap gap-2">
      {approval.evidence.map((artifact) => (
        <li key={artifact.id}>
          <Link
            className="inline-flex items-center gap-1.5 rounded-md border border-line bg-surface px-2 py-1 font-mono text-xs hover:bg-hover"
            href={evidenceHref(approval, artifact)}
          >
            {artifact.path}
            <span className="text-faint">{artifact.stage}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

export function ApprovalPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const { data: approval, error, refetch } = useQuery(trpc.approval.get.queryOptions({ id }))
  if (error && !approval) return <Failure title="This approval cannot be shown" error={error} retry={() => void refetch()} />
  if (!approval) return <ApprovalSkeleton />
  const order = { failed: 0, not_evaluated: 1, waived: 2, passed: 3 }
  const gates = [...approval.gates].sort((a, b) => order[a.verdict] - order[b.verdict])
  const attention = gates.filter(({ verdict }) => verdict !== 'passed').length
  return (
    <>
      <PageHead
        path={[{ label: 'Approvals', href: '/approvals' }]}
        title={`${approval.release ? `Release ${approval.release.number}` : `Run ${approval.run.number}`} of ${approval.service.name} for production`}
        badge={<Status status={decisionState(approval.status)} />}
        meta={
          <>
            <span>{approval.system.name}</span>
            <Link className="rounded hover:text-fg hover:underline" href={`/runs/${approval.run.id}`}>
              run {approval.run.number}
            </Link>
            <span>
              asked by {approval.run.createdBy.name}, <RelativeTime at={approval.createdAt} />
            </span>
            {approval.status === 'pending' && (
              <span>
                expires <RelativeTime at={approval.expiresAt} />
              </span>
            )}
          </>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="order-2 flex min-w-0 flex-col gap-5 lg:order-1">
          <Facts approval={approval} />
          <Section
            title="What was measured"
            aside={attention > 0 ? <Badge tone="warn">{attention} need a look</Badge> : <Badge tone="ok">all {gates.length} passed</Badge>}
          >
            <GateList gates={gates} evidenceHref={(gate) => evidenceHref(approval, { stage: gate.stage, id: gate.evidenceArtifactId ?? '' })} />
            {approval.evidence.length > 0 && (
              <div className="pt-3">
                <Evidence approval={approval} />
              </div>
            )}
          </Section>
          <Section title="What changes in production">
            <Changes approval={approval} />
          </Section>
          <Section title="Release notes">
            <Card className="p-4">
              {approval.releaseNotes ? <Markdown text={approval.releaseNotes} /> : <p className="text-muted text-sm">The run wrote no release notes.</p>}
            </Card>
          </Section>
        </div>
        <DecisionPanel approval={approval} />
      </div>
    </>
  )
}

export function ApprovalSkeleton() {
  return (
    <div role="status" aria-label="Loading the approval" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-7 w-96 max-w-full" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex flex-col gap-4">
          <Skeleton className="h-28" />
          <Skeleton className="h-80" />
        </div>
        <Skeleton className="h-72" />
      </div>
    </div>
  )
}
