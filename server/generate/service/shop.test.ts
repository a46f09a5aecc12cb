import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { type Running, run } from './harness.ts'

const specification = JSON.parse(readFileSync(new URL('../fixtures/shop.specification.json', import.meta.url), 'utf8')) as Specification
let shop: Running
let counter = 0
const product = async (more: object = {}): Promise<string> => {
  const made = await shop.call('merchandiser', 'POST', '/api/products', { sku: `sku${++counter}`, name: 'Lamp', price: 10, stockQuantity: 10, ...more })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body.id)
}
const register = async (name: string): Promise<string> => {
  const made = await shop.call(`customer:${name}`, 'POST', '/api/customers', { email: `${name}@example.org`, fullName: name })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body.id)
}
const order = (who: string, lines: object[], headers?: Record<string, string>) => shop.call(`customer:${who}`, 'POST', '/api/orders', { lines }, headers)
const stock = async (id: string): Promise<unknown> => (await shop.call(null, 'GET', `/api/products/${id}`)).body.stockQuantity

beforeAll(async () => {
  shop = await run(specification)
  await register('ann')
  await register('bob')
})
afterAll(async () => {
  await shop?.stop()
})

test('1: a merchandiser creates, changes and retires products; others do not', async () => {
  const id = await product({ sku: 'unique-1' })
  expect((await shop.call('merchandiser', 'PATCH', `/api/products/${id}`, { price: 12.5 })).body.price).toBe(12.5)
  expect((await shop.call('customer:ann', 'POST', '/api/products', { sku: 'x', name: 'x' })).status).toBe(403)
  expect((await shop.call(null, 'PATCH', `/api/products/${id}`, { price: 1 })).status).toBe(401)
  for (const bad of [{ sku: 'unique-1', name: 'n' }]) expect((await shop.call('merchandiser', 'POST', '/api/products', bad)).status).toBe(409)
  for (const bad of [
    { name: 'n' },
    { sku: 's' },
    { sku: 's', name: 'n', price: -0.01 },
    { sku: 's', name: 'n', stockQuantity: -1 },
    { sku: 's', name: 'n', stockQuantity: 1.5 },
    { sku: 's', name: 'n', status: 'retired' },
    { sku: 's', name: '\u0000' },
  ])
    expect((await shop.call('merchandiser', 'POST', '/api/products', bad)).status, JSON.stringify(bad)).toBe(422)
  expect((await shop.call('merchandiser', 'POST', `/api/products/${id}/retire`)).body.status).toBe('retired')
  expect((await shop.call('merchandiser', 'POST', `/api/products/${id}/retire`)).status).toBe(409)
})

test('2: anyone searches by name and filters by category without signing in', async () => {
  await product({ name: 'Blue chair', category: 'chairs' })
  await product({ name: 'Blue table', category: 'tables' })
  const found = await shop.call(null, 'GET', '/api/products?q=BLUE&category=chairs')
  expect(found).toMatchObject({ status: 200, body: { total: 1 } })
  expect(found.body.items?.[0]?.name).toBe('Blue chair')
  expect((await shop.call(null, 'GET', '/api/products?nothing=1')).status).toBe(422)
})

test('3: a customer registers once, with a unique e-mail and a name', async () => {
  expect((await shop.call('customer:carl', 'POST', '/api/customers', { email: 'ann@example.org', fullName: 'Carl' })).status).toBe(409)
  expect((await shop.call('customer:carl', 'POST', '/api/customers', { fullName: 'Carl' })).status).toBe(422)
  expect((await shop.call('customer:carl', 'POST', '/api/customers', { email: 'carl@example.org' })).status).toBe(422)
  expect((await shop.call('customer:ann', 'POST', '/api/customers', { email: 'ann2@example.org', fullName: 'Ann' })).status).toBe(409)
})

test('4, 5, 6: an order has lines with the price of the time, a total, and takes the stock', async () => {
  const [lamp, chair] = [await product({ price: 2.5 }), await product({ price: 10 })]
  const made = await order('ann', [
    { productId: lamp, quantity: 3 },
    { productId: chair, quantity: 1 },
  ])
  expect(made).toMatchObject({ status: 201, body: { status: 'placed', total: 17.5, customerLabel: 'ann' } })
  expect((made.body.lines as { unitPrice: number }[]).map((l) => l.unitPrice)).toEqual([2.5, 10])
  expect([await stock(lamp), await stock(chair)]).toEqual([7, 9])
  await shop.call('merchandiser', 'PATCH', `/api/products/${lamp}`, { price: 99 })
  expect((await shop.call('customer:ann', 'GET', `/api/orders/${String(made.body.id)}`)).body.total).toBe(17.5)
  for (const bad of [[], [{ productId: lamp, quantity: 0 }], [{ productId: lamp }], [{ quantity: 1 }], [{ productId: lamp, quantity: 1, unitPrice: 0 }]])
    expect((await order('ann', bad)).status).toBe(422)
  expect((await order('nobody', [{ productId: lamp, quantity: 1 }])).status).toBe(409)
  expect((await shop.call('merchandiser', 'POST', '/api/orders', { lines: [{ productId: lamp, quantity: 1 }] })).status).toBe(403)
})

test('7: nothing is sold that is not in stock, also when orders meet and when a product is ordered twice in one', async () => {
  const lamp = await product({ stockQuantity: 3 })
  expect((await order('ann', [{ productId: lamp, quantity: 4 }])).status).toBe(409)
  expect(
    (
      await order('ann', [
        { productId: lamp, quantity: 2 },
        { productId: lamp, quantity: 2 },
      ])
    ).status,
  ).toBe(409)
  expect(await stock(lamp)).toBe(3)
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => order(i % 2 ? 'ann' : 'bob', [{ productId: lamp, quantity: 1 }])))
  expect(answers.map((a) => a.status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409])
  expect(await stock(lamp)).toBe(0)
})

test('8, 9, 12: placed, paid, shipped with a tracking number; paying tells the customer', async () => {
  const lamp = await product()
  const id = String((await order('ann', [{ productId: lamp, quantity: 1 }])).body.id)
  expect((await shop.call('warehouse_clerk', 'POST', `/api/orders/${id}/ship`, { trackingNumber: 'T1' })).status).toBe(409)
  expect((await shop.call('customer:bob', 'POST', `/api/orders/${id}/pay`)).status).toBe(403)
  expect((await shop.call('warehouse_clerk', 'POST', `/api/orders/${id}/pay`)).status).toBe(403)
  expect((await shop.call('customer:ann', 'POST', `/api/orders/${id}/pay`)).body.status).toBe('paid')
  expect((await shop.call('customer:ann', 'POST', `/api/orders/${id}/pay`)).status).toBe(409)
  const told = await shop.call('customer:ann', 'GET', '/api/notifications')
  expect(told.body.items).toEqual([expect.objectContaining({ channel: 'email', subject: 'Order paid', recordId: id })])
  expect((await shop.call('customer:bob', 'GET', '/api/notifications')).body.total).toBe(0)
  // Somebody who writes another's address into their own record does not get their messages.
  const eve = await register('eve')
  expect((await shop.call('customer:eve', 'PATCH', `/api/customers/${eve}`, { fullName: 'ann@example.org' })).status).toBe(200)
  expect((await shop.call('customer:eve', 'GET', '/api/notifications')).body.total).toBe(0)
  expect((await shop.call('warehouse_clerk', 'POST', `/api/orders/${id}/ship`, {})).status).toBe(422)
  expect((await shop.call('customer:ann', 'POST', `/api/orders/${id}/ship`, { trackingNumber: 'T1' })).status).toBe(403)
  expect(await shop.call('warehouse_clerk', 'POST', `/api/orders/${id}/ship`, { trackingNumber: 'T1' })).toMatchObject({
    status: 200,
    body: { status: 'shipped', trackingNumber: 'T1' },
  })
})

test('10: a customer cancels until it is shipped; the stock comes back', async () => {
  const lamp = await product({ stockQuantity: 5 })
  const [first, second] = [await order('ann', [{ productId: lamp, quantity: 2 }]), await order('ann', [{ productId: lamp, quantity: 1 }])]
  expect(await stock(lamp)).toBe(2)
  expect((await shop.call('customer:bob', 'POST', `/api/orders/${String(first.body.id)}/cancel`)).status).toBe(403)
  expect((await shop.call('customer:ann', 'POST', `/api/orders/${String(first.body.id)}/cancel`)).body.status).toBe('cancelled')
  expect(await stock(lamp)).toBe(4)
  const path = `/api/orders/${String(second.body.id)}`
  await shop.call('customer:ann', 'POST', `${path}/pay`)
  await shop.call('warehouse_clerk', 'POST', `${path}/ship`, { trackingNumber: 'T' })
  expect((await shop.call('customer:ann', 'POST', `${path}/cancel`)).status).toBe(409)
  expect(await stock(lamp)).toBe(4)
})

test('11: a customer sees only their own orders', async () => {
  const lamp = await product()
  const id = String((await order('bob', [{ productId: lamp, quantity: 1 }])).body.id)
  expect((await shop.call('customer:ann', 'GET', `/api/orders/${id}`)).status).toBe(403)
  expect((await shop.call('customer:bob', 'GET', `/api/orders/${id}`)).status).toBe(200)
  const mine = await shop.call('customer:ann', 'GET', '/api/orders?pageSize=500')
  expect(mine.body.items?.every((o) => o.customerLabel === 'ann')).toBe(true)
  expect((await shop.call('customer:new', 'GET', '/api/orders')).body.total).toBe(0)
  expect(
    (
      await shop.call('customer:bob', 'POST', '/api/orders', {
        customerId: (await shop.call('customer:ann', 'GET', '/api/customers')).body.items?.[0]?.id,
        lines: [{ productId: lamp, quantity: 1 }],
      })
    ).status,
  ).toBe(403)
})

test('versions, repeated requests and unreadable ones', async () => {
  const id = await product()
  const read = await shop.call(null, 'GET', `/api/products/${id}`)
  const etag = String(read.headers.etag)
  expect((await shop.call('merchandiser', 'PATCH', `/api/products/${id}`, { name: 'A' }, { 'if-match': etag })).status).toBe(200)
  expect((await shop.call('merchandiser', 'PATCH', `/api/products/${id}`, { name: 'B' }, { 'if-match': etag })).status).toBe(412)
  const body = [{ productId: id, quantity: 1 }]
  const twice = await Promise.all([order('ann', body, { 'idempotency-key': 'k1' }), order('ann', body, { 'idempotency-key': 'k1' })])
  expect(new Set(twice.map((t) => t.body.id)).size).toBe(1)
  expect((await order('ann', [{ productId: id, quantity: 2 }], { 'idempotency-key': 'k1' })).status).toBe(422)
  expect((await shop.call('merchandiser', 'POST', '/api/products', '{"sku":')).status).toBe(400)
  expect((await shop.call('merchandiser', 'GET', '/api/products/1')).status).toBe(404)
  expect((await shop.call('merchandiser', 'GET', `/api/products/${crypto.randomUUID()}`)).status).toBe(404)
  expect((await shop.call('merchandiser', 'DELETE', `/api/products/${id}`)).status).toBe(405)
})

test('machines find health, metrics, contract and the page; changes are recorded', async () => {
  expect((await shop.call(null, 'GET', '/healthz')).status).toBe(200)
  expect((await shop.call(null, 'GET', '/readyz')).status).toBe(200)
  expect(String((await shop.call(null, 'GET', '/metrics')).body.text)).toContain('http_request_duration_seconds_count')
  expect((await shop.call(null, 'GET', '/openapi.json')).body.openapi).toBe('3.1.0')
  const page = await shop.call(null, 'GET', '/orders/some-page')
  expect(page.status).toBe(200)
  expect(String(page.headers['content-security-policy'])).toContain("script-src 'self'")
  expect((await shop.call(null, 'GET', '/api/nothing')).status).toBe(404)
  const audit = await shop.sql(
    "select count(*)::int as n from gantry_audit where operation = 'order.pay' and subject = 'ann' and before->>'status' = 'placed' and after->>'status' = 'paid'",
  )
  expect(Number(audit[0]?.n)).toBeGreaterThan(0)
})
