import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { contract, contractText } from './contract.ts'
import { lint } from './lint.ts'
import { matching } from './pattern.ts'
import { reference } from './reference.ts'

const read = (name: string): Specification =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.specification.json`, import.meta.url), 'utf8')) as Specification

describe.each(['tiny', 'shop', 'library'])('the contract of %s', (name) => {
  test('passes the OpenAPI and OWASP rules', async () => {
    expect(await lint(contract(read(name)))).toEqual([])
  })
  test('is the same every time', () => {
    expect(contractText(read(name))).toBe(contractText(read(name)))
  })
  test('states security for every operation', () => {
    const operations = Object.values(contract(read(name)).paths).flatMap((path) =>
      Object.entries(path)
        .filter(([method]) => method !== 'parameters')
        .map(([, operation]) => operation),
    )
    expect(operations.length).toBeGreaterThan(0)
    for (const operation of operations) expect(operation.security).toBeInstanceOf(Array)
  })
})

test('a contract without security or limits does not pass', async () => {
  const broken = contract(read('shop'))
  const list = broken.paths['/api/orders']?.get
  if (list) list.responses = { 200: { description: 'ok' } }
  broken.components.securitySchemes = { bearer: { type: 'http', scheme: 'basic' } }
  expect((await lint(broken)).map((f) => f.rule)).toContain('owasp:api2:2023-no-http-basic')
})

test('says who may, what holds and which statements it comes from', () => {
  const made = contract(read('shop'))
  expect(made.paths['/api/products']?.get?.security).toEqual([])
  expect(made.paths['/api/orders/{id}/ship']?.post?.description).toContain('warehouse clerk')
  expect(made.paths['/api/orders']?.post?.description).toContain('[7]')
  expect(reference(made)).toContain('### POST /api/orders/{id}/pay')
})

test.each([['^[0-9]{13}$'], ['^[A-Z]{2}\\d{3}$'], ['^(?:EN|DE)-[a-f]+$'], ['^\\+?[0-9 ]{3,9}$']])('texts for %s match and differ', (pattern) => {
  const made = Array.from({ length: 5 }, (_, n) => matching(pattern, n))
  for (const text of made) expect(text).toMatch(new RegExp(pattern))
  expect(new Set(made).size).toBeGreaterThan(1)
})
test('a pattern beyond that gives nothing', () => {
  expect(matching('^(?=x)[^a]$')).toBeNull()
})
