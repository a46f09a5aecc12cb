import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Entity, Specification } from '#model/specification.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { migrations, schema } from './migrations.ts'

const text = readFileSync(new URL('../fixtures/shop.specification.json', import.meta.url), 'utf8')
const shop = (): Specification => JSON.parse(text) as Specification
const entity = (s: Specification, id: string): Entity => {
  const found = s.entities.find((e) => e.id === id)
  if (!found) throw new Error(id)
  return found
}
const revised = (change: (s: Specification) => void) => {
  const next = shop()
  change(next)
  return migrations(next, { specification: shop(), migrations: new Map([['0001_init.sql', schema(shop())]]) })
}
const added = {
  id: 'weight',
  label: 'Weight',
  type: { kind: 'integer' as const, min: 0 },
  required: true,
  unique: false,
  immutable: false,
  source: 'client' as const,
  statements: ['99'],
}

/** Runs SQL in a database of its own. */
async function inDatabase<T>(work: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>): Promise<T> {
  const name = `migrations_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
  const urlOf = (database: string): string => Object.assign(new URL(inject('testCluster').url), { pathname: `/${database}` }).toString()
  await withClient(urlOf('postgres'), (client) => client.query(`create database ${name}`))
  try {
    return await withClient(urlOf(name), (client) => work(async (sql) => (await client.query(sql)).rows as Record<string, unknown>[]))
  } finally {
    await withClient(urlOf('postgres'), (client) => client.query(`drop database ${name} with (force)`))
  }
}

describe('a new service', () => {
  test('gets one migration, the same every time', () => {
    expect(migrations(shop(), null)).toEqual(migrations(shop(), null))
    expect([...migrations(shop(), null).migrations.keys()]).toEqual(['0001_init.sql'])
  })
})

describe('a revision', () => {
  test('that changes nothing in the schema adds no migration', () => {
    expect([
      ...revised((s) => {
        s.title = 'New title'
      }).migrations.keys(),
    ]).toEqual(['0001_init.sql'])
  })
  test('keeps every row, and the version in production can go on writing', async () => {
    const plan = revised((s) => {
      entity(s, 'product').fields.push(added)
      entity(s, 'product').fields = entity(s, 'product').fields.filter((f) => f.id !== 'sku')
      entity(s, 'order').states?.values.push({ id: 'returned', label: 'Returned' })
      entity(s, 'order').fields.unshift({ ...added, id: 'priority' })
      s.entities.push({ ...entity(s, 'product'), id: 'supplier', name: 'Supplier', plural: 'Suppliers', path: 'suppliers' })
    })
    expect(plan.refused).toEqual([])
    expect([...plan.migrations.keys()]).toEqual(['0001_init.sql', '0002_revision.sql'])
    await inDatabase(async (query) => {
      await query(plan.migrations.get('0001_init.sql') ?? '')
      await query("insert into product (sku, name, price) values ('a', 'Lamp', 2.5)")
      await query(plan.migrations.get('0002_revision.sql') ?? '')
      expect(await query('select sku, name, weight from product')).toEqual([{ sku: 'a', name: 'Lamp', weight: null }])
      await query("insert into product (sku, name) values ('b', 'old version')")
      await query("insert into product (name, weight) values ('new version', 3)")
      await expect(query("insert into product (name, weight) values ('x', -1)")).rejects.toThrow('product_weight_check')
      await query("insert into supplier (name, weight) values ('s', 1)")
      expect(await query('select total, priority from order_view')).toEqual([])
      expect(plan.migrations.get('0002_revision.sql')).not.toContain('drop view')
      expect(plan.migrations.get('0002_revision.sql')).not.toContain('drop view')
    })
  })
  test.each<[string, (s: Specification) => void, string]>([
    [
      'a type whose values do not fit',
      (s) => {
        const f = entity(s, 'product').fields.find((x) => x.id === 'name')
        if (f) f.type = { kind: 'integer' }
      },
      'changes from text to integer',
    ],
    [
      'a state that records may be in',
      (s) => {
        const states = entity(s, 'order').states
        if (states) states.values = states.values.filter((v) => v.id !== 'shipped')
      },
      'no longer exists',
    ],
  ])('is refused for %s', (_, change, reason) => {
    const plan = revised(change)
    expect(plan.refused.join(' ')).toContain(reason)
    expect([...plan.migrations.keys()]).toEqual(['0001_init.sql'])
  })
})

describe('the schema', () => {
  let made: string
  beforeAll(() => {
    made = schema(shop())
  })
  test('keeps limits, uniqueness and references by itself', async () => {
    await inDatabase(async (query) => {
      await query(made)
      await expect(query("insert into product (sku, name, price) values ('a', 'n', -1)")).rejects.toThrow('product_price_check')
      await query("insert into product (sku, name) values ('a', 'n')")
      await expect(query("insert into product (sku, name) values ('a', 'n')")).rejects.toThrow('product_sku_key')
      await expect(query('insert into "order" (customer_id) values (gen_random_uuid())')).rejects.toThrow('order_customer_fkey')
      await query("insert into gantry_audit (operation, entity) values ('x', 'y')")
      await expect(query('delete from gantry_audit')).rejects.toThrow('never changed')
    })
  })
})
