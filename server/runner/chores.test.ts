import { mkdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { lease, makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { env } from '#server/env.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { type Chore, chores, choresUntil, doChore } from './chores.ts'
import { createTemporaryDatabase, dropTemporaryDatabase } from './temporary-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})
const submit = async () => (await submitRequirement(await makePerson('architect'), makeSubmission())).run
async function tidy() {
  for (const name of ['drop temporary databases', 'remove scratch folders']) expect(await doChore(chores.find((c) => c.name === name) as Chore)).toBe(true)
}

test('a chore that fails stops no other and is tried again', async () => {
  const stop = new AbortController()
  let failed = 0
  const fails: Chore = {
    name: 'fails',
    everySeconds: 0,
    run: async () => {
      failed += 1
      throw new Error('No.')
    },
  }
  const works: Chore = { name: 'works', everySeconds: 0, run: async () => failed > 1 && stop.abort() }
  await choresUntil(stop.signal, [fails, works])
  expect(failed).toBe(2)
})

test('two runners do not do the same chore at the same time', async () => {
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const run = () => {
    begun.resolve()
    return end.promise
  }
  const first = doChore({ name: 'long', everySeconds: 0, run })
  await begun.promise
  expect(await doChore({ name: 'long', everySeconds: 0, run })).toBe(false)
  end.resolve()
  expect(await first).toBe(true)
})

test('temporary databases let their owner migrate and their app role read and write, and leave nothing', async () => {
  const run = await submit()
  const { attemptId } = await lease(run, 'analyze')
  const [one, two] = await Promise.all([createTemporaryDatabase(attemptId, 1), createTemporaryDatabase(attemptId, 2)])
  const url = (user: { user: string; password: string }) => {
    const address = new URL(env.SERVICES_DATABASE_URL)
    return Object.assign(address, { username: user.user, password: user.password, pathname: `/${one.name}` }).toString()
  }
  await withClient(url(one.owner), (client) => client.query(`create table t (a int); grant select, insert on t to "${one.app.user}"`))
  await withClient(url(one.app), (client) => client.query('insert into t values (1)'))
  await expect(withClient(url(one.app), (client) => client.query('create table u (a int)'))).rejects.toThrow('permission denied')
  await expect(withClient(url(two.app), (client) => client.query('select 1'))).rejects.toThrow('permission denied')
  const left = () =>
    withClient(
      env.SERVICES_DATABASE_URL,
      async (client) =>
        (
          await client.query(`select datname from pg_database where datname like $1 union select rolname from pg_roles where rolname like $1`, [
            `tmp_%${attemptId}%`,
          ])
        ).rows.length,
    )
  expect(await left()).toBe(6)
  await dropTemporaryDatabase(two.name)
  await tidy()
  expect(await left()).toBe(3) // its attempt still runs
  mkdirSync(join(env.GANTRY_HOME, 'scratch', attemptId), { recursive: true })
  await prisma.attempt.update({ where: { id: attemptId }, data: { status: 'lost' } })
  await tidy()
  expect(await left()).toBe(0)
  expect(await readdir(join(env.GANTRY_HOME, 'scratch'))).toEqual([])
})
