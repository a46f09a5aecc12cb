import { expect, test } from 'vitest'
import { network } from '#model/network.ts'
import { empty, read, sample } from './testing.ts'

test('a Backstage catalogue: entities over many documents, references in every form, stores, definitions', () => {
  const { records, lost, problems } = read([sample('catalog-info.yaml')])
  expect(problems).toEqual([])
  expect(Object.keys(records)).toEqual([
    'system web-shop',
    'system payment',
    'service web-shop/orders',
    'service web-shop/catalogue',
    'service payment/payments',
    'flow web-shop/orders->payment/payments',
    'flow web-shop/orders->web-shop/catalogue',
  ])
  expect(records['system web-shop']).toMatchObject({
    name: 'Web Shop',
    domain: 'Commerce',
    owner: { team: 'Shop Team', contact: 'shop@example.org' },
    repository: 'example/web-shop',
  })
  expect(records['service web-shop/orders']).toMatchObject({
    apis: ['GET /orders', 'POST /orders', 'DELETE /orders/{id}'],
    database: 'PostgreSQL 16',
    cache: 'orders-cache',
  })
  expect(records['flow web-shop/orders->payment/payments']).toMatchObject({ data: ['Payments API'], mode: 'sync', protocol: 'gRPC', source: 'imported' })
  expect(records['service payment/payments']).toMatchObject({ contract: './payments.proto' })
  expect(lost).toEqual(
    expect.arrayContaining([
      '24 tags, annotations backstage.io/techdocs-ref of system:default/web-shop',
      '49 component:default/orders consumes api:default/tax-api',
      '54 component:default/orders depends on component:default/shipping',
      '65 spec.subcomponentOf of component:default/catalogue',
      '130 location:default/elsewhere',
      '135 Deployment orders',
    ]),
  )
})

test('Backstage in several files: what one does not describe may be in the network', () => {
  const component = (name: string, spec: string) => ({
    name: `${name}.yaml`,
    text: `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${name}}\nspec:\n  type: service\n${spec}`,
  })
  const into = network.parse({ ...empty, systems: [{ slug: 'mail', name: 'Mail' }], services: [{ system: 'mail', slug: 'sender', name: 'Sender' }] })
  const { records, problems } = read(
    [component('b', '  system: shop\n  dependsOn: ["component:a", "Component:sender"]\n'), component('a', '  system: shop\n')],
    into,
  )
  expect(problems).toEqual([])
  expect(Object.keys(records).filter((key) => key.startsWith('flow'))).toEqual(['flow shop/b->shop/a', 'flow shop/b->mail/sender'])
  const alone = read([component('b', '  owner: x\n')])
  expect(alone).toMatchObject({ needsSystem: true, problems: [{ file: 'b.yaml', line: 1, column: 1, message: expect.stringContaining('of which system') }] })
  expect(read([component('b', '  owner: x\n')], empty, 'My Shop').records['service my-shop/b']).toBeDefined()
})

test('a Structurizr workspace: stores, components, implied relationships, decisions', () => {
  const { records, lost, problems } = read([sample('workspace.json')])
  expect(problems).toEqual([])
  expect(records['service internet-banking/api-application']).toMatchObject({ technology: 'Java and Spring', database: 'Oracle 19c' })
  expect(Object.keys(records).filter((key) => key.startsWith('flow'))).toEqual([
    'flow internet-banking/api-application->mainframe',
    'flow internet-banking/api-application->e-mail',
  ])
  expect(records['flow internet-banking/api-application->e-mail']).toMatchObject({ data: ['account events'], mode: 'async' })
  expect(records['decision internet-banking-adr-0001']).toMatchObject({ number: 1, status: 'accepted', date: '2025-03-01', text: 'We use Java.' })
  expect(lost).toEqual(
    expect.arrayContaining(['6 the person “Customer” and what leads to or from it', '28 the component “Mainframe Facade”', '79 the views of the workspace']),
  )
})

test('a LikeC4 model: both forms of elements, names by where they stand, extend, kinds of relations', () => {
  const { records, lost, problems } = read([sample('cloud.c4')])
  expect(problems).toEqual([])
  expect(records['system cloud']).toMatchObject({ name: 'Our SaaS', description: 'Sold to teams.\nRuns in the cloud.', owner: { team: 'Cloud Team' } })
  expect(records['service cloud/backend']).toMatchObject({ technology: 'Go', cache: 'Redis', database: 'PostgreSQL 16' })
  expect(records['flow cloud/ui->cloud/backend']).toMatchObject({ data: ['session'], protocol: 'HTTPS' })
  expect(records['flow cloud/backend->mail']).toMatchObject({ data: ['welcome letters'], mode: 'async' })
  expect(records['flow mail->cloud/backend']).toBeDefined()
  expect(lost).toEqual(
    expect.arrayContaining([
      '12 actor “Customer” and what leads to or from it',
      '16 tags deprecated; metadata version; link of cloud',
      '31 component “Auth” inside of cloud/backend',
      '52 the views',
    ]),
  )
})

test('LikeC4 names: the only descendant behind a dot, what is inside of a store, relations without their beginning', () => {
  const text = `specification {
  color brand #6366F1
  element system; element service; element queue
}
model {
  shop = system {
    link ../shop.md#L1 'Shop'
    backend = service {
      inner = service 'Inner'
      .calls bank.ledger 'books'
      -> bus.orders 'announces'
    }
    bus = queue 'Orders bus' { orders = queue 'orders' }
  }
  bank = system { core = service { ledger = service } }
  shop.inner -[async]-> core
}`
  const { records, problems } = read([{ name: 'a.c4', text }])
  expect(problems).toEqual([])
  expect(records['service shop/backend']).toMatchObject({ queue: 'Orders bus' })
  expect(records['flow shop/backend->bank/core']).toMatchObject({ data: ['books'], mode: 'sync' })
  expect(Object.values(records)).toContainEqual(
    expect.objectContaining({ from: { system: 'shop', service: 'backend' }, to: { system: 'bank', service: 'core' }, mode: 'async' }),
  )
})
