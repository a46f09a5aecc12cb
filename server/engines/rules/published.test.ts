import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { schemaId, specificationSchema } from '#model/specification-schema.ts'
import { readDocuments } from './read.ts'

const schema = specificationSchema()
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
const folder = new URL('./samples/', import.meta.url)
const read = (name: string): Specification => readDocuments([{ name, role: 'requirements', text: readFileSync(new URL(name, folder), 'utf8') }])

test.each(readdirSync(folder))('%s is read into what the published schema describes', (name) => {
  const written = JSON.parse(JSON.stringify(read(name)))
  expect(validate(written) ? [] : validate.errors).toEqual([])
})

test('the schema refuses what is no specification, with the place', () => {
  const written = JSON.parse(JSON.stringify(read('library.md'))) as Specification
  const wrong: [string, unknown][] = [
    ['/entities/0/id', 'Not an id'],
    ['/entities/0/fields/0/type/kind', 'currency'],
    ['/operations/0/kind', 'launch'],
    ['/statements/0/start', -1],
    ['/format', 'gantry.specification/2'],
  ]
  for (const [place, value] of wrong) {
    const changed = structuredClone(written) as unknown as Record<string, unknown>
    const steps = place.split('/').slice(1)
    const holder = steps.slice(0, -1).reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, changed)
    holder[steps.at(-1) ?? ''] = value
    expect(validate(changed), place).toBe(false)
    expect(
      validate.errors?.some((error) => place.startsWith(error.instancePath)),
      place,
    ).toBe(true)
  }
})

test('it has one stable id, and a description for every part and for whatever does not explain itself', () => {
  expect(schema.$id).toBe(schemaId)
  for (const [name, part] of Object.entries(schema.$defs ?? {})) expect(part.description, name).toMatch(/\w.+\./)
  expect(schema.$defs?.operation?.properties?.from?.description).toBe('Allowed states; empty: any')
})
