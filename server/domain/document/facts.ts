import { z } from 'zod'
import { noStandards, type ServiceFacts, type Standards } from '#model/service-facts.ts'
import { specification } from '#model/specification.ts'
import type { GateVerdict } from '#model/states.ts'
import { readArtifact } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import { publicAddress } from '#server/domain/system/data.ts'

const standardsShape = z.object({
  stack: z.record(z.string().max(80), z.array(z.string().max(300)).max(50)),
  qualityGates: z.array(z.object({ name: z.string().max(200), threshold: z.string().max(200) })).max(100),
})
export async function readStandards(): Promise<Standards> {
  const row = await prisma.standards.findFirst({ where: { id: 'organisation' } })
  return standardsShape.safeParse(row?.facts).data ?? noStandards
}

const loadShape = z.object({
  steady: z.object({ rate: z.number(), requests: z.number(), serverErrors: z.number(), percentiles: z.record(z.string(), z.number().nullable()) }),
  full: z.object({ perSecond: z.number() }),
})

/** What running says of the delivered services: of the release in production, else of the newest run whose staging was verified. */
export async function readServiceFacts(): Promise<ServiceFacts[]> {
  const services = await prisma.service.findMany({
    select: {
      slug: true,
      system: { select: { slug: true } },
      releases: { where: { status: 'in_production' }, orderBy: { number: 'desc' }, take: 1, select: { number: true, digest: true, runId: true } },
      runs: { where: { stages: { some: { name: 'verify', status: 'succeeded' } } }, orderBy: { number: 'desc' }, take: 1, select: { id: true } },
      environments: { select: { kind: true, deployments: { where: { desired: 'running' }, take: 1, select: { id: true } } } },
    },
    orderBy: { id: 'asc' },
  })
  const facts: ServiceFacts[] = []
  for (const service of services) {
    const release = service.releases[0] ?? null
    const runId = release?.runId ?? service.runs[0]?.id
    if (!runId) continue
    const runs = (kind: string): boolean => service.environments.some((e) => e.kind === kind && e.deployments.length > 0)
    const address = (kind: 'staging' | 'production'): string | null => (runs(kind) ? publicAddress(service.slug, service.system.slug, kind) : null)
    facts.push({
      system: service.system.slug,
      service: service.slug,
      release: release && { number: release.number, digest: release.digest },
      staging: address('staging'),
      production: release ? address('production') : null,
      ...(await factsOfRun(runId)),
    })
  }
  return facts
}

async function factsOfRun(id: string): Promise<Pick<ServiceFacts, 'run' | 'gates' | 'load' | 'openapi' | 'specification'>> {
  const run = await prisma.run.findUniqueOrThrow({
    where: { id },
    select: {
      id: true,
      number: true,
      status: true,
      stages: {
        orderBy: { position: 'asc' },
        select: { name: true, attempt: true, attempts: { select: { number: true, gates: { orderBy: { name: 'asc' } } } } },
      },
    },
  })
  const gates = run.stages.flatMap((stage) =>
    (stage.attempts.find((a) => a.number === stage.attempt)?.gates ?? []).map(({ name, label, verdict, value, threshold }) => ({
      stage: stage.name,
      name,
      label,
      verdict: verdict as GateVerdict,
      value,
      threshold,
    })),
  )
  const [openapi, load] = [await jsonOf(id, 'backend', 'openapi.json'), loadShape.safeParse(await jsonOf(id, 'verify', 'load.json')).data]
  return {
    run: { id: run.id, number: run.number, status: run.status },
    gates,
    load: load
      ? {
          rate: load.steady.rate,
          p50: load.steady.percentiles['50'] ?? null,
          p95: load.steady.percentiles['95'] ?? null,
          requests: load.steady.requests,
          errors: load.steady.serverErrors,
          perSecond: load.full.perSecond,
        }
      : null,
    specification: specification.safeParse(await jsonOf(id, 'analyze', 'specification.json')).data ?? null,
    openapi: z.record(z.string(), z.unknown()).safeParse(openapi).data ?? null,
  }
}

async function jsonOf(run: string, stage: string, path: string): Promise<unknown> {
  const bytes = await readArtifact(prisma, run, stage, path)
  try {
    return bytes && JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
