import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { contractText } from '#server/generate/contract/contract.ts'
import { schema } from '#server/generate/database/migrations.ts'
import { service } from '#server/generate/service/service.ts'
import { tests } from '#server/generate/tests/tests.ts'
import { bundle, tar } from './bundle.ts'

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const facts = { service: 'notes', system: 'sales', requirement: 'req_x' }
const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function sources(): Promise<Map<string, string>> {
  const tiny = JSON.parse(await readFile(new URL('../../generate/fixtures/tiny.specification.json', import.meta.url), 'utf8')) as Specification
  return new Map([
    ...service(tiny),
    ...tests(tiny),
    ['service/migrations/0001_init.sql', schema(tiny)],
    ['openapi.json', contractText(tiny)],
    ['.gantry/specification.json', JSON.stringify(tiny)],
  ])
}
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'bundle-'))
  folders.push(made)
  return made
}

test('the same sources give the same digest in another folder; one changed byte gives another', async () => {
  const ui = new Map([['index.html', Buffer.from('<!doctype html>')]])
  const one = await bundle({ folder: await folder(), packages }, await sources(), ui, facts)
  const two = await bundle({ folder: await folder(), packages }, await sources(), ui, facts)
  const other = await bundle({ folder: await folder(), packages }, await sources(), new Map([['index.html', Buffer.from('<!DOCTYPE html>')]]), facts)
  expect(one.files).toEqual(['migrate.mjs', 'migrations/0001_init.sql', 'openapi.json', 'public/index.html', 'release.json', 'server.mjs'])
  expect(two.digest).toBe(one.digest)
  expect(other.digest).not.toBe(one.digest)
})

test('an archive does not depend on the order or time its files were made in', async () => {
  const [a, b] = [Buffer.from('1'), Buffer.from('2')]
  expect(
    await tar(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    ),
  ).toEqual(
    await tar(
      new Map([
        ['b', b],
        ['a', a],
      ]),
    ),
  )
})
