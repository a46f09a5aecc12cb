import { expect, stage, startedRun, submit, test, unique } from './people.ts'

test('a second tab, a reload and the way back show the same run, and repeat nothing', async ({ as }) => {
  const page = await as('architect')
  const run = await submit(page, { title: unique('Watched'), file: 'tiny.md' })
  const second = await page.context().newPage()
  await second.goto(`/runs/${run}`)
  for (const tab of [page, second]) await expect(stage(tab, 'analyze', 'succeeded')).toBeVisible({ timeout: 60_000 })

  await stage(page, 'analyze').click()
  await expect(page.locator('[data-panel="analyze"]')).toBeVisible()
  await page.getByRole('tab', { name: /Events/ }).click()
  await expect(page.locator('[data-event-id]').first()).toBeVisible()
  await page.reload()
  await expect(page.locator('[data-panel="analyze"]')).toBeVisible()
  await expect(page.locator('[data-event-id]').first()).toBeVisible()
  const ids = await page.locator('[data-event-id]').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-event-id')))
  expect(new Set(ids).size).toBe(ids.length)
  // What happened before the reload does not light up again.
  await expect(page.locator('[data-lit]')).toHaveCount(0)

  await page.getByRole('tab', { name: /Artifacts/ }).click()
  await page.getByRole('button', { name: /specification\.json/ }).click()
  await expect(page.getByRole('region', { name: 'specification.json' })).toContainText('gantry.specification/1')
  await page.getByRole('tab', { name: 'Log' }).click()
  await expect(page.getByRole('log')).toContainText(/\d\d:\d\d\.\d{3}/)
})

test('the pipeline can be walked by keyboard along its edges', async ({ as }) => {
  const page = await as('architect')
  await submit(page, { title: unique('Walked'), file: 'snake.md' })
  await stage(page, 'analyze').focus()
  await page.keyboard.press('ArrowRight')
  await expect(stage(page, 'plan')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(stage(page, 'analyze')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-panel="analyze"]')).toBeVisible()
  await page.keyboard.press('Escape')

  // The same as a list, for whoever cannot use a picture.
  await page.getByRole('tab', { name: 'List' }).click()
  await expect(page.locator('[data-stage-row]')).toHaveCount(13)
})

test('a run can be canceled and run again, with a reason on record', async ({ as }) => {
  const page = await as('architect')
  const run = await submit(page, { title: unique('Canceled'), file: 'tiny.md' })
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByRole('dialog').getByLabel(/Why/).fill('Submitted by mistake')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await expect(page.locator('h1 + [data-status="canceled"]')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Rerun' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start a new run' }).click()
  await page.waitForURL((url) => /\/runs\/run_/.test(url.pathname) && !url.pathname.endsWith(run))
  startedRun(page)

  const admin = await as('admin')
  await admin.goto(`/admin/audit?q=${run}`)
  await expect(admin.locator('[data-audit]').filter({ hasText: 'Submitted by mistake' }).first()).toBeVisible()
})
