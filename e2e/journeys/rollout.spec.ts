import type { Page } from '@playwright/test'
import { createService } from '#server/deploy/edge/test-bundle.ts'
import { approvedRelease, inProduction } from '#server/deploy/edge/test-rollout.ts'
import { systemActor } from '#server/domain/actor.ts'
import { commandRollout } from '#server/domain/rollout/mutations.ts'
import { expect, test } from './people.ts'

/** Presses a button of the rollout, says why, and waits for what the edge makes of it. */
async function command(page: Page, name: 'Resume' | 'Roll back', reason: string, ...states: string[]) {
  await page.getByRole('button', { name }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill(reason)
  await dialog.getByRole('button', { name }).click()
  await expect(page.locator(states.map((status) => `h1 + [data-status="${status}"]`).join())).toBeVisible()
}

test('an operator lets a held rollout go on and takes it back, in the page that shows it live', async ({ as }) => {
  // Small services with a release in production and a second one that people have just approved; the edge does the rest.
  const slug = `tea-${Date.now().toString(36)}`
  const service = await createService('sales', slug)
  await inProduction(service, { label: 'old' })
  const operator = await as('operator')
  const host = `http://${slug}.sales.production.apps.localhost:${process.env.GANTRY_EDGE_PORT}`
  const label = async () => {
    const answer = await operator.request.get(`http://127.0.0.1:${process.env.GANTRY_EDGE_PORT}/label`, { headers: { host: new URL(host).host } })
    return answer.ok() ? ((await answer.json()) as { label: string }).label : String(answer.status())
  }
  await expect.poll(label).toBe('old')
  const { rollout } = await approvedRelease(service, { label: 'new' })
  // Asked for before its first step is over, however busy the machine is.
  await commandRollout({ ...systemActor('edge'), name: 'Olga' }, { id: rollout, command: 'stop', reason: 'Lunch' })
  await operator.goto(`/rollouts/${rollout}`)
  await expect(operator.locator('h1 + [data-status="held"]')).toBeVisible()
  await expect(operator.getByText('Stopped by Olga: Lunch', { exact: true })).toBeVisible()
  expect(await label()).toMatch(/old|new/) // both serve, 90 to 10

  // Whoever is no operator sees how it stands, and may do nothing about it.
  const architect = await as('architect')
  await architect.goto(`/rollouts/${rollout}`)
  await expect(architect.locator('h1 + [data-status="held"]')).toBeVisible()
  await expect(architect.getByRole('button', { name: 'Roll back' })).toBeDisabled()

  await command(operator, 'Resume', '', 'progressing', 'completed')
  await command(operator, 'Roll back', 'Not today', 'rolled_back')
  await expect(operator.getByText(/^Rolled back by .+: Not today$/)).toBeVisible()
  expect(await label()).toBe('old')

  // Without an identity provider of its own, production says that its sign-in is a demo.
  await operator.goto(`${host}/-/sign-in`)
  await expect(operator.getByText(/^Demo sign-in: production of this installation has no identity provider/)).toBeVisible()
})
