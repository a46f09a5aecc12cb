import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '#server/generate/contract/contract.ts'
import { migrations } from '#server/generate/database/migrations.ts'
import { service } from '#server/generate/service/service.ts'
import { buildUi } from '#server/generate/ui/build.ts'
import { browserPath, launch, openTab, type Tab } from '#server/generate/ui/testing/browser.ts'
import { fixture } from '#server/generate/ui/testing/specifications.ts'
import { generateUi } from '#server/generate/ui/ui.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createTemporaryDatabase, dropTemporaryDatabase } from '#server/runner/temporary-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import type { AgentContext, TemporaryDatabase } from '../agent.ts'
import { type Booted, bootCandidate } from '../candidate/boot.ts'
import { bundle } from '../integration-engineer/bundle.ts'

let folder: string
let control: TestDatabase | undefined
let database: TemporaryDatabase | undefined
let candidate: Booted | undefined
let front: Server
let browser: Browser
let person: { role: string; subject: string } | null = null
let tab: Tab

/** The shop as it is delivered: the bundle in the sandbox with a database, behind a front that signs people in as the edge does. */
async function deliver(): Promise<void> {
  const specification = fixture('shop')
  const openapi = contract(specification)
  const sources = new Map([...service(specification), ['openapi.json', JSON.stringify(openapi)] as const])
  for (const [name, sql] of migrations(specification, null).migrations) sources.set(`service/migrations/${name}`, sql)
  const ui = await buildUi(generateUi({ specification, openapi, name: specification.title }))
  const sandbox = await openSandbox()
  const made = await bundle({ folder, packages: sandbox.packages.host }, sources, ui, { service: 'shop', system: 'sales', requirement: 'req_test' })
  database = await createTemporaryDatabase('att_delivered', 1)
  const context = {
    folder,
    sandbox,
    database: async () => database,
    log: () => undefined,
    signal: new AbortController().signal,
    service: { slug: 'shop', name: 'Shop' },
    system: { slug: 'sales', name: 'Sales' },
  }
  candidate = await bootCandidate(context as unknown as AgentContext, made.bytes)
}

const passed = ['content-type', 'if-match', 'idempotency-key', 'accept']

function startFront(): Promise<void> {
  front = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/-/me') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(person && { ...person, environment: 'staging' }))
        return
      }
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const headers = Object.fromEntries(passed.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name]]] : [])))
      if (person) headers.authorization = `Bearer ${await candidate?.token(person.role, person.subject)}`
      const body = chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined
      const given = await candidate?.request(request.method ?? 'GET', request.url ?? '/', { headers, ...(body !== undefined && { body }) })
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = given?.headers ?? {}
      response.writeHead(given?.status ?? 502, kept).end(given?.body)
    }
    answer().catch((error: unknown) => response.writeHead(502).end(String(error)))
  })
  return new Promise((resolve) => front.listen(0, '127.0.0.1', resolve))
}

async function as(role: string | null, path: string): Promise<Page> {
  person = role === null ? null : { role, subject: `${role}@example.org` }
  await tab.page.goto(`http://127.0.0.1:${(front.address() as AddressInfo).port}${path}`)
  return tab.page
}

const addProduct = async (page: Page, name: string, stock: string): Promise<void> => {
  await page.getByRole('link', { name: 'Create product' }).first().click()
  await page.getByLabel('SKU').fill(name.toUpperCase())
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Price').fill('12.50')
  await page.getByLabel('Stock quantity').fill(stock)
  await page.getByRole('button', { name: 'Create product' }).click()
}

const orderOf = async (page: Page, quantity: string): Promise<void> => {
  const line = page.getByRole('group', { name: 'Line 1' })
  await line.getByRole('combobox', { name: 'Product' }).fill('Teapot')
  await page.getByRole('option', { name: 'Teapot' }).click()
  await line.getByLabel('Quantity').fill(quantity)
  await page.getByRole('button', { name: 'Place order' }).click()
}

describe.skipIf(!browserPath)('the delivered service in a browser', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gantry-delivered-'))
    control = await createTestDatabase() // temporary databases are named after their control plane's
    await deliver()
    await startFront()
    browser = await launch()
    tab = await openTab(browser)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    front?.close()
    await candidate?.stop()
    if (database) await dropTemporaryDatabase(database.name)
    await control?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  test('a product goes from the catalogue to the customer, through every role and the rules of the service', async () => {
    let page = await as('merchandiser', '/products')
    await addProduct(page, 'Teapot', '5')
    await page.getByRole('heading', { name: 'Teapot' }).waitFor()
    await page.goBack()
    await addProduct(page, 'Teapot', '5')
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toMatch(/SKU/i)

    page = await as(null, '/products?q=teapot')
    await page.getByRole('link', { name: 'Teapot' }).waitFor()
    expect(await page.getByRole('link', { name: 'Create product' }).count()).toBe(0)

    page = await as('customer', '/')
    await page.getByRole('link', { name: 'Register' }).first().click()
    await page.getByLabel('Email').fill('customer@example.org')
    await page.getByLabel('Full name').fill('Anna Smith')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'Anna Smith' }).waitFor()
    await page.goto(new URL('/orders/new', page.url()).href)
    await orderOf(page, '6')
    await page.getByRole('alert').getByText(/stock/i).waitFor()
    await page.getByLabel('Quantity').fill('2')
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByText('25.00').first().waitFor()
    await page.getByRole('button', { name: 'Pay order' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pay order' }).click()
    await page.getByText('Paid', { exact: true }).waitFor()
    const order = new URL(page.url()).pathname

    page = await as('warehouse_clerk', order)
    await page.getByRole('button', { name: 'Ship order' }).click()
    await page.getByRole('dialog').getByLabel('Tracking number').fill('DHL-1')
    await page.getByRole('dialog').getByRole('button', { name: 'Ship order' }).click()
    await page.getByText('DHL-1').waitFor()

    page = await as('customer', order)
    await page.getByText('Shipped', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Notifications' }).click()
    await page.getByRole('cell', { name: 'Email' }).waitFor()
    await page.goto(new URL('/products', page.url()).href)
    await expect.poll(() => page.getByRole('row').nth(1).textContent()).toMatch(/Teapot.*3/)
    expect(tab.errors).toEqual([])
  })

  test('a price that changes keeps what somebody else changed meanwhile', async () => {
    const page = await as('merchandiser', '/products?q=teapot')
    await page.getByRole('link', { name: 'Teapot' }).click()
    await page.getByRole('link', { name: 'Change product' }).click()
    await page.getByLabel('Price').fill('13')
    const path = `/api${new URL(page.url()).pathname.replace('/edit', '')}`
    const token = await candidate?.token('merchandiser', 'other')
    await candidate?.request('PATCH', path, { headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"category":"Pots"}' })
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('alert').getByText('Somebody changed this meanwhile').waitFor()
    expect(await page.getByLabel('Price').inputValue()).toBe('13')
  })
})
