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
  '/network/sales',
  '/network/sales?tab=flows',
  '/network/sales?tab=history',
  '/documents',
  '/documents/executions',
  '/admin/members',
  '/admin/audit',
]

/** Colours depend on the theme, everything else on what is there and how wide the page is: each rule is asked where its answer can differ. */
const looks = [
  { colorScheme: 'light', width: 1280, height: 800, rules: 'all' },
  { colorScheme: 'dark', width: 1280, height: 800, rules: 'colours' },
  { colorScheme: 'dark', width: 390, height: 844, rules: 'all' },
  { colorScheme: 'light', width: 390, height: 844, rules: 'colours' },
] as const
const desk = looks.slice(0, 2)
const colourRules = ['color-contrast', 'link-in-text-block']

/** One loaded page in both themes and both widths. */
async function check(page: Page, path: string, which: readonly (typeof looks)[number][] = looks) {
  await page.goto(path)
  for (const { colorScheme, width, height, rules } of which) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator(`html[data-theme="${colorScheme}"]`)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    // Skeletons have a word for screen readers while they stand; the page itself is what is judged.
    await expect(page.locator('main [role="status"][aria-label^="Loading"]')).toHaveCount(0)
    const axe = new AxeBuilder({ page }).setLegacyMode() // no second page for frames of other origins: there are none
    const { violations } = await (rules === 'all' ? axe : axe.withRules(colourRules)).analyze()
    const look = `${path}, ${colorScheme}, ${width} pixels wide`
    expect(seriousOf(violations), look).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${look}: scrolls sideways`).toBeLessThanOrEqual(0)
  }
}

const seriousOf = (violations: Awaited<ReturnType<AxeBuilder['analyze']>>['violations']) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`)

test('pages are accessible, in both themes, on a desk and on a phone', async ({ as }) => {
  const admin = await as('admin')
  for (const path of pages) await check(admin, path)
})

test('the pages of a run and of a requirement are accessible', async ({ as }) => {
  const page = await as('architect')
  const run = await submit(page, { title: unique('Judged'), file: 'snake.md' })
  await expect(stage(page, 'analyze', 'failed')).toBeVisible({ timeout: 60_000 })
  await check(page, `/runs/${run}`)
  for (const query of ['?stage=analyze', '?view=list', '?view=timeline', '?stage=analyze&tab=artifacts', '?stage=analyze&tab=attempts'])
    await check(page, `/runs/${run}${query}`, desk)
  await page.goto(`/runs/${run}`)
  await page.getByRole('link', { name: 'revision 1' }).click()
  await page.waitForURL(/\/requirements\/req_/)
  for (const tab of ['text', 'questions', 'runs', 'revisions']) await check(page, `${new URL(page.url()).pathname}?tab=${tab}`, desk)
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
  expect(seriousOf(violations)).toEqual([])
})
