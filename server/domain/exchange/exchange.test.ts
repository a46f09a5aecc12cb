import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportInput } from '#model/exchange.ts'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { personActor } from '#server/domain/actor.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { applyChanges } from '#server/domain/network/mutations.ts'
import { makeSystem } from '#server/domain/testing.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { exportNetwork, previewImport } from './data.ts'
import { applyImport } from './mutations.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const ada: Person = { id: 'usr_ada', name: 'Ada', email: null, claimed: ['architect'], rules: [] }
const actor = personActor(ada, 'ui')
const input = (name: string, text: string, system: string | null = null): ImportInput => ({ files: [{ name, text, format: null }], system, remove: false })
const csv = 'slug,name,owner,p95\nshop,Shop,Blue,200\nmail,Mail,Green,\n'

test('previews, applies in one change with its history, and finds nothing to do the second time', async () => {
  const files = input('systems.csv', csv)
  const preview = await previewImport(ada, files)
  expect(preview).toMatchObject({ counts: { added: 2, changed: 0, unchanged: 0 }, problems: [], files: [{ format: 'csv' }] })
  expect(await prisma.system.count({ where: { slug: 'shop' } })).toBe(0)
  const done = await applyImport(actor, { ...files, digest: preview.digest, note: '' })
  expect(done).toMatchObject({ added: 2, changeset: expect.any(String) })
  expect((await readNetwork(null)).systems.find(({ slug }) => slug === 'shop')).toMatchObject({ owner: { team: 'Blue' }, targets: { apiP95Ms: 200 } })
  expect(await prisma.networkChange.findMany({ where: { changeset: done.changeset as string } })).toMatchObject([
    { note: 'Imported from systems.csv', actor: 'usr_ada' },
    {},
  ])
  const again = await previewImport(ada, files)
  expect(again.counts).toEqual({ added: 0, changed: 0, unchanged: 2, unnamed: 0, removed: 0 })
  expect(await applyImport(actor, { ...files, digest: again.digest, note: '' })).toMatchObject({ changeset: null, unchanged: 2 })
})

test('a network that changed since the preview is noticed, elsewhere it may change', async () => {
  const files = input('systems.csv', 'slug,name,note\nshop,Shop,new\n')
  const { digest, changes } = await previewImport(ada, files)
  expect(changes).toMatchObject([{ action: 'changed', fields: [{ name: 'note', before: null, after: 'new' }] }])
  const change = async (slug: string, note: string) => {
    const system = (await readNetwork(null)).systems.find((each) => each.slug === slug)
    await applyChanges(actor, [{ kind: 'system', key: slug, after: { ...system, note } }], '')
  }
  await change('shop', 'by somebody else')
  await expect(applyImport(actor, { ...files, digest, note: '' })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('since the preview'),
  })
  const next = await previewImport(ada, files)
  await change('mail', 'not of concern')
  expect(await applyImport(actor, { ...files, digest: next.digest, note: 'mine' })).toMatchObject({ changed: 1 })
})

test('with one problem nothing is imported, and the problem has its place and its line', async () => {
  const files = input('systems.csv', 'slug,name,p95\ngood,Good,5\nbad,Bad,fast\n')
  const preview = await previewImport(ada, files)
  expect(preview.problems).toMatchObject([{ line: 3, column: 9, excerpt: 'bad,Bad,fast' }])
  await expect(applyImport(actor, { ...files, digest: preview.digest, note: '' })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('line 3, column 9'),
  })
  expect(await prisma.system.count({ where: { slug: { in: ['good', 'bad'] } } })).toBe(0)
})

test('what the files do not name stays, and goes only when that is asked for', async () => {
  const services = (...names: string[]) => input('services.csv', `system,slug,name\n${names.map((name) => `shop,${name},${name}`).join('\n')}\n`)
  const both = services('cart', 'stock')
  await applyImport(actor, { ...both, digest: (await previewImport(ada, both)).digest, note: '' })
  const flow = { key: 'cart-mail', from: { system: 'shop', service: 'cart' }, to: { system: 'mail' } }
  await applyChanges(actor, [{ kind: 'flow', key: 'cart-mail', after: flow }], '')
  const slugs = async () => (await readNetwork(null)).services.filter(({ system }) => system === 'shop').map(({ slug }) => slug)

  const one = services('stock')
  const kept = await previewImport(ada, one)
  expect(kept.counts).toMatchObject({ unchanged: 1, unnamed: 2, removed: 0 })
  expect(kept.changes.filter(({ action }) => action === 'unnamed').map(({ kind, key }) => `${kind} ${key}`)).toEqual(['service shop/cart', 'flow cart-mail'])
  expect(await applyImport(actor, { ...one, digest: kept.digest, note: '' })).toMatchObject({ changeset: null, removed: 0 })
  expect(await slugs()).toEqual(['cart', 'stock'])

  const asked = { ...one, remove: true }
  await expect(applyImport(actor, { ...asked, digest: kept.digest, note: '' })).rejects.toMatchObject({ code: 'conflict' })
  const { digest, counts } = await previewImport(ada, asked)
  expect(counts).toMatchObject({ unnamed: 0, removed: 2 })
  expect(await applyImport(actor, { ...asked, digest, note: '' })).toMatchObject({ removed: 2, changeset: expect.any(String) })
  expect(await slugs()).toEqual(['stock'])
  const after = await readNetwork(null)
  expect(after.flows.some(({ key }) => key === 'cart-mail')).toBe(false)
  // Neither systems, nor what other files would say, nor what stands elsewhere.
  expect(after.systems.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['shop', 'mail']))
})

test('a document of one service says nothing about its neighbours', async () => {
  const api = 'openapi: 3.1.0\ninfo: { title: Stock, version: "1", x-gantry-system: shop }\npaths: {}\n'
  expect((await previewImport(ada, { ...input('openapi.yaml', api, 'shop'), remove: true })).counts.removed).toBe(0)
})

test('what a person may not read is neither exported nor told of; what they may not change is not imported', async () => {
  const other = await makeSystem('secret')
  const some: Person = {
    ...ada,
    id: 'usr_some',
    claimed: [],
    rules: [{ role: 'architect', effect: 'grant', systemId: (await prisma.system.findFirstOrThrow({ where: { slug: 'shop' } })).id }],
  }
  const { files } = await exportNetwork(some, { format: 'csv', systems: [] })
  expect(files.map(({ text }) => text).join()).toContain('Shop')
  expect(files.map(({ text }) => text).join()).not.toMatch(/secret|Mail/)
  const taking = input('systems.csv', 'slug,name\nsecret,Mine\n')
  const { digest } = await previewImport(some, taking)
  await expect(applyImport(personActor(some, 'ui'), { ...taking, digest, note: '' })).rejects.toMatchObject({
    code: expect.stringMatching(/forbidden|conflict/),
  })
  expect((await prisma.system.findUniqueOrThrow({ where: { id: other } })).name).not.toBe('Mine')
})

test('a part of the network is exported with what leads out of it listed', async () => {
  await applyChanges(actor, [{ kind: 'flow', key: 'x', after: { key: 'x', from: { system: 'shop' }, to: { system: 'mail' } } }], '')
  const { files, notCarried } = await exportNetwork(ada, { format: 'structurizr', systems: ['shop'] })
  expect(JSON.parse(files[0]?.text ?? '').model.softwareSystems).toMatchObject([{ name: 'Shop', relationships: [] }])
  expect(notCarried).toContainEqual({ what: 'the flow x', why: 'It leads out of the chosen systems.' })
})
