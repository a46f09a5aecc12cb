import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { serveHealth } from './health.ts'

let database: TestDatabase
let server: Server
let ready = false
beforeAll(async () => {
  server = await serveHealth(() => ready)
  database = await createTestDatabase()
})
afterAll(async () => {
  server.close()
  await database.close()
})
const ask = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  return { status: answer.status, text: await answer.text() }
}

test('a runner is alive before it is ready, and ready only with the queue and the database', async () => {
  expect(await ask('/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' })
  expect(await ask('/readyz')).toEqual({ status: 503, text: '{"status":"not ready","queue":false,"database":true}' })
  ready = true
  expect(await ask('/readyz?verbose')).toMatchObject({ status: 200 })
  await database.close()
  expect(await ask('/readyz')).toEqual({ status: 503, text: '{"status":"not ready","queue":true,"database":false}' })
  expect(await ask('/healthz')).toMatchObject({ status: 200 })
})

test('its figures are told in the form of Prometheus, and nothing else is', async () => {
  expect((await ask('/metrics')).text).toMatch(/^process_resident_memory_bytes\{process="[^"]+"\} \d+$/m)
  expect(await ask('/environment')).toMatchObject({ status: 404 })
})
