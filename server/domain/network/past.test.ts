import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import { historyInput } from '#model/network-change.ts'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { personActor } from '#server/domain/actor.ts'
import { makeWorld } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { applyChanges } from './mutations.ts'
import { compareMoments, listHistory } from './past.ts'
import { readSystem } from './system.ts'
import { decision, flow, gone, later, service, system } from './testing.ts'

let database: TestDatabase
const person = (claimed: Person['claimed'], rules: Person['rules'] = []): Person => ({ id: newId('usr'), name: 'Ada', email: null, claimed, rules })
const architect = person(['architect'])
const ada = personActor(architect, 'ui')
const history = (who: Person, input: Partial<Parameters<typeof historyInput.parse>[0] & object> = {}) => listHistory(who, historyInput.parse(input))

const moments: Date[] = []
let limited: Person
beforeAll(async () => {
  database = await createTestDatabase()
  await applyChanges(ada, [system('a'), system('b'), system('c'), service('a', 'web'), flow('a/web', 'b'), flow('b', 'c')], 'first')
  moments.push(await later())
  await applyChanges(ada, [system('a', { note: 'n', focus: ['x'] }), decision('adr', 'a', 1)], 'second')
  moments.push(await later())
  await applyChanges(ada, [gone('flow', 'b->c'), gone('system', 'c')], 'third')
  const ids = Object.fromEntries((await prisma.system.findMany()).map(({ slug, id }) => [slug, id]))
  limited = person([], [{ role: 'viewer', effect: 'grant', systemId: ids.a ?? '' }])
})
afterAll(() => database.close())

test('the history says who, what and why, in pages, of everything or of one system', async () => {
  const all = await history(architect)
  expect(all.items.map(({ note, total, actor }) => [note, total, actor.name])).toEqual([
    ['third', 2, 'Ada'],
    ['second', 2, 'Ada'],
    ['first', 6, 'Ada'],
  ])
  expect(all.items[1]?.changes.map(({ kind, key, fields }) => [kind, key, fields])).toEqual([
    ['system', 'a', ['focus', 'note']],
    ['decision', 'adr', []],
  ])
  const first = await history(architect, { limit: 2 })
  const next = await history(architect, { limit: 2, cursor: first.nextCursor })
  expect([...first.items, ...next.items]).toEqual(all.items)
  expect(next.nextCursor).toBeNull()
  expect((await history(architect, { system: 'b' })).items.map(({ note, changes }) => [note, changes.map(({ key }) => key)])).toEqual([
    ['third', ['b->c']],
    ['first', ['b', 'a/web->b', 'b->c']],
  ])
  await expect(history(architect, { system: 'c' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(history(architect, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' })
})

test('who may read one system reads the history of that one, and compares no other', async () => {
  expect((await history(limited)).items.flatMap(({ changes }) => changes.map(({ key }) => key))).toEqual(['a', 'adr', 'a', 'a/web'])
  await expect(history(limited, { system: 'b' })).rejects.toMatchObject({ code: 'not_found' })
  const [from, to] = [new Date(0), await later()]
  expect((await compareMoments(limited, { from, to })).map(({ key }) => key)).toEqual(['a', 'a/web', 'adr'])
})

test('two moments compared: added, removed and changed fields, either way round', async () => {
  const [one, two] = moments as [Date, Date]
  const now = await later()
  expect(
    (await compareMoments(architect, { from: one, to: now })).map(({ key, before, after, fields }) => [key, before !== null, after !== null, fields]),
  ).toEqual([
    ['a', true, true, ['focus', 'note']],
    ['c', true, false, []],
    ['b->c', true, false, []],
    ['adr', false, true, []],
  ])
  expect((await compareMoments(architect, { from: two, to: one, system: 'a' })).map(({ key, fields }) => [key, fields])).toEqual([
    ['a', ['focus', 'note']],
    ['adr', []],
  ])
  expect(await compareMoments(architect, { from: two, to: two })).toEqual([])
})

test('a system with what belongs to it: ends by name, what may be done, what was delivered', async () => {
  const world = await makeWorld('shop')
  const { slug } = await prisma.service.findUniqueOrThrow({ where: { id: world.service } })
  expect((await history(architect, { system: 'shop' })).items[0]).toMatchObject({
    note: 'Asked for by a requirement',
    changes: [{ kind: 'service', key: `shop/${slug}` }],
  })
  expect(await readSystem(architect, 'shop')).toMatchObject({ id: world.system, delivered: { [slug]: world.service }, mayEdit: { allowed: true } })
  const a = await readSystem(person(['viewer']), 'a')
  expect(a.part.flows.map(({ key }) => key)).toEqual(['a/web->b'])
  expect(a).toMatchObject({ names: { a: 'A', b: 'B', 'a/web': 'web' }, mayEdit: { allowed: false }, delivered: {} })
  expect(a.part.systems.map((each) => each.slug)).toEqual(['a'])
  expect((await readSystem(limited, 'a')).part.flows).toEqual([])
  await expect(readSystem(limited, 'b')).rejects.toMatchObject({ code: 'not_found' })
})
