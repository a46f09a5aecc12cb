import { readFileSync } from 'node:fs'
import { expect, test } from './people.ts'

test('an architect sweeps, watches it end, reads a document with its diagram, and finds it by its words', async ({ as }) => {
  const page = await as('architect')
  await page.goto('/documents')
  await page.getByRole('button', { name: 'Sweep now' }).first().click()
  await page.waitForURL(/\/documents\/executions\/\d+$/)
  // Systems that other journeys bring in may name repositories that cannot be: that is said, and stops no other.
  await expect(page.locator('h1 + [data-status="succeeded"], h1 + [data-status="failed"]')).toBeVisible({ timeout: 120_000 })
  await expect(page.locator('[data-repository="ionoi-inc/sales-system-architect"]')).toHaveAttribute('data-status', /created|updated|unchanged/)
  await page.getByRole('tab', { name: 'Summary' }).click()
  await expect(page.getByRole('article', { name: 'Summary' })).toContainText('Success rate')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Markdown' }).click()
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('## Next steps')

  await page.getByRole('tab', { name: /Repositories/ }).click()
  await page.getByRole('link', { name: 'Sales System' }).click()
  const article = page.getByRole('article', { name: 'Sales System: overview' })
  await expect(article).toContainText('Customer Experience System')
  await expect(article.getByRole('img', { name: 'Diagram of the document' }).first()).toBeVisible({ timeout: 60_000 })
  await article.getByRole('link', { name: 'INTEGRATION.md' }).first().click()
  await expect(page).toHaveURL(/\/documents\/systems\/sales\/INTEGRATION\.md$/)

  await page.goto('/documents')
  await page.getByRole('searchbox', { name: 'Search all documents' }).fill('campaign attribution')
  await page.locator('[data-hit="sales/INTEGRATION.md"]').getByRole('link').click()
  await expect(page.getByRole('article', { name: 'Sales System: integration' })).toContainText('campaign attribution')
})

test('a viewer reads, and cannot start a sweep', async ({ as }) => {
  const page = await as('viewer')
  await page.goto('/documents/executions')
  await expect(page.getByRole('heading', { name: 'Sweeps', level: 1 })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sweep now' })).toHaveCount(0)
})
