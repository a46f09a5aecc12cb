'use client'
import { Address } from '#components/run/run-facts.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { EnvironmentView } from '#model/system.ts'

/** What runs where: each instance with its share of the traffic and how well it is isolated. */
export function Environments({ environments, digest }: { environments: readonly EnvironmentView[]; digest: string }) {
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {environments.map((environment) => (
        <Card key={environment.kind} className="p-4">
          <div className="flex flex-wrap items-center justify-between gap-2 pb-2">
            <h3 className="font-medium text-sm capitalize">{environment.kind}</h3>
            <Address href={environment.deployments.some(({ observed }) => observed === 'ready') ? environment.address : null} />
          </div>
          {environment.deployments.length === 0 && <p className="text-faint text-sm">Nothing was deployed here.</p>}
          <ul className="flex flex-col gap-1.5">
            {environment.deployments.map((deployment) => (
              <li key={deployment.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm">
                <Status status={deployment.observed} className="text-xs" />
                <span className="font-mono text-muted text-xs">{deployment.releaseDigest.replace(/^sha256:/, '').slice(0, 12)}</span>
                {deployment.releaseDigest === digest && <Badge tone="accent">this release</Badge>}
                {environment.kind === 'production' && deployment.observed !== 'stopped' && (
                  <span className="text-faint text-xs tabular-nums">{deployment.weight} % of traffic</span>
                )}
                {deployment.isolation && deployment.isolation !== 'bubblewrap' && (
                  <Badge tone="warn" title="The sandbox of this machine is not complete">
                    isolation: {deployment.isolation}
                  </Badge>
                )}
                <span className="ml-auto text-faint text-xs">
                  <RelativeTime at={deployment.readyAt ?? deployment.createdAt} />
                </span>
                {deployment.detail && <p className="basis-full text-muted text-xs">{deployment.detail}</p>}
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </div>
  )
}
