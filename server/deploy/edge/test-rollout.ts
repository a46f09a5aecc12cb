import { newId } from '#model/id.ts'
import { deliver } from '#model/pipeline.ts'
import { prisma } from '#server/db.ts'
import { boundDigest, boundOf } from '#server/domain/approval/bound.ts'
import { requestDeployment } from '#server/domain/deployment/transitions.ts'
import { storeBundle, type TestBundle } from './test-bundle.ts'

/** The rows of a run whose release people have just approved: everything before `release` has succeeded, its rollout waits for the edge. */
export async function approvedRelease(serviceId: string, bundle: TestBundle): Promise<{ run: string; rollout: string; release: string }> {
  const digest = await storeBundle(bundle)
  const service = await prisma.service.update({ where: { id: serviceId }, data: { runCounter: { increment: 1 }, releaseCounter: { increment: 1 } } })
  const [requirement, revision, run, release, rollout] = [newId('req'), newId('rev'), newId('run'), newId('rel'), newId('rol')]
  await prisma.requirement.create({
    data: { id: requirement, title: 'Notes', systemId: service.systemId, serviceId, createdBy: 'usr_test', requestKey: requirement },
  })
  await prisma.revision.create({
    data: { id: revision, requirementId: requirement, number: 1, documents: [], bytes: 0, requestKey: revision, createdBy: 'usr_test' },
  })
  await prisma.run.create({
    data: {
      id: run,
      number: service.runCounter,
      pipeline: 'deliver',
      requirementId: requirement,
      revisionId: revision,
      serviceId,
      status: 'running',
      requestKey: run,
      createdBy: 'usr_test',
      startedAt: new Date(),
      facts: { candidate: digest },
    },
  })
  const at = deliver.stages.findIndex((s) => s.id === 'release')
  for (const [position, stage] of deliver.stages.entries()) {
    const status = position < at ? 'succeeded' : position === at ? 'waiting' : 'pending'
    const id = newId('stg')
    await prisma.stage.create({ data: { id, runId: run, name: stage.id, position, status, attempt: status === 'pending' ? 0 : 1 } })
    if (status === 'waiting') await prisma.attempt.create({ data: { id: newId('att'), stageId: id, number: 1, status: 'waiting', startedAt: new Date() } })
  }
  await prisma.release.create({ data: { id: release, serviceId, runId: run, number: service.releaseCounter, digest, status: 'approved' } })
  const bound = await prisma.$transaction((tx) => boundOf(tx, run))
  await prisma.approval.create({
    data: { id: newId('apr'), runId: run, status: 'approved', digest: boundDigest(bound), bound, needs: [], expiresAt: new Date(Date.now() + 60_000) },
  })
  await prisma.rollout.create({ data: { id: rollout, runId: run, serviceId, releaseId: release, key: `${run}:release:1` } })
  return { run, rollout, release }
}

/** The rows of a service whose release is in production for long. The edge starts it. */
export async function inProduction(serviceId: string, bundle: TestBundle): Promise<{ run: string; release: string; deployment: string }> {
  const { run, release, rollout } = await approvedRelease(serviceId, bundle)
  const { digest } = await prisma.release.update({ where: { id: release }, data: { status: 'in_production' } })
  await prisma.rollout.update({ where: { id: rollout }, data: { status: 'completed', step: 100, endedAt: new Date(0), keepUntil: new Date(0) } })
  await prisma.stage.updateMany({ where: { runId: run }, data: { status: 'succeeded' } })
  await prisma.run.update({ where: { id: run }, data: { status: 'succeeded' } })
  const { id } = await prisma.$transaction((tx) =>
    requestDeployment(tx, { key: `${run}:release`, serviceId, environment: 'production', releaseDigest: digest, runId: run, weight: 100 }),
  )
  await prisma.rollout.update({ where: { id: rollout }, data: { deploymentId: id } })
  return { run, release, deployment: id }
}
