import { z } from 'zod'
import { noStandards, type ServiceFacts, type Standards } from '#model/service-facts.ts'
import { specification } from '#model/specification.ts'
import type { GateVerdict } from '#model/states.ts'
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

/**
 * What running says of the delivered services: of the release in production, else of the newest run whose staging was verified.
 * `measures` leaves contract and specification out, which are long. The number of queries does not grow with the services.
 */
export async function readServiceFacts(what: 'all' | 'measures' = 'all'): Promise<ServiceFacts[]> {
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
  const delivered = services.flatMap((service) => {
    const run = service.releases[0]?.runId ?? service.runs[0]?.id
    return run ? [{ service, run }] : []
  })
  const ids = delivered.map(({ run }) => run)
  const [factsOf, jsonOf] = [await factsOfRuns(ids), await filesOf(ids, what === 'all' ? files : [files[0]])]
  return delivered.flatMap(({ service, run }): ServiceFacts[] => {
    const release = service.releases[0] ?? null
    const facts = factsOf.get(run)
    const runs = (kind: string): boolean => service.environments.some((e) => e.kind === kind && e.deployments.length > 0)
    const address = (kind: 'staging' | 'production'): string | null => (runs(kind) ? publicAddress(service.slug, service.system.slug, kind) : null)
    return facts
      ? [
          {
            system: service.system.slug,
            service: service.slug,
            release: release && { number: release.number, digest: release.digest },
            staging: address('staging'),
            production: release ? address('production') : null,
            ...facts,
            load: loadOf(jsonOf(run, 'load.json')),
            specification: specification.safeParse(jsonOf(run, 'specification.json')).data ?? null,
            openapi: z.record(z.string(), z.unknown()).safeParse(jsonOf(run, 'openapi.json')).data ?? null,
          },
        ]
      : []
  })
}

async function factsOfRuns(ids: string[]): Promise<Map<string, Pick<ServiceFacts, 'run' | 'gates'>>> {
  const runs = await prisma.run.findMany({
    where: { id: { in: ids } },
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
  const gatesOf = ({ stages }: (typeof runs)[number]) =>
    stages.flatMap((stage) =>
      (stage.attempts.find((a) => a.number === stage.attempt)?.gates ?? []).map(({ name, label, verdict, value, threshold }) => ({
        stage: stage.name,
        name,
        label,
        verdict: verdict as GateVerdict,
        value,
        threshold,
      })),
    )
  return new Map(runs.map((run) => [run.id, { run: { id: run.id, number: run.number, status: run.status }, gates: gatesOf(run) }]))
}

function loadOf(json: unknown): ServiceFacts['load'] {
  const { data: load } = loadShape.safeParse(json)
  if (!load) return null
  const { rate, percentiles, requests, serverErrors } = load.steady
  return { rate, p50: percentiles['50'] ?? null, p95: percentiles['95'] ?? null, requests, errors: serverErrors, perSecond: load.full.perSecond }
}

const files = ['verify/load.json', 'backend/openapi.json', 'analyze/specification.json'] as const

/** The named files of the runs, of stages that succeeded: all in one query. What is no JSON is null, as what is not there. */
async function filesOf(ids: string[], names: readonly string[]): Promise<(run: string, file: string) => unknown> {
  const rows = await prisma.$queryRaw<{ run: string; path: string; bytes: Uint8Array }[]>`
    select s."runId" as run, a."path", b."bytes" from "Stage" s
    join "Attempt" t on t."stageId" = s."id" and t."number" = s."attempt"
    join "Artifact" a on a."attemptId" = t."id"
    join "Blob" b on b."sha256" = a."sha256"
    where s."runId" = any(${ids}) and s."status" = 'succeeded' and s."name" || '/' || a."path" = any(${[...names]})`
  const found = new Map(rows.map(({ run, path, bytes }) => [`${run} ${path}`, bytes]))
  return (run, file) => {
    const bytes = found.get(`${run} ${file}`)
    try {
      return bytes ? JSON.parse(Buffer.from(bytes).toString('utf8')) : null
    } catch {
      return null
    }
  }
}
