import { randomUUID } from 'node:crypto'
import axe from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { contract } from '../contract/contract.ts'
import { buildUi } from './build.ts'
import { browserPath, launch, openTab, type Tab } from './testing/browser.ts'
import { type FakeService, startFakeService } from './testing/fake-service.ts'
import { fixture, nasty } from './testing/specifications.ts'
import { generateUi } from './ui.ts'

let browser: Browser
let shop: FakeService
let library: FakeService
const tabs: Tab[] = []

const serve = async (specification: Specification, openapi: unknown): Promise<FakeService> =>
  startFakeService(specification, await buildUi(generateUi({ specification, openapi, name: specification.title })))
const open = async (service: FakeService, path: string, options: Parameters<typeof openTab>[1] = {}): Promise<Tab> => {
  const tab = await openTab(browser, options)
  tabs.push(tab)
  await tab.page.goto(service.address + path)
  return tab
}
const rowsOf = (service: FakeService, entity: string) => service.rows.get(entity) ?? []

/** A small stock, some customers and loans, so that pages have something to show. */
function fill(): void {
  for (let i = 0; i < 30; i++)
    rowsOf(shop, 'product').push({
      id: randomUUID(),
      sku: `SKU-${i}`,
      name: `Tea ${i}`,
      price: 3.5 + i,
      stockQuantity: i,
      category: i % 2 ? 'Tea' : 'Mugs',
      status: 'active',
    })
  const [book, member] = [randomUUID(), randomUUID()]
  rowsOf(library, 'book').push({ id: book, title: 'Dune', author: 'Frank Herbert', isbn: '9780000000001', publicationYear: 1965, copies: 2 })
  rowsOf(library, 'member').push({ id: member, fullName: 'Anna Smith', email: 'anna@example.org', membershipDate: '2026-01-02' })
  for (const renewals of [0, 2])
    rowsOf(library, 'loan').push({
      id: randomUUID(),
      bookId: book,
      bookLabel: 'Dune',
      memberId: member,
      memberLabel: 'Anna Smith',
      loanDate: '2026-10-01',
      dueDate: '2026-10-22',
      renewals,
      status: 'active',
    })
}

describe.skipIf(!browserPath)('the interface in a browser', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    browser = await launch()
    const specifications = [fixture('shop'), fixture('library')] as const
    ;[shop, library] = await Promise.all([serve(specifications[0], contract(specifications[0])), serve(specifications[1], contract(specifications[1]))])
    fill()
  }, 90_000)
  afterAll(async () => {
    for (const tab of tabs) await tab.close()
    await browser.close()
    await Promise.all([shop.close(), library.close()])
  })

  test('anyone searches and filters without signing in, and the address holds it', async () => {
    shop.signOut()
    const { page, errors } = await open(shop, '/products')
    await page.getByRole('searchbox', { name: 'Search products' }).fill('Tea 2')
    await page.getByRole('cell', { name: 'SKU-21' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('?q=Tea+2')
    await expect.poll(() => page.getByRole('row').count()).toBe(12)
    await page.getByRole('button', { name: 'Price' }).click()
    await page.getByRole('button', { name: 'Price' }).click()
    await expect.poll(() => page.getByRole('columnheader', { name: 'Price' }).getAttribute('aria-sort')).toBe('descending')
    await page.reload()
    await expect.poll(() => page.getByRole('row').nth(1).textContent()).toContain('Tea 29')
    expect(await page.getByRole('link', { name: 'Create product' }).count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('a customer registers, places an order with two lines by keyboard, pays it, and cannot pay it twice', async () => {
    shop.signIn('customer', 'anna')
    const { page, errors } = await open(shop, '/')
    await page.getByRole('link', { name: 'Register' }).first().click()
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('Email is required.').waitFor()
    await page.getByLabel('Email').fill('anna@example.org')
    await page.getByLabel('Full name').fill('Anna Smith')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'Anna Smith' }).waitFor()
    await page.getByRole('link', { name: 'Orders' }).click()
    await page.getByRole('link', { name: 'Place order' }).first().click()
    await page.getByRole('button', { name: 'Add line' }).click()
    for (const [index, name] of ['Tea 7', 'Tea 9'].entries()) {
      const line = page.getByRole('group', { name: `Line ${index + 1}` })
      await line.getByRole('combobox', { name: 'Product' }).fill(name)
      await page.getByRole('option', { name }).waitFor()
      await page.keyboard.press('Enter')
      await expect.poll(() => line.getByRole('combobox').inputValue()).toBe(name)
      await line.getByLabel('Quantity').fill(String(index + 1))
    }
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('button', { name: 'Pay order' }).waitFor()
    expect(rowsOf(shop, 'order').at(-1)).toMatchObject({ status: 'placed', lines: [{ quantity: 1 }, { quantity: 2 }] })
    expect(await page.getByRole('button', { name: 'Ship order' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Pay order' }).click()
    const dialog = page.getByRole('dialog')
    const order = rowsOf(shop, 'order').at(-1)
    if (order) order.status = 'cancelled' // somebody else was faster
    await dialog.getByRole('button', { name: 'Pay order' }).click()
    await dialog.getByText('Order is cancelled; Pay order is not possible.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('button', { name: 'Pay order' }).count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('what the service finds wrong stands at its field, in the dialog too', async () => {
    shop.signIn('warehouse_clerk', 'carl')
    const id = randomUUID()
    rowsOf(shop, 'order').push({ id, status: 'paid', total: 10, lines: [] })
    const { page } = await open(shop, `/orders/${id}`)
    await page.getByRole('button', { name: 'Ship order' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Ship order' }).click()
    await expect.poll(() => dialog.getByLabel('Tracking number').getAttribute('aria-invalid')).toBe('true')
    expect(await dialog.getByLabel('Tracking number').evaluate((e) => e === document.activeElement)).toBe(true)
    await dialog.getByLabel('Tracking number').fill(' DHL-1 ')
    await dialog.getByRole('button', { name: 'Ship order' }).click()
    await page.getByText('Shipped', { exact: true }).waitFor()
    expect(rowsOf(shop, 'order').find((o) => o.id === id)).toMatchObject({ status: 'shipped', trackingNumber: 'DHL-1' })
  })

  test('an error of the service that no field explains is said above the form, and what was typed stays', async () => {
    library.signIn('librarian', 'lea')
    const { page } = await open(library, '/books/new')
    await page.getByLabel('Title').fill('Dune again')
    await page.getByLabel('Author').fill('Frank Herbert')
    await page.getByLabel('ISBN').fill('978')
    await page.getByRole('button', { name: 'Add book' }).click()
    await page.getByText('ISBN must be 13 digits.').waitFor()
    await page.getByLabel('ISBN').fill('9780000000001')
    await page.getByRole('button', { name: 'Add book' }).click()
    await page.getByRole('alert').getByText('ISBN is already taken.').waitFor()
    expect(await page.getByLabel('Title').inputValue()).toBe('Dune again')
    expect(await page.getByLabel('Copies').inputValue()).toBe('1')
  })

  test('an action that a rule forbids says why; one of somebody else is not offered', async () => {
    library.signIn('member', 'anna@example.org')
    const [first, renewed] = rowsOf(library, 'loan')
    const { page } = await open(library, `/loans/${renewed?.id}`)
    await page.getByText('Renew loan: A member may renew an active loan at most twice.').waitFor()
    expect(await page.getByRole('button', { name: 'Renew loan' }).isDisabled()).toBe(true)
    await page.goto(`${library.address}/loans/${first?.id}`)
    await expect.poll(() => page.getByRole('button', { name: 'Renew loan' }).isEnabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Return book' }).count()).toBe(0)
    const others = { ...first, id: randomUUID(), memberId: randomUUID() }
    rowsOf(library, 'loan').push(others)
    await page.goto(`${library.address}/loans/${others.id}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('button', { name: 'Renew loan' }).count()).toBe(0)
  })

  test.each([
    ['library', '/reports/loans-per-book', 'librarian'],
    ['library', '/loans', 'librarian'],
    ['library', '/', 'member'],
    ['shop', '/orders/new', 'customer'],
  ] as const)('axe finds nothing on %s %s, light and wide, dark and on a phone', async (name, path, role) => {
    const service = name === 'shop' ? shop : library
    if (role) service.signIn(role, 'anna@example.org')
    else service.signOut()
    // All four together cost a loaded machine most of a minute a page.
    const looks = [
      ['light', 1280],
      ['dark', 390],
    ] as const
    for (const [colorScheme, width] of looks) {
      const { page, errors } = await open(service, path, { colorScheme, viewport: { width, height: 844 } })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      const { violations } = await new axe({ page }).analyze()
      expect(
        violations.map(
          (v) =>
            `${v.id}: ${v.nodes
              .map((n) => n.html)
              .join(' ')
              .slice(0, 300)}`,
        ),
      ).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${colorScheme} ${width}`).toBeLessThanOrEqual(0)
      expect(errors).toEqual([])
    }
  })

  test('hostile text is shown as text and runs nothing', async () => {
    const service = await serve(nasty, null)
    try {
      service.signIn('class', 'x')
      const id = randomUUID()
      rowsOf(service, 'class').push({ id, default: '<img src=x onerror="globalThis.broken=1">' })
      for (const path of ['/', '/class', `/class/${id}`, '/class/new', '/reports2/new', '/reports/constructor']) {
        const { page, errors } = await open(service, path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await settled(page)
        expect(await page.evaluate(() => (globalThis as { broken?: unknown }).broken), path).toBeUndefined()
        expect(errors, path).toEqual([])
        // Fields called `constructor` or `toString` must not find what every object inherits.
        expect(await page.locator('[aria-invalid="true"]').count(), path).toBe(0)
      }
    } finally {
      await service.close()
    }
  })
})

/** Nothing is loading any more: no skeleton, no table that waits for its next page. */
const settled = async (page: Page): Promise<void> => {
  await expect.poll(() => page.locator('.skeleton, [aria-busy="true"]').count()).toBe(0)
}
