import { newId } from '#model/id.ts'
import type { Person } from '#model/person.ts'
import type { RoleName } from '#model/role.ts'
import { putBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import { personActor } from '#server/domain/actor.ts'
import { boundDigest, boundOf } from '#server/domain/approval/bound.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'

/** For tests of reads: people, and one run with one of everything, as its stages leave it behind. */
export async function makePerson(claimed: RoleName[], more: Partial<Person> = {}): Promise<Person> {
  const id = newId('usr')
  await prisma.user.create({ data: { id, name: `Person ${id}`, email: `${id}@example.com` } })
  return { id, name: `Person ${id}`, email: `${id}@example.com`, claimed, rules: [], ...more }
}

export async function makeSystem(slug: string): Promise<string> {
  const id = newId('sys')
  await prisma.system.create({ data: { id, slug, name: slug, facts: { focus: ['orders'] } } })
  return id
}

const markdown = 'The shop sells things.\n'
export interface World {
  system: string
  slug: string
  architect: Person
  requirement: string
  run: string
  service: string
  attempt: string
  artifact: string
  html: string
  gate: string
  approval: string
  release: string
  rollout: string
}

export async function makeWorld(slug: string): Promise<World> {
  const system = await makeSystem(slug)
  const architect = await makePerson(['architect'])
  const { requirement, run } = await submitRequirement(personActor(architect, 'ui'), {
    requestKey: crypto.randomUUID(),
    title: `Shop of ${slug}`,
    system: slug,
    service: null,
    askFirst: false,
    documents: [{ name: 'shop.md', role: 'requirements', text: markdown }],
  })
  const { serviceId: service } = await prisma.run.findUniqueOrThrow({ where: { id: run } })
  const stages = await makeStages(run, service)
  const approval = newId('apr')
  const bound = await boundOf(prisma, run)
  await prisma.approval.create({
    data: { id: approval, runId: run, digest: boundDigest(bound), bound, needs: ['qa', 'product_owner'], expiresAt: new Date(Date.now() + 3_600_000) },
  })
  await prisma.run.update({ where: { id: run }, data: { status: 'awaiting_approval', startedAt: new Date() } })
  const release = newId('rel')
  const rollout = newId('rol')
  await prisma.release.create({ data: { id: release, serviceId: service, runId: run, number: 1, digest: bound.release, notes: '# Notes' } })
  await prisma.rollout.create({
    data: {
      id: rollout,
      runId: run,
      serviceId: service,
      releaseId: release,
      key: rollout,
      measurements: {
        create: [
          { weight: 10, side: 'new', requests: 300, errors: 1, synthetic: 200, healthy: true, p95: 80 },
          { weight: 90, side: 'old', requests: 900, errors: 0, synthetic: 0, healthy: true },
        ],
      },
    },
  })
  return { system, slug, architect, requirement, run, service, ...stages, approval, release, rollout }
}

async function makeStages(run: string, service: string) {
  const now = Date.now()
  const rows = await prisma.stage.findMany({ where: { runId: run }, orderBy: { position: 'asc' }, include: { attempts: true } })
  const before = rows.slice(
    0,
    rows.findIndex((r) => r.name === 'approve'),
  )
  for (const [i, row] of before.entries()) {
    const times = { startedAt: new Date(now + i * 2_000), endedAt: new Date(now + i * 2_000 + 1_000) }
    const attempt = row.attempts[0]?.id ?? newId('att')
    await prisma.attempt.upsert({
      where: { id: attempt },
      create: { id: attempt, stageId: row.id, number: 1, status: 'succeeded', createdAt: new Date(now + i * 2_000), ...times },
      update: { status: 'succeeded', ...times },
    })
    await prisma.stage.update({ where: { id: row.id }, data: { status: 'succeeded', attempt: 1, ...times } })
  }
  const attemptOf = async (stage: string) => (await prisma.attempt.findFirstOrThrow({ where: { stage: { runId: run, name: stage } } })).id
  const put = async (stage: string, path: string, mediaType: string, content: string | Uint8Array) => {
    const blob = await putBlob(content)
    const id = newId('art')
    await prisma.artifact.create({ data: { id, attemptId: await attemptOf(stage), path, mediaType, ...blob } })
    return { id, ...blob }
  }
  const artifact = await put('test', 'test-report.json', 'application/json', '{"passed":12}')
  const html = await put('frontend', 'components.html', 'text/html', '<script>alert(1)</script>')
  await put(
    'test',
    'traceability.json',
    'application/json',
    JSON.stringify([
      { id: 'S1', kind: 'functional', status: 'understood', tests: [{ name: 'a', passed: true }] },
      { id: 'S2', kind: 'functional', status: 'understood', tests: [{ name: 'b', passed: false }] },
      { id: 'S3', kind: 'functional', status: 'not_understood', tests: [] },
      { id: 'S4', kind: 'noise', status: 'understood', tests: [] },
    ]),
  )
  await put('backend', 'openapi.json', 'application/json', '{}\n')
  const candidate = await put('verify', 'bundle-digest', 'text/plain', `candidate of ${service}`)
  await prisma.run.update({ where: { id: run }, data: { facts: { candidate: candidate.sha256 } } })
  const attempt = await attemptOf('test')
  const gate = newId('gate')
  await prisma.gate.create({
    data: {
      id: gate,
      attemptId: attempt,
      name: 'coverage',
      label: 'Coverage',
      verdict: 'passed',
      value: '91 %',
      threshold: '>= 80 %',
      evidence: 'test-report.json',
      blocking: true,
    },
  })
  await prisma.logChunk.createMany({ data: [0, 1, 2].map((seq) => ({ attemptId: attempt, seq, lines: [{ t: seq, level: 'info', message: `line ${seq}` }] })) })
  return { attempt, artifact: artifact.id, html: html.id, gate }
}
