import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Network, network } from '#model/network.ts'
import { recognise } from './formats.ts'
import { merge } from './merge.ts'
import { readFiles } from './read.ts'

const empty: Network = { systems: [], services: [], flows: [], decisions: [], runbooks: [] }
const sample = (name: string) => ({ name, text: readFileSync(join(import.meta.dirname, 'samples', name), 'utf8') })
function read(files: { name: string; text: string }[], into = empty, system: string | null = null) {
  const reading = readFiles(
    files.map((file) => ({ ...file, format: null })),
    into,
    system,
  )
  const { changes, problems } = merge(reading.changes, into)
  const records = Object.fromEntries(changes.map(({ kind, key, after }) => [`${kind} ${key}`, after as Record<string, unknown>]))
  return { ...reading, problems: [...reading.problems, ...problems], records, lost: reading.notCarried.map(({ line, what }) => `${line} ${what}`) }
}

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

test('the architecture of services, out of the middle of a document', () => {
  const text = `# Persona\n\n\`\`\`js\nlet a\n\`\`\`\n\n\`\`\`yaml\nuser_service:\n  responsibilities: [user_authentication]\n  dependencies:\n    - auth_service\n  apis:\n    - GET /users/{id}\n  message_queue: rabbitmq\norder_service:\n  dependencies: [user_service]\n  events:\n    publishes: [order_created]\nbilling_service:\n  events:\n    subscribes: [order_created, refunded]\n  colour: blue\n\`\`\`\n`
  const { records, lost, problems } = read([{ name: 'architect.md', text }], empty, 'shop')
  expect(problems).toEqual([])
  expect(records['service shop/user-service']).toMatchObject({ name: 'User service', apis: ['GET /users/{id}'], queue: 'rabbitmq' })
  expect(records['flow shop/billing-service->shop/order-service']).toMatchObject({ mode: 'async', data: ['order_created'] })
  expect(lost).toEqual(
    expect.arrayContaining(['11 what auth_service is', '22 colour of billing_service', '21 a flow for “refunded”, which shop/billing-service subscribes to']),
  )
})

const publisher = `asyncapi: 2.6.0
info: {title: Order Service, version: 1.0.0}
servers: {prod: {url: 'broker:9092', protocol: kafka}}
channels:
  orders/{orderId}/created:
    subscribe:
      message: {$ref: '#/components/messages/OrderCreated'}
  orders/log:
    subscribe:
      message:
        oneOf: [{name: Opened}, {name: Closed}]
components: {messages: {OrderCreated: {payload: {type: object}}}}
`
const subscriber = (message: string) => `asyncapi: 3.0.0
info: {title: Billing Service, version: 1.0.0}
channels:
  created:
    address: orders/{id}/created
    messages: {m: {$ref: '#/components/messages/${message}'}}
operations:
  onCreated:
    action: receive
    channel: {$ref: '#/channels/created'}
components: {messages: {${message}: {}}}
`
test('AsyncAPI over files and versions: flows where address and message agree', () => {
  const files = (message: string) => [
    { name: 'orders.yaml', text: publisher },
    { name: 'billing.yaml', text: subscriber(message) },
  ]
  const { records, problems } = read(files('OrderCreated'), empty, 'shop')
  expect(problems).toEqual([])
  expect(records['service shop/order-service']).toMatchObject({
    publishes: ['orders/{orderId}/created OrderCreated', 'orders/log Opened', 'orders/log Closed'],
    subscribes: [],
    contract: 'orders.yaml',
  })
  expect(Object.values(records)).toContainEqual(
    expect.objectContaining({
      from: { system: 'shop', service: 'billing-service' },
      to: { system: 'shop', service: 'order-service' },
      mode: 'async',
      protocol: 'kafka',
      data: ['OrderCreated'],
      schema: 'orders.yaml',
    }),
  )
  const other = read(files('OrderCanceled'), empty, 'shop')
  expect(Object.keys(other.records).filter((key) => key.startsWith('flow'))).toEqual([])
  expect(other.lost.join()).toContain('orders/{id}/created OrderCanceled')
})

test('OpenAPI: the service it describes, by its title, by a catalogue that refers to it, or by what is known', () => {
  const text = 'openapi: 3.1.0\ninfo: {title: Orders REST API, version: 1.0.0}\npaths:\n  /orders/{id}:\n    get: {}\n    patch: {}\n  x-note: 1\n'
  const into = network.parse({
    ...empty,
    systems: [{ slug: 'shop', name: 'Shop' }],
    services: [{ system: 'shop', slug: 'orders', name: 'Orders', technology: 'Go' }],
  })
  expect(read([{ name: 'o.yaml', text }], into).records).toEqual({
    'service shop/orders': expect.objectContaining({ name: 'Orders', technology: 'Go', apis: ['GET /orders/{id}', 'PATCH /orders/{id}'], contract: 'o.yaml' }),
  })
  const entity = (kind: string, name: string, spec: string) =>
    `---\napiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
  const catalogue = entity('Component', 'front', 'system: web, providesApis: [a]') + entity('API', 'a', 'type: openapi, definition: {$text: ./api/o.yaml}')
  expect(
    read([
      { name: 'o.yaml', text },
      { name: 'catalog-info.yaml', text: catalogue },
    ]).records['service web/front'],
  ).toMatchObject({ apis: ['GET /orders/{id}', 'PATCH /orders/{id}'] })
})

test('a catalogue in its folder claims the document beside it, not another one of that name', () => {
  const catalogue = (name: string) => ({
    name: `${name}/catalog-info.yaml`,
    text: `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${name}}\nspec: {system: web, providesApis: [${name}]}\n---\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: ${name}}\nspec: {type: openapi, definition: {$text: ./openapi.yaml}}\n`,
  })
  const document = (name: string) => ({ name: `${name}/openapi.yaml`, text: `openapi: 3.0.0\ninfo: {title: Some API}\npaths: {/${name}: {get: {}}}\n` })
  const { records, problems } = read([catalogue('a'), catalogue('b'), document('a'), document('b')])
  expect(problems).toEqual([])
  expect([records['service web/a']?.apis, records['service web/b']?.apis]).toEqual([['GET /a'], ['GET /b']])
})

test('CSV: what the rows are follows from the columns; separators, words and order of files do not matter', () => {
  const files = [
    { name: 'b.csv', text: 'source;target;data;mode\nShop;Billing/Payments;"charges; refunds";sync\n' },
    { name: 'a.csv', text: '\uFEFFname,team,P95 (ms),compliance,colour\r\nShop,"Blue, and red",200,PCI DSS; GDPR,x\r\nBilling,,,,\r\n' },
    { name: 'services.csv', text: 'system\tservice\ttech\nbilling\tPayments\tGo\n' },
  ]
  const { records, lost, problems } = read(files)
  expect(problems).toEqual([])
  expect(records['system shop']).toMatchObject({ owner: { team: 'Blue, and red' }, targets: { apiP95Ms: 200 }, compliance: ['PCI DSS', 'GDPR'] })
  expect(records['flow shop->billing/payments']).toMatchObject({ data: ['charges', 'refunds'], mode: 'sync' })
  expect(lost).toEqual(['1 the column “colour”', '1 the column “tech”'])
})

test('what a file does not state keeps its value, one target leaves the others', () => {
  const into = network.parse({
    ...empty,
    systems: [{ slug: 'shop', name: 'Shop', note: 'kept', owner: { team: 'A', contact: 'a@b.c' }, targets: { apiP95Ms: 100, throughputRps: 5 } }],
  })
  const { records } = read([{ name: 'systems.csv', text: 'slug,name,owner,p95\nshop,Shop,A,150\n' }], into)
  expect(records['system shop']).toMatchObject({ note: 'kept', owner: { team: 'A', contact: 'a@b.c' }, targets: { apiP95Ms: 150, throughputRps: 5 } })
})

test('formats are told by content where the name says nothing', () => {
  expect(recognise({ name: 'a.yaml', text: 'openapi: "3.0.1"\n' })).toBe('openapi')
  expect(recognise({ name: 'a.json', text: '{ "asyncapi": "3.0.0" }' })).toBe('asyncapi')
  expect(recognise({ name: 'a.txt', text: 'model {\n a = system "A"\n}' })).toBe('likec4')
  expect(recognise({ name: 'a.yaml', text: 'just: a file\n' })).toBeNull()
  expect(read([{ name: 'workspace.dsl', text: 'workspace "A" {\n  model {\n  }\n}' }]).problems).toMatchObject([
    { message: expect.stringContaining('as JSON') },
  ])
  expect(
    Object.keys(read([{ name: 'a.json', text: '[{"apiVersion": "backstage.io/v1alpha1", "kind": "System", "metadata": {"name": "a"}}]' }]).records),
  ).toEqual(['system a'])
})
