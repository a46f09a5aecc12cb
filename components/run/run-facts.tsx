'use client'
import { ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { decisionState } from '#components/approval/needs.ts'
import { Copyable } from '#components/ui/copyable.tsx'
import { Card, Fact } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import type { RunView } from '#model/run.ts'

export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)

export function Address({ href }: { href: string | null }) {
  if (!href) return <span className="text-faint">not deployed</span>
  return (
    <a href={href} target="_blank" rel="noopener" className="inline-flex max-w-full items-center gap-1 rounded text-accent hover:underline">
      <span className="truncate">{href.replace(/^https?:\/\//, '')}</span>
      <ExternalLink className="size-3 shrink-0" aria-hidden="true" />
    </a>
  )
}

export function RunFacts({ run }: { run: RunView }) {
  const { statements } = run
  return (
    <Card className="@container mb-4 px-4 py-3">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 @4xl:grid-cols-5">
        <Fact label="Staging" className="col-span-2 @md:col-span-1">
          <Address href={run.addresses.staging} />
        </Fact>
        <Fact label="Production" className="col-span-2 @md:col-span-1">
          <Address href={run.addresses.production} />
        </Fact>
        <Fact label="Candidate">
          {run.release ? (
            <span className="flex items-center gap-2">
              <Link className="rounded text-accent hover:underline" href={`/releases/${run.release.id}`}>
                Release {run.release.number}
              </Link>
              <Copyable value={run.release.digest} short={shortDigest(run.release.digest)} />
            </span>
          ) : typeof run.facts.candidate === 'string' ? (
            <Copyable value={run.facts.candidate} short={shortDigest(run.facts.candidate)} />
          ) : (
            <span className="text-faint">not built yet</span>
          )}
        </Fact>
        <Fact label="Statements">
          {statements ? (
            <span className="tabular-nums">
              {statements.understood} of {statements.functional} understood · {statements.proven} proven
            </span>
          ) : (
            <span className="text-faint">not read yet</span>
          )}
        </Fact>
        <Fact label="Decision">
          {run.approval ? (
            <Link href={`/approvals/${run.approval.id}`} className="rounded hover:underline">
              <Status status={decisionState(run.approval.status)} />
            </Link>
          ) : run.rollout ? (
            <Status status={run.rollout.status} />
          ) : (
            <span className="text-faint">nothing to decide yet</span>
          )}
        </Fact>
      </dl>
    </Card>
  )
}
