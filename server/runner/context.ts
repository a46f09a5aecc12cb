import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { descendants, type Pipeline } from '#model/pipeline.ts'
import type { SpecificationEdit } from '#model/specification-edit.ts'
import type { AgentContext, InputDocument, TemporaryDatabase } from '#server/agents/agent.ts'
import { findArtifact, readArtifact } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import type { Target } from '#server/deploy/target.ts'
import type { Lease } from '#server/domain/attempt/transitions.ts'
import { pipelineOf } from '#server/domain/run/derive.ts'
import { env } from '#server/env.ts'
import { readMain, readSources } from '#server/git/repository.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import type { LogWriter } from './log-writer.ts'
import { throughOutages } from './outage.ts'
import { createTemporaryDatabase, dropTemporaryDatabase } from './temporary-database.ts'

/** What the machine gives to agents. Opened when the first one asks: a runner that only analyses needs neither. */
export interface Ports {
  sandbox(): Promise<Sandbox>
  target(): Promise<Target>
  publicAddress(environment: 'staging' | 'production', service: string, system: string): string
}
export interface Work {
  context: AgentContext
  serviceId: string
  /** People decide on what this stage leaves. */
  beforePeople: boolean
  close(): Promise<void>
}

/** The stages before `id`, directly or not, and itself (an earlier attempt of it). */
function upTo(pipeline: Pipeline, id: string): Set<string> {
  return new Set(pipeline.stages.map((s) => s.id).filter((s) => s === id || descendants(pipeline, s).has(id)))
}

export async function openWork(lease: Lease, ports: Ports, writer: LogWriter, signal: AbortSignal): Promise<Work> {
  const run = await prisma.run.findUniqueOrThrow({
    where: { id: lease.runId },
    include: { revision: true, requirement: true, service: { include: { system: true } } },
  })
  const { service } = run
  const pipeline = pipelineOf(run.pipeline)
  const folder = join(env.GANTRY_HOME, 'scratch', lease.attemptId)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const databases: Promise<TemporaryDatabase>[] = []
  const context: AgentContext = {
    run: { id: run.id, number: run.number, requirementId: run.requirementId, revision: run.revision.number },
    stage: lease.stage,
    attempt: { id: lease.attemptId, number: lease.number, epoch: lease.epoch },
    title: run.requirement.title,
    system: { slug: service.system.slug, name: service.system.name },
    service: { id: service.id, slug: service.slug, name: service.name },
    documents: run.revision.documents as unknown as InputDocument[],
    edits: run.revision.edits as unknown as SpecificationEdit[],
    askFirst: run.revision.askFirst,
    // Agents do not notice that PostgreSQL restarts: what they ask for comes when it is back, or they are told to end.
    read: (stage, path) => throughOutages(() => readOrThrow(run.id, stage, path), signal),
    has: (stage, path) => throughOutages(async () => (await findArtifact(prisma, run.id, stage, path)) !== null, signal),
    sources: () => throughOutages(() => readSources(service.id, run.id, upTo(pipeline, lease.stage)), signal),
    mainSources: () => throughOutages(() => readMain(service.id), signal),
    folder,
    log: (level, message) => writer.write(level, message),
    signal,
    sandbox: await ports.sandbox(),
    target: await ports.target(),
    publicAddress: (environment) => ports.publicAddress(environment, service.slug, service.system.slug),
    database: () => {
      const database = createTemporaryDatabase(lease.attemptId, databases.length + 1)
      databases.push(database)
      return database
    },
  }
  const close = async (): Promise<void> => {
    await Promise.allSettled([...databases.map(async (d) => dropTemporaryDatabase((await d).name)), rm(folder, { recursive: true, force: true })])
  }
  return { context, serviceId: service.id, beforePeople: leadsToPeople(pipeline, lease.stage), close }
}

function leadsToPeople(pipeline: Pipeline, id: string): boolean {
  const emits = pipeline.stages.find((s) => s.id === id)?.emits ?? ''
  return pipeline.stages.some((s) => s.waits === 'people' && s.waitsFor.includes(emits))
}

async function readOrThrow(runId: string, stage: string, path: string): Promise<Uint8Array> {
  const bytes = await readArtifact(prisma, runId, stage, path)
  if (!bytes) throw new Error(`Stage "${stage}" of this run left no artifact "${path}", or has not succeeded.`)
  return bytes
}
