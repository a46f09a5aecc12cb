import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, stage, submit, test, unique } from './people.ts'

const pages = [
  '/',
  '/requirements',
  '/requirements/new',
  '/runs',
  '/approvals',
  '/releases',
  '/network',
  '/network?system=sales',
  '/admin/members',
  '/admin/audit',
]

async function check(page: Page, path: string) {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  // Skeletons have a word for screen readers while they stand; the page itself is what is judged.
  await expect(page.locator('main [role="status"][aria-label^="Loading"]')).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`),
    path,
  ).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${path} scrolls sideways`).toBeLessThanOrEqual(0)
}

for (const look of [
  { dark: false, phone: false },
  { dark: true, phone: false },
  { dark: true, phone: true },
  { dark: false, phone: true },
]) {
  test(`pages are accessible, ${look.dark ? 'dark' : 'light'}, ${look.phone ? 'phone' : 'desk'}`, async ({ as }) => {
    const admin = await as('admin', look)
    for (const path of pages) await check(admin, path)
  })
}

test('the pages of a run and of a requirement are accessible', async ({ as }) => {
  const page = await as('architect')
  const run = await submit(page, { title: unique('Judged'), file: 'snake.md' })
  await expect(stage(page, 'analyze', 'failed')).toBeVisible({ timeout: 60_000 })
  for (const query of ['', '?stage=analyze', '?view=list', '?view=timeline', '?stage=analyze&tab=artifacts', '?stage=analyze&tab=attempts'])
    await check(page, `/runs/${run}${query}`)
  await page.goto(`/runs/${run}`)
  await page.getByRole('link', { name: 'revision 1' }).click()
  await page.waitForURL(/\/requirements\/req_/)
  for (const tab of ['text', 'questions', 'runs', 'revisions']) await check(page, `${new URL(page.url()).pathname}?tab=${tab}`)
  const phone = await as('architect', { phone: true, dark: true })
  await check(phone, `/runs/${run}`)
})

test('an unknown address and an unknown run say what to do', async ({ as, errors }) => {
  const page = await as('architect')
  await page.goto('/nowhere')
  await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible()
  await page.goto('/runs/run_doesnotexist')
  await expect(page.getByRole('alert').filter({ hasText: 'There is no run' })).toBeVisible()
  // The browser itself reports both 404 answers; that is what this test asks for.
  expect(errors.every((text) => text.includes('404'))).toBe(true)
  errors.length = 0
})

test('whoever is not signed in is led to sign in, and back', async ({ page }) => {
  await page.goto('/runs?state=failed')
  await expect(page).toHaveURL(/\/sign-in\?return=/)
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
})
