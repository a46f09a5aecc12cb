import AxeBuilder from '@axe-core/playwright'
import { expect, test, unique } from './people.ts'

test('an architect reads, shares and revokes the diagrams of a system; a viewer only reads', async ({ as, browser }) => {
  const page = await as('architect')
  await page.goto('/network/billing?tab=diagrams')
  // The picture is part of the page: its title and its texts are there for screen readers and for the search of the browser.
  await expect(page.getByRole('img', { name: 'System context of Billing System' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Finance System').first()).toBeVisible()
  await page.getByRole('button', { name: 'Containers', exact: true }).click()
  await expect(page).toHaveURL(/diagram=container/)
  await page.reload()
  await expect(page.getByRole('img', { name: 'Containers of Billing System' })).toBeVisible()
  const axe = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])

  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  const address = (await dialog.getByText(/^http\S+\.svg$/).textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Close' }).click()
  const stranger = await browser.newContext()
  const shown = await stranger.request.get(address)
  expect([shown.status(), shown.headers()['content-type'], shown.headers()['content-security-policy']]).toEqual([
    200,
    'image/svg+xml; charset=utf-8',
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  ])
  expect(await shown.text()).toContain('Containers of Billing System')
  const row = page.getByRole('region', { name: 'Shared links' }).getByRole('row').filter({ hasText: 'Revoke' }).first()
  await row.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Revoke link' }).click()
  await expect(dialog).toHaveCount(0)
  expect((await stranger.request.get(address)).status()).toBe(410)
  await stranger.close()

  const viewer = await as('viewer', { phone: true, dark: true })
  await viewer.goto('/network/billing?tab=diagrams')
  await expect(viewer.getByRole('img', { name: 'System context of Billing System' })).toBeVisible()
  await expect(viewer.getByRole('button', { name: 'Share' })).toBeDisabled()
  await expect(viewer.getByRole('button', { name: 'Add a diagram' })).toBeDisabled()
})

test('an own diagram is cleaned, shown and removed', async ({ as, errors }) => {
  const page = await as('architect')
  const title = unique('Drawn by hand')
  await page.goto('/network/hr?tab=diagrams')
  await page.getByRole('button', { name: 'Add a diagram' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'SVG' }).click()
  await dialog.getByLabel('Title').fill(title)
  await dialog
    .getByLabel('Text', { exact: true })
    .fill('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>window.ran = true</script><rect width="40" height="20"/>')
  await dialog.getByRole('button', { name: 'Save diagram' }).click()
  await expect(dialog.getByText(/not well-formed XML/)).toBeVisible()
  // The browser itself reports the refusal; that is what was asked for.
  expect(errors.every((each) => each.includes('422'))).toBe(true)
  errors.length = 0
  const text = dialog.getByLabel('Text', { exact: true })
  await text.fill(`${await text.inputValue()}</svg>`)
  await dialog.getByRole('button', { name: 'Save diagram' }).click()
  await expect(page.getByText('Left out: script.')).toBeVisible()
  await expect(page.getByRole('img', { name: title })).toBeVisible()
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  await page.getByRole('figure').getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('button', { name: 'Remove diagram' }).click()
  await expect(page.getByRole('button', { name: title })).toHaveCount(0)
})

test('scorecards: all systems at a glance, one with its evidence', async ({ as }) => {
  const page = await as('viewer')
  await page.goto('/network/scorecards')
  const row = page.getByRole('row', { name: /Finance System/ })
  await expect(row).toContainText('No level yet')
  const axe = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  await row.getByRole('link').click()
  await expect(page.getByRole('tab', { name: 'Scorecard' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('row', { name: /Owned Failed No owner is stated/ })).toBeVisible()
})
