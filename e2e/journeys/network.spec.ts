import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, unique } from './people.ts'

const box = (page: Page, id: string) => page.locator(`[data-node="${id}"]`)
const opened = async (page: Page, query = '') => {
  await page.goto(`/network${query}`)
  await expect(page.locator('[data-laid]')).toBeVisible()
  await expect(page.locator('[data-node]').first()).toBeVisible()
}

test('the network is found, followed and walked, and the address keeps all of it', async ({ as }) => {
  const page = await as('architect')
  await opened(page)
  for (const slug of ['sales', 'billing', 'payroll']) await expect(box(page, `s:${slug}`)).toBeVisible()

  // Selecting shows facts, flows in and out, and what the analyses say.
  await box(page, 's:billing').click()
  const panel = page.getByRole('complementary', { name: 'Selection' })
  await expect(panel.getByRole('link', { name: 'Billing System' })).toHaveAttribute('href', '/network/billing')
  await expect(panel).toContainText('revenue data, payments')
  await expect(panel).toContainText('If it fails, these are hit')
  await expect(panel).toContainText('billing → finance → billing')

  // The keyboard follows lines: whoever is above is joined with Billing. Enter selects where one came to.
  await box(page, 's:billing').focus()
  await page.keyboard.press('ArrowUp')
  const focused = page.locator('[data-node]:focus')
  await expect(focused).not.toHaveAttribute('data-node', 's:billing')
  const walkedTo = (await focused.getAttribute('data-node')) ?? ''
  await page.keyboard.press('Enter')
  await expect(box(page, walkedTo)).toHaveAttribute('aria-pressed', 'true')
  await expect(panel.getByRole('button', { name: 'billing', exact: true }).first()).toBeVisible()

  // The link is the view.
  await page.reload()
  await expect(box(page, walkedTo)).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')

  // Findings: the seed's cycles, each with what closes it, shown on the map by a click.
  await page.getByRole('button', { name: /^Findings/ }).click()
  const findings = page.getByRole('complementary', { name: 'Findings' })
  await findings.getByRole('button', { name: /^billing → finance → billing/ }).click()
  expect(new URL(page.url()).searchParams.get('mark')).toBe('billing,finance')
  await expect(findings).toContainText('closed by')
  const results = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
})

test('map, table and matrix show the same, filtered; a view is kept and opened by somebody else', async ({ as }) => {
  const page = await as('architect')
  await opened(page)
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('Compliance').selectOption('PCI DSS')
  await expect(box(page, 's:payroll')).toHaveCount(0)
  await expect(box(page, 's:billing')).toBeVisible()
  const lines = Number(await page.locator('[data-laid]').getAttribute('data-edges'))
  expect(lines).toBeGreaterThan(4)

  await page.getByRole('button', { name: 'Matrix' }).click()
  await expect(page.locator('[data-cell]')).toHaveCount(lines)
  await page.getByRole('button', { name: 'Table' }).click()
  const systems = page.getByRole('region', { name: 'Systems' })
  await expect(systems.getByRole('button', { name: 'Billing System' })).toBeVisible()
  await expect(systems.getByRole('button', { name: 'Payroll System' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Flows' }).getByRole('row')).toHaveCount(lines + 1)
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])

  const name = unique('Payments')
  await page.getByRole('button', { name: /^Views/ }).click()
  await page.getByLabel('Name of the view').fill(name)
  await page.getByLabel('for everybody').check()
  await page.getByRole('button', { name: 'Keep' }).click()

  const other = await as('viewer')
  await opened(other)
  await other.getByRole('button', { name: /^Views/ }).click()
  await other.getByRole('button', { name: new RegExp(name) }).click()
  await expect(other.getByRole('region', { name: 'Flows' }).getByRole('row')).toHaveCount(lines + 1)
  await expect(other.getByRole('link', { name: 'New system' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Map', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export map' }).click()
  await page.getByRole('button', { name: /^SVG/ }).click()
  expect((await download).suggestedFilename()).toBe('network.svg')
})
