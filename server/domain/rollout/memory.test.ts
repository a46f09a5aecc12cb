import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putBlob } from '#server/artifacts/store.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { memoryOf } from './memory.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function bundle(files: Record<string, string>): Promise<string> {
  const archive = pack()
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text)
  archive.finalize()
  const parts: Uint8Array[] = []
  for await (const part of archive) parts.push(part as Uint8Array)
  return (await putBlob(Buffer.concat(parts))).sha256
}

test('a bundle’s memory is what its release.json asks for, 256 MiB unless it does; what is no bundle has none', async () => {
  expect(await memoryOf(await bundle({ 'server.mjs': 'x', 'release.json': '{"service":"shop","memoryMiB":512}' }))).toBe(512)
  expect(await memoryOf(await bundle({ 'release.json': '{"service":"shop"}', 'server.mjs': 'y' }))).toBe(256)
  expect(await memoryOf(await bundle({ 'server.mjs': 'z' }))).toBeNull()
  expect(await memoryOf((await putBlob('no archive')).sha256)).toBeNull()
  expect(await memoryOf('0'.repeat(64))).toBeNull()
})
