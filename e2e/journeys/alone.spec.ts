import { prisma } from '#server/db.ts'
import { pidOf } from '../chaos/processes.ts'
import { expect, stage, submit, test, unique } from './people.ts'

/** These take away what others use, so they run when nobody else does. */
test('a page that watches a run survives kill -9 of the web process: it says so, comes back by itself, loses and repeats nothing', async ({ as, errors }) => {
  const page = await as('architect')
  const run = await submit(page, { title: unique('Interrupted'), file: 'tiny.md' })
  await expect(stage(page, 'analyze', 'succeeded')).toBeVisible({ timeout: 60_000 })
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }))

  process.kill(pidOf(process.env.GANTRY_HOME ?? '', 'web'), 'SIGKILL')
  const notice = page.getByRole('status').filter({ hasText: 'Reconnecting' })
  await expect(notice).toBeVisible()
  await expect(notice).toBeHidden({ timeout: 60_000 })

  // What happened while it was away is here as well as what happens now.
  await expect(stage(page, 'backend', 'succeeded')).toBeVisible({ timeout: 120_000 })
  for (const name of ['plan', 'backend']) {
    await stage(page, name).click()
    await page.getByRole('tab', { name: /Events/ }).click()
    const stored = await prisma.event.findMany({ where: { runId: run, stage: name }, select: { id: true } })
    const shown = page.locator(`[data-panel="${name}"] [data-event-id]`)
    await expect(shown).toHaveCount(stored.length)
    const ids = await shown.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-event-id')))
    expect(ids.map(Number).sort()).toEqual(stored.map(({ id }) => Number(id)).sort())
    await page.keyboard.press('Escape')
  }
  expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true)
  // The browser reports each try at a server that was not there, which is the point.
  expect(errors.filter((text) => !/net::ERR_|Failed to fetch/.test(text))).toEqual([])
  errors.length = 0
})
