import { type NetworkService, networkService } from '#model/network.ts'
import { type Specification, specification as specificationSchema } from '#model/specification.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { readArtifact } from '#server/artifacts/store.ts'
import { prisma, type Tx } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { publicAddress } from '#server/domain/system/data.ts'
import { transact } from '#server/domain/transaction.ts'
import { log } from '#server/log.ts'
import type { CheckedChange } from './changes.ts'
import { contractFacts, contractFlows } from './contract.ts'
import { applyChecked } from './mutations.ts'
import { loadNetwork, serviceRecord } from './rows.ts'

interface Due {
  id: string
  run: string
  release: string | null
}

/**
 * Services whose last delivery the network does not show yet: the release in production, or before the first one the run that
 * is on staging. A projection that compares, so it also shows what was delivered while no process ran, and happens once.
 */
export async function showDeliveries(): Promise<number> {
  const due = await prisma.$queryRaw<Due[]>`
    select s."id", coalesce(released."runId", staged."id") as "run", released."id" as "release" from "Service" s
    left join lateral (select r."id", r."runId" from "Release" r where r."serviceId" = s."id" and r."status" = 'in_production' order by r."number" desc limit 1) released on true
    left join lateral (select r."id" from "Run" r join "Stage" g on g."runId" = r."id" and g."name" = 'stage' and g."status" = 'succeeded'
      where r."serviceId" = s."id" and released."id" is null order by r."number" desc limit 1) staged on true
    where coalesce(released."runId", staged."id") is not null
      and (s."delivered"->'built'->>'run' is distinct from coalesce(released."runId", staged."id") or s."delivered"->'built'->>'release' is distinct from released."id")
    limit 20`
  for (const each of due) {
    try {
      await transact((tx) => showDelivery(tx, each))
    } catch (error) {
      log.error({ err: error, service: each.id, run: each.run }, 'a delivered service could not be shown in the network')
    }
  }
  return due.length
}

async function showDelivery(tx: Tx, { id, run, release }: Due): Promise<void> {
  const row = await tx.service.findUniqueOrThrow({ where: { id }, include: { system: true } })
  const system = row.system.slug
  const [openapi, specification] = [await json(tx, run, 'backend', 'openapi.json'), await specificationOf(tx, run)]
  const address = publicAddress(row.slug, system, release ? 'production' : 'staging')
  const { network } = await loadNetwork(tx)
  const { flows, unknown } = contractFlows({ system, slug: row.slug }, specification, network.systems)
  const facts = contractFacts(openapi, specification, address)
  const outside = unknown.length > 0 ? `Also needs ${unknown.slice(0, 20).join(', ')}, no system of this network.` : ''
  const delivered = { ...facts, description: [facts.description, outside].filter(Boolean).join('\n').slice(0, 4000) || null, built: { run, release } }
  // The fields that have no form (a contract from elsewhere) are left out rather than the service.
  const said = networkService.safeParse({ ...delivered, system, slug: row.slug, name: row.name.slice(0, 120) })
  const kept: Prisma.InputJsonObject = said.success ? delivered : { built: { run, release } }
  const after = serviceRecord({ ...row, delivered: kept }, system) as NetworkService
  const changes: CheckedChange[] = [{ index: 0, kind: 'service', key: `${system}/${row.slug}`, before: undefined, after, delivered: kept }]
  const prefix = `contract:${system}/${row.slug}->`
  const before = new Map(network.flows.filter(({ key }) => key.startsWith(prefix)).map((flow) => [flow.key, flow]))
  const declined = await removedByPeople(tx, prefix)
  for (const flow of flows) {
    const known = before.get(flow.key)
    // What a person changed or removed stays as that person said.
    if (known ? known.source === 'contract' : !declined.has(flow.key))
      changes.push({ index: changes.length, kind: 'flow', key: flow.key, before: undefined, after: flow })
    before.delete(flow.key)
  }
  for (const gone of before.values())
    if (gone.source === 'contract') changes.push({ index: changes.length, kind: 'flow', key: gone.key, before: undefined, after: null })
  await applyChecked(tx, systemActor('runner'), changes, release ? 'In production: its contract says so' : 'On staging: its contract says so')
}

/** Flows of the contract whose last change was a removal by somebody who is no process of ours. */
async function removedByPeople(tx: Tx, prefix: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ key: string; mine: boolean; gone: boolean }[]>`
    select distinct on ("key") "key", "actor" like 'system:%' as mine, jsonb_typeof("after") is null as gone from "NetworkChange"
    where "kind" = 'flow' and starts_with("key", ${prefix}) order by "key", "id" desc`
  return new Set(rows.filter(({ mine, gone }) => gone && !mine).map(({ key }) => key))
}

async function json(tx: Tx, run: string, stage: string, path: string): Promise<unknown> {
  const bytes = await readArtifact(tx, run, stage, path)
  try {
    return bytes ? JSON.parse(Buffer.from(bytes).toString('utf8')) : null
  } catch {
    return null
  }
}
async function specificationOf(tx: Tx, run: string): Promise<Specification | null> {
  return specificationSchema.safeParse(await json(tx, run, 'analyze', 'specification.json')).data ?? null
}
