import { createHmac, timingSafeEqual } from 'node:crypto'
import { type DiagramView, diagramView, type EmbedLinkView } from '#model/diagram.ts'
import { newId } from '#model/id.ts'
import type { SystemRef } from '#model/list.ts'
import { mayIn, type Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { loadPerson } from '#server/domain/member/person.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { refOf } from '#server/domain/readable.ts'
import { transact } from '#server/domain/transaction.ts'
import { env } from '#server/env.ts'
import { appendEvent } from '#server/events/append.ts'
import { systemFor } from './data.ts'

/** 128 bits of a keyed hash of the id: an address that was altered or guessed is refused before the database is asked. */
function signatureOf(id: string): string {
  if (!env.NEXTAUTH_SECRET) throw new Problem('invalid', 'Links to diagrams are signed with NEXTAUTH_SECRET, which is not set here.')
  const key = createHmac('sha256', env.NEXTAUTH_SECRET).update('gantry embed link').digest()
  return createHmac('sha256', key).update(id).digest().subarray(0, 16).toString('base64url')
}
export const tokenOf = (id: string): string => `${id.replace(/^emb_/, '')}-${signatureOf(id)}`

function idOf(token: string): string | null {
  const [, short = '', signature = ''] = /^([a-z0-9]{10})-([\w-]{22})$/.exec(token) ?? []
  if (!short) return null
  const id = `emb_${short}`
  const expected = Buffer.from(signatureOf(id))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given) ? id : null
}

export const webAddress = (): string => (env.NEXTAUTH_URL ?? `http://localhost:${env.GANTRY_PORT}`).replace(/\/+$/, '')
export const pageOf = (token: string): string => `${webAddress()}/embed/${token}`

/** Who holds the address sees the view as its creator may see it at that moment. `labelOf` names it in the list. */
export async function listLinks(person: Person, system: string, labelOf: (view: DiagramView) => string): Promise<EmbedLinkView[]> {
  const { id: systemId } = await systemFor(person, system)
  if (!mayIn(person, 'embed.manage', systemId)) return []
  const rows = await prisma.embedLink.findMany({ where: { systemId }, orderBy: { createdAt: 'desc' }, take: 200 })
  const people = await prisma.user.findMany({ where: { id: { in: rows.map((r) => r.createdBy) } }, select: { id: true, name: true, email: true } })
  const nameOf = new Map(people.map((p) => [p.id, p.name ?? p.email ?? p.id]))
  return rows.flatMap((row) => {
    const view = diagramView.safeParse(row.view).data
    const page = pageOf(tokenOf(row.id))
    return view
      ? [
          {
            id: row.id,
            view,
            label: labelOf(view),
            address: `${page}.svg`,
            page,
            createdBy: { id: row.createdBy, name: nameOf.get(row.createdBy) ?? row.createdBy },
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt,
            revokedAt: row.revokedAt,
          },
        ]
      : []
  })
}

export async function createLink(actor: Actor, systemSlug: string, view: DiagramView): Promise<{ id: string; address: string; page: string }> {
  return transact(async (tx) => {
    const system = await tx.system.findUnique({ where: { slug: systemSlug } })
    if (!system || !actorMay(actor, 'read', system.id)) throw notFound('system', systemSlug)
    requirePermission(actor, 'embed.manage', system.id, 'make links to diagrams of this system')
    if (view.kind === 'own') {
      const own = await tx.ownDiagram.findFirst({ where: { id: view.id, systemId: system.id } })
      if (!own) throw notFound('diagram', view.id)
      if (own.kind === 'mermaid')
        throw new Problem('invalid', 'Mermaid text of your own is drawn in the browser, so no link can show it. Save it as SVG to share it.')
    }
    const id = newId('emb')
    const page = pageOf(tokenOf(id))
    await tx.embedLink.create({ data: { id, systemId: system.id, view, createdBy: actor.id } })
    await appendAudit(tx, actor, { action: 'embed.create', subject: id, after: { system: system.slug, view } })
    await appendEvent(tx, { kind: 'embed.created', systemId: system.id, actor: actor.id, data: { link: id } })
    return { id, page, address: `${page}.svg` }
  })
}

export async function revokeLink(actor: Actor, id: string): Promise<void> {
  await transact(async (tx) => {
    const link = await tx.embedLink.findUnique({ where: { id } })
    if (!link || !actorMay(actor, 'read', link.systemId)) throw notFound('link', id)
    requirePermission(actor, 'embed.manage', link.systemId, 'revoke links to diagrams of this system')
    const { count } = await tx.embedLink.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(), revokedBy: actor.id } })
    if (count === 0) return
    await appendAudit(tx, actor, { action: 'embed.revoke', subject: id, before: { view: link.view ?? {} } })
    await appendEvent(tx, { kind: 'embed.revoked', systemId: link.systemId, actor: actor.id, data: { link: id } })
  })
}

export type OpenedLink = { state: 'open'; id: string; view: DiagramView; system: SystemRef; person: Person } | { state: 'unknown' | 'revoked' }

/** What an address shows. Revoked too when its creator has left or may no longer read the system. */
export async function openLink(token: string): Promise<OpenedLink> {
  const id = idOf(token)
  const link = id ? await prisma.embedLink.findUnique({ where: { id }, include: { system: true } }) : null
  const view = diagramView.safeParse(link?.view).data
  if (!link || !view) return { state: 'unknown' }
  const person = link.revokedAt ? null : await loadPerson(link.createdBy)
  if (!person || !mayIn(person, 'read', link.systemId)) return { state: 'revoked' }
  // Once a minute is enough to know whether somebody still looks at it.
  await prisma.embedLink.updateMany({
    where: { id: link.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(Date.now() - 60_000) } }] },
    data: { lastUsedAt: new Date() },
  })
  return { state: 'open', id: link.id, view, system: refOf(link.system), person }
}
