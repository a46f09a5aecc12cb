import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import type { RolloutView, rolloutGetInput } from '#model/release.ts'
import { limits } from '#model/rollout-rule.ts'
import type { RolloutState } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems, refOf } from '#server/domain/readable.ts'
import { publicAddress } from '#server/domain/system/data.ts'
import { memoryOf } from './memory.ts'
import { mayCommand } from './policy.ts'

const mostMeasurements = 2_000

/** The split and the figures of a rollout; measurements only as far as they are newer than what the page has. */
export async function getRollout(person: Person, input: z.infer<typeof rolloutGetInput>): Promise<RolloutView> {
  const cursor = await newestEventId()
  const row = await prisma.rollout.findFirst({
    where: { id: input.id, run: { service: { systemId: readableSystems(person) } } },
    include: { release: true, run: { select: { id: true, number: true, service: { include: { system: true } } } } },
  })
  if (!row) throw notFound('rollout', input.id)
  const { service } = row.run
  const [measurements, deployments, name, memory] = await Promise.all([
    prisma.measurement.findMany({ where: { rolloutId: row.id, id: { gt: input.afterMeasurement } }, orderBy: { id: 'desc' }, take: mostMeasurements }),
    prisma.deployment.findMany({ where: { id: { in: [row.deploymentId, row.baselineId].filter((id) => id !== null) } } }),
    namePeople([row.commandBy]),
    memoryOf(row.release.digest),
  ])
  const side = (id: string | null) => {
    const found = deployments.find((d) => d.id === id)
    return found ? { deploymentId: found.id, digest: found.releaseDigest, observed: found.observed, detail: found.detail, weight: found.weight } : null
  }
  const status = row.status as RolloutState
  const may = (command: 'rollback' | 'resume' | 'stop') =>
    mayCommand(person, { status, systemId: service.systemId, command: row.command, keepUntil: row.keepUntil, now: new Date() }, command)
  return {
    id: row.id,
    status,
    step: row.step,
    reason: row.reason,
    createdAt: row.createdAt,
    stepStartedAt: row.stepStartedAt,
    endedAt: row.endedAt,
    keepUntil: row.keepUntil,
    command: row.command,
    commandBy: row.commandBy === null ? null : name(row.commandBy),
    release: { id: row.release.id, number: row.release.number, digest: row.release.digest },
    run: { id: row.run.id, number: row.run.number },
    system: refOf(service.system),
    service: refOf(service),
    new: side(row.deploymentId),
    old: side(row.baselineId),
    address: publicAddress(service.slug, service.system.slug, 'production'),
    measurements: measurements.reverse().map((m) => ({
      id: Number(m.id),
      at: m.at,
      weight: m.weight,
      side: m.side === 'old' ? ('old' as const) : ('new' as const),
      requests: m.requests,
      errors: m.errors,
      synthetic: m.synthetic,
      p50: m.p50,
      p95: m.p95,
      memoryMiB: m.memoryMiB,
      healthy: m.healthy,
      verdict: m.verdict,
    })),
    limits: { errorRate: limits.errorRate, p95Milliseconds: limits.slowMilliseconds, memoryMiB: memory === null ? null : limits.memoryShare * memory },
    cursor,
    actions: { rollback: may('rollback'), resume: may('resume'), stop: may('stop') },
  }
}
