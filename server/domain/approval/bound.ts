import type { Prisma } from '#prisma/generated/client.ts'
import { bundleDigests } from '#server/artifacts/bundle.ts'
import { findArtifact, readArtifact, sha256Of } from '#server/artifacts/store.ts'
import type { Tx } from '#server/db.ts'

/** The rules of deciding: which roles are needed, who may not. Raise it when they change, and pending approvals become invalid. */
export const policyVersion = '1'

/** Everything an approval is about. Whatever of it changes makes the approval invalid. */
export interface Bound extends Prisma.InputJsonObject {
  release: string // digest of the bundle
  environment: 'production'
  baseline: string | null // digest of what is in production
  migrations: { path: string; sha256: string }[]
  specification: string | null
  gates: { stage: string; name: string; verdict: string; value: string; threshold: string; blocking: boolean; waivedBy: string | null }[]
  policy: string
  notes: string | null
}

/** Keys sorted, no white space: the same content has the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`
}
export const boundDigest = (bound: Bound): string => sha256Of(canonicalJson(bound))

/** Computed from what is stored now; the approval page, whoever decides and the deploying step all compare with it. */
export async function boundOf(tx: Tx, runId: string): Promise<Bound> {
  const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { stages: true } })
  const candidate = (run.facts as { candidate?: string }).candidate
  if (!candidate) throw new Error(`No stage of run ${runId} reported the digest of its candidate.`)
  const baseline = await tx.release.findFirst({ where: { serviceId: run.serviceId, status: 'in_production' }, orderBy: { number: 'desc' } })
  const specification = await findArtifact(tx, runId, 'analyze', 'specification.json')
  const notes = await findArtifact(tx, runId, 'verify', 'release-notes.md')
  const bundle = await readArtifact(tx, runId, 'integrate', 'bundle.tar')
  return {
    release: candidate,
    environment: 'production',
    baseline: baseline?.digest ?? null,
    migrations: bundle ? await bundleDigests(bundle, 'migrations/') : [],
    specification: specification?.sha256 ?? null,
    gates: await gatesOf(tx, runId),
    policy: policyVersion,
    notes: notes?.sha256 ?? null,
  }
}

async function gatesOf(tx: Tx, runId: string): Promise<Bound['gates']> {
  const stages = await tx.stage.findMany({
    where: { runId },
    orderBy: { position: 'asc' },
    include: { attempts: { include: { gates: { orderBy: { name: 'asc' } } } } },
  })
  return stages.flatMap((stage) => {
    const current = stage.attempts.find((a) => a.number === stage.attempt)
    return (current?.gates ?? []).map((g) => ({
      stage: stage.name,
      name: g.name,
      verdict: g.verdict,
      value: g.value,
      threshold: g.threshold,
      blocking: g.blocking,
      waivedBy: g.waivedBy,
    }))
  })
}
