import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { recordScorecards } from '#server/domain/scorecard/mutations.ts'
import { makePerson, makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { embedResponse, oembedResponse } from './embed-response.ts'
import { createCaller } from './root.ts'
import { serve, type TestServer } from './test-server.ts'

// Before the settings are read.
vi.hoisted(() => {
  process.env.NEXTAUTH_SECRET = 'a-secret-of-this-test'
})

let database: TestDatabase
let server: TestServer
let world: World
let outsider: Person

const as = (person: Person) => createCaller({ person, sessionExpires: null, provider: '', foreign: null, requestId: 'test' })
const local = (address: string): string => new URL(address).pathname + new URL(address).search
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers })

beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('sales')
  await prisma.roleGrant.create({ data: { userId: world.architect.id, role: 'architect', effect: 'grant' } })
  outsider = await makePerson([])
  server = await serve((request) => {
    const { pathname } = new URL(request.url)
    return pathname === '/api/oembed' ? oembedResponse(request) : embedResponse(request, pathname.slice('/embed/'.length))
  })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const share = (view: { kind: 'context' } | { kind: 'own'; id: string } = { kind: 'context' }) => as(world.architect).embed.create({ system: world.slug, view })

describe('a link', () => {
  test('shows the diagram without a session, strictly, and says when nothing changed', async () => {
    const { address } = await share()
    const first = await get(local(address))
    expect(first.status).toBe(200)
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, no-cache',
    })
    expect(await first.text()).toContain('System context of sales')
    const again = await get(local(address), { 'if-none-match': `"other", W/${first.headers.get('etag')}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect((await get(`${local(address)}?theme=dark`)).headers.get('etag')).not.toBe(first.headers.get('etag'))
    const [link] = await as(world.architect).embed.list({ system: world.slug })
    expect(link).toMatchObject({ address, label: 'Context', revokedAt: null, lastUsedAt: expect.any(Date) })
  })

  test('always shows the present model', async () => {
    const { address } = await share()
    const before = await get(local(address))
    await prisma.system.update({ where: { id: world.system }, data: { name: 'Sales & more' } })
    await expect.poll(async () => (await get(local(address))).text(), { timeout: 5_000 }).toContain('System context of Sales &#38; more')
    const after = await get(local(address), { 'if-none-match': before.headers.get('etag') ?? '' })
    expect(after.status).toBe(200)
  })

  test('altered, it is not found; revoked, it is gone; and both say so as a picture', async () => {
    const { id, address } = await share()
    const path = local(address)
    const altered = path.replace(/-(.)/, (_, c: string) => `-${c === 'A' ? 'B' : 'A'}`)
    for (const wrong of [altered, '/embed/x.svg', '/embed/.svg', `/embed/${'a'.repeat(5_000)}.svg`, path.replace('.svg', 'A.svg')]) {
      const answer = await get(wrong)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'image/svg+xml; charset=utf-8'])
      expect(await answer.text()).toContain('No such diagram')
    }
    await as(world.architect).embed.revoke({ id })
    const gone = await get(path)
    expect(gone.status).toBe(410)
    expect(await gone.text()).toContain('This link was revoked')
    expect((await get(path.replace('.svg', ''))).status).toBe(410)
  })

  test('is drawn with what its creator may see: when they may no longer read the system, it is gone', async () => {
    const maker = await makePerson([], {})
    await prisma.roleGrant.create({ data: { userId: maker.id, role: 'architect', effect: 'grant', systemId: world.system } })
    const granted = { ...maker, rules: [{ role: 'architect' as const, effect: 'grant' as const, systemId: world.system }] }
    const hidden = await prisma.system.create({ data: { id: 'sys_hidden', slug: 'hidden', name: 'Hidden System' } })
    await prisma.networkFlow.create({ data: { key: 'secret', fromId: world.system, toId: hidden.id, facts: { data: ['secret data'] } } })
    const { address } = await as(granted).embed.create({ system: world.slug, view: { kind: 'context' } })
    const shown = await get(local(address))
    expect(shown.status).toBe(200)
    expect(await shown.text()).not.toMatch(/Hidden|secret/)
    await expect(as(granted).embed.create({ system: 'hidden', view: { kind: 'context' } })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await prisma.roleGrant.deleteMany({ where: { userId: maker.id } })
    expect((await get(local(address))).status).toBe(410)
    await prisma.networkFlow.delete({ where: { key: 'secret' } })
  })

  test('is made and revoked by those who may, with an entry in the audit log', async () => {
    await expect(as(outsider).embed.create({ system: world.slug, view: { kind: 'context' } })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { id } = await share()
    const other = await makePerson([], { rules: [{ role: 'architect', effect: 'grant', systemId: 'sys_hidden' }] })
    await expect(as(other).embed.revoke({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await as(world.architect).embed.revoke({ id })
    await as(world.architect).embed.revoke({ id })
    const entries = await prisma.auditEntry.findMany({ where: { subject: id }, orderBy: { at: 'asc' } })
    expect(entries.map((e) => [e.action, e.actor])).toEqual([
      ['embed.create', world.architect.id],
      ['embed.revoke', world.architect.id],
    ])
  })
})

describe('oEmbed', () => {
  test('the page names where to ask, and the answer is a photo within the wanted size', async () => {
    const { page, address } = await share()
    const html = await (await get(local(page))).text()
    const discovery = /type="application\/json\+oembed" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#38;', '&') ?? ''
    expect(html).toContain(`<img src="/embed/${page.split('/').at(-1)}.svg?theme=auto"`)
    const answer = await get(local(discovery))
    expect(await answer.json()).toMatchObject({ version: '1.0', type: 'photo', url: address, width: expect.any(Number), provider_name: 'Gantry' })
    const small = await (await get(`/api/oembed?url=${encodeURIComponent(`${address}?theme=dark`)}&maxwidth=100`)).json()
    expect(small).toMatchObject({ width: 100, url: `${address}?theme=dark` })
    expect(small.height).toBeLessThan(400)
  })
  test('refuses other sites, other forms and links that are gone', async () => {
    const { id, page } = await share()
    expect((await get('/api/oembed?url=https%3A%2F%2Fevil.example%2Fembed%2Fabc')).status).toBe(404)
    expect((await get('/api/oembed')).status).toBe(404)
    expect((await get(`/api/oembed?format=xml&url=${encodeURIComponent(page)}`)).status).toBe(501)
    await as(world.architect).embed.revoke({ id })
    expect((await get(`/api/oembed?url=${encodeURIComponent(page)}`)).status).toBe(410)
  })
})

describe('own diagrams', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script><rect width="5" height="5" onclick="x()"/></svg>'
  test('SVG is kept as the allow-list leaves it, and what went is told', async () => {
    const api = as(world.architect)
    const { id, removed } = await api.diagram.save({ system: world.slug, title: 'By hand', kind: 'svg', text: svg })
    expect(removed).toEqual(['onclick', 'script'])
    const kept = await prisma.ownDiagram.findUniqueOrThrow({ where: { id } })
    expect(kept.text).toBe('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="5" height="5"/></svg>\n')
    const { address } = await share({ kind: 'own', id })
    expect(await (await get(local(address))).text()).toBe(kept.text)
    expect((await api.diagram.list({ system: world.slug })).choices.map((c) => c.label)).toContain('By hand')
    await api.diagram.remove({ id })
    await expect.poll(async () => (await get(local(address))).status, { timeout: 5_000 }).toBe(404)
    const actions = (await prisma.auditEntry.findMany({ where: { subject: id }, orderBy: { at: 'asc' } })).map((e) => e.action)
    expect(actions).toEqual(['diagram.save', 'diagram.remove'])
  })
  test('Mermaid is kept as written and changed in place; a link to it is refused with the reason', async () => {
    const api = as(world.architect)
    const { id } = await api.diagram.save({ system: world.slug, title: 'Flow', kind: 'mermaid', text: 'flowchart LR\n a-->b' })
    await api.diagram.save({ system: world.slug, id, title: 'Flow 2', kind: 'mermaid', text: 'flowchart LR\n a-->c' })
    expect(await api.diagram.get({ system: world.slug, view: { kind: 'own', id } })).toMatchObject({
      title: 'Flow 2',
      svg: null,
      mermaid: 'flowchart LR\n a-->c',
    })
    await expect(share({ kind: 'own', id })).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT', message: expect.stringContaining('drawn in the browser') })
  })
  test('bad ones are refused with the field, and only architects of the system keep any', async () => {
    const bad = as(world.architect).diagram.save({ system: world.slug, title: 'x', kind: 'svg', text: '<svg' })
    await expect(bad).rejects.toMatchObject({ cause: { fields: { text: [expect.stringContaining('well-formed')] } } })
    const viewer = await makePerson([], {
      rules: [
        { role: 'viewer', effect: 'grant', systemId: world.system },
        { role: 'architect', effect: 'grant', systemId: 'sys_hidden' },
      ],
    })
    await expect(as(viewer).diagram.save({ system: world.slug, title: 'x', kind: 'mermaid', text: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(as(world.architect).diagram.save({ system: 'nowhere', title: 'x', kind: 'mermaid', text: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('every diagram that is offered can be drawn', async () => {
  const api = as(world.architect)
  const { choices } = await api.diagram.list({ system: world.slug })
  expect(choices.length).toBeGreaterThan(3)
  for (const { view } of choices)
    expect(await api.diagram.get({ system: world.slug, view, theme: 'dark' })).toMatchObject({ title: expect.stringMatching(/./) })
  await expect(api.diagram.get({ system: world.slug, view: { kind: 'flow', flow: 'nothing' } })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('scorecards: every readable system, with the verdicts of the day kept once and again when they change', async () => {
  const api = as(world.architect)
  expect((await api.scorecard.list()).map((c) => c.system)).toContain(world.slug)
  const before = await recordScorecards()
  expect(before).toBeGreaterThan(0)
  expect(await recordScorecards()).toBe(0)
  const card = await api.scorecard.get({ system: world.slug })
  expect(card.days).toMatchObject([{ day: new Date().toISOString().slice(0, 10), passed: card.passed }])
  await prisma.system.update({ where: { id: world.system }, data: { facts: { owner: { team: 'Team Sales' }, lifecycle: 'production' } } })
  expect(await recordScorecards()).toBe(1)
  expect((await api.scorecard.get({ system: world.slug })).checks.find((c) => c.id === 'owned')).toEqual({
    id: 'owned',
    verdict: 'passed',
    evidence: 'Team Sales.',
  })
  await expect(
    as(await makePerson([], { rules: [{ role: 'viewer', effect: 'grant', systemId: 'sys_hidden' }] })).scorecard.get({ system: world.slug }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
