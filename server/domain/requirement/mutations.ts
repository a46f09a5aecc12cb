import type { z } from 'zod'
import { newId, slug } from '#model/id.ts'
import { networkService } from '#model/network.ts'
import type { revisionInput, Submission } from '#model/requirement.ts'
import type { Service, System } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { appendHistory } from '#server/domain/network/history.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { oncePerKey, refuseForeignKey } from '#server/domain/request-key.ts'
import { lockService } from '#server/domain/run/change.ts'
import { createRun } from '#server/domain/run/create.ts'
import { chosenSystem } from '#server/domain/system/chosen.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'

const bytesOf = (documents: readonly { text: string }[]): number => documents.reduce((sum, d) => sum + Buffer.byteLength(d.text), 0)

async function submittedBefore(actor: Actor, requestKey: string): Promise<{ requirement: string; run: string } | null> {
  const known = await prisma.requirement.findUnique({ where: { requestKey }, include: { runs: { orderBy: { number: 'asc' }, take: 1 } } })
  if (!known?.runs[0]) return null
  refuseForeignKey(known.createdBy, actor)
  return { requirement: known.id, run: known.runs[0].id }
}

/**
 * Service (unless one is named), requirement, first revision, run, event, job and audit entry in one transaction.
 * The same request key, also at the same moment, answers the same ids. `input` has been checked by model/requirement.ts.
 */
export async function submitRequirement(actor: Actor, input: Submission): Promise<{ requirement: string; run: string }> {
  return oncePerKey(
    () => submittedBefore(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const system = await chosenSystem(tx, actor, input.system)
        requirePermission(actor, 'requirement.submit', system.id, `submit requirements for ${system.name}`)
        const service = input.service ? await existingService(tx, system, input.service) : await newService(tx, actor, system, input.title)
        const { requestKey, title, documents, askFirst } = input
        const requirement = newId('req')
        const revision = newId('rev')
        await tx.requirement.create({ data: { id: requirement, title, systemId: system.id, serviceId: service.id, createdBy: actor.id, requestKey } })
        await tx.revision.create({
          data: { id: revision, requirementId: requirement, number: 1, documents, bytes: bytesOf(documents), askFirst, requestKey, createdBy: actor.id },
        })
        const run = await createRun(
          tx,
          actor,
          { requirementId: requirement, revisionId: revision, serviceId: service.id, requestKey },
          { kind: 'requirement.submitted', data: { title, revision: 1, service: service.slug, system: system.slug } },
        )
        await appendAudit(tx, actor, {
          action: 'requirement.submit',
          subject: requirement,
          after: { title, system: system.slug, service: service.slug, run, documents: documents.map((d) => d.name) },
        })
        return { requirement, run }
      }),
  )
}

async function existingService(tx: Tx, system: System, name: string): Promise<Service> {
  const service = await tx.service.findUnique({ where: { systemId_slug: { systemId: system.id, slug: name } } })
  const message = `${system.name} has no service "${name}". Choose an existing one, or leave it empty for a new one.`
  if (!service) throw new Problem('invalid', message, { service: [message] })
  await lockService(tx, service.id)
  return service
}

/** Named after the title. A name that is taken gets a number; two people at once are told apart by the unique index. */
async function newService(tx: Tx, actor: Actor, system: System, title: string): Promise<Service> {
  const base = slug(title)
  if (base === '')
    throw new Problem('invalid', 'The service is named after the title, so the title needs letters a-z or digits.', {
      title: ['Use at least some letters a-z or digits: the new service is named after the title.'],
    })
  // Serialises the naming of services in this system; without it two of one title would collide and one fail.
  await tx.$queryRaw`select 1 from "System" where "id" = ${system.id} for no key update`
  const taken = new Set(
    (await tx.service.findMany({ where: { systemId: system.id, slug: { startsWith: base.slice(0, 36) } }, select: { slug: true } })).map((s) => s.slug),
  )
  let name = base
  for (let n = 2; taken.has(name); n++) name = `${base.slice(0, 36).replace(/-+$/, '')}-${n}`
  const service = await tx.service.create({
    data: { id: newId('svc'), systemId: system.id, slug: name, name: name === base ? title : `${title} (${name.slice(name.lastIndexOf('-') + 1)})` },
  })
  const after = networkService.parse({ system: system.slug, slug: service.slug, name: service.name.slice(0, 120) })
  await appendHistory(
    tx,
    actor,
    [{ kind: 'service', key: `${system.slug}/${service.slug}`, before: null, after, systems: [system.id] }],
    'Asked for by a requirement',
  )
  return service
}

async function revisedBefore(actor: Actor, requestKey: string): Promise<{ revision: number; run: string | null } | null> {
  const known = await prisma.revision.findUnique({ where: { requestKey }, include: { runs: { where: { requestKey } } } })
  if (known) refuseForeignKey(known.createdBy, actor)
  return known && { revision: known.number, run: known.runs[0]?.id ?? null }
}

/** A new revision; earlier ones stay as they are. `start` also starts a run of it. */
export async function reviseRequirement(actor: Actor, input: z.infer<typeof revisionInput>): Promise<{ revision: number; run: string | null }> {
  return oncePerKey(
    () => revisedBefore(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const requirement = await tx.requirement.findUnique({ where: { id: input.id } })
        if (!requirement || !actorMay(actor, 'read', requirement.systemId)) throw notFound('requirement', input.id)
        requirePermission(actor, 'requirement.submit', requirement.systemId, 'revise requirements')
        await lockService(tx, requirement.serviceId)
        const last = await tx.revision.findFirstOrThrow({ where: { requirementId: requirement.id }, orderBy: { number: 'desc' } })
        const number = last.number + 1
        const revision = newId('rev')
        const { documents, note, askFirst, requestKey } = input
        await tx.revision.create({
          // Another text keeps what people decided about its reading; a run says which of it no longer applies.
          data: {
            id: revision,
            requirementId: requirement.id,
            number,
            edits: last.edits ?? [],
            documents,
            bytes: bytesOf(documents),
            askFirst,
            note,
            requestKey,
            createdBy: actor.id,
          },
        })
        await appendAudit(tx, actor, {
          action: 'requirement.revise',
          subject: requirement.id,
          before: { revision: last.number },
          after: { revision: number, starts: input.start },
          reason: note,
        })
        const run = input.start
          ? await createRun(
              tx,
              actor,
              { requirementId: requirement.id, revisionId: revision, serviceId: requirement.serviceId, requestKey },
              { kind: 'requirement.submitted', data: { title: requirement.title, revision: number } },
            )
          : null
        await appendEvent(tx, {
          kind: 'requirement.revised',
          requirementId: requirement.id,
          serviceId: requirement.serviceId,
          systemId: requirement.systemId,
          actor: actor.id,
          data: { title: requirement.title, revision: number, note },
        })
        return { revision: number, run }
      }),
  )
}
