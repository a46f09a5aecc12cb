import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { network } from '#model/network.ts'
import { recognise, write } from './formats.ts'
import { empty, read } from './testing.ts'

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

test('OpenAPI of what a run built is its whole contract, of anything else the operations; both come back as the service', () => {
  const service = (slug: string) => ({ system: 'shop', slug, name: slug, apis: ['GET /things/{id}'] })
  const model = network.parse({
    systems: [{ slug: 'shop', name: 'Shop' }],
    services: [service('built'), service('drawn')],
    flows: [],
    decisions: [],
    runbooks: [],
  })
  const contract = {
    openapi: '3.1.0',
    info: { title: 'built', version: '1.2.0' },
    paths: {
      '/things/{id}': {
        get: { responses: { 200: { description: 'One', content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } } },
      },
    },
    components: { schemas: { Thing: { type: 'object', properties: { id: { type: 'string' } } } } },
  }
  const { files, notCarried } = write(model, 'openapi', new Map([['shop/built', contract]]))
  const written = files.map(({ name, text }) => [name, parse(text)])
  expect(written[0]).toEqual(['shop.built.openapi.yaml', { ...contract, 'x-gantry': expect.objectContaining({ system: 'shop', service: 'built' }) }])
  expect(written[1]?.[1].paths['/things/{id}'].get.responses).toEqual({ default: { description: 'Not stated in the network' } })
  expect(notCarried).toContainEqual({ what: 'bodies and answers of shop/drawn', why: expect.stringContaining('methods and paths') })
  expect(notCarried.some(({ what }) => what.endsWith('shop/built'))).toBe(false)
  const again = read(files, model)
  expect(again.problems).toEqual([])
  expect(Object.values(again.records)).toEqual([])
})
