import { deliver } from '#model/pipeline.ts'
import { approve, expect, openApproval, stage, submit, test, unique, untilApproval } from './people.ts'

const built = deliver.stages.filter(({ waits }) => waits === 'none').map(({ id }) => id)

test('a requirement becomes an approved release that production serves', async ({ as }) => {
  test.setTimeout(420_000)
  const title = unique('City library')
  const architect = await as('architect')
  await submit(architect, { title, file: 'library.md' })

  // Every stage turns green in the open page, without a reload.
  await untilApproval(architect)
  for (const name of built) await expect(stage(architect, name, 'succeeded')).toBeVisible()
  const staging = await architect.getByRole('link', { name: /staging\.apps\.localhost/ }).getAttribute('href')
  expect(staging).toBeTruthy()

  // Whoever asked may read everything and decide nothing.
  await architect.getByRole('link', { name: 'Open the approval' }).click()
  await expect(architect.locator('[data-why]')).not.toBeEmpty()
  await expect(architect.getByRole('button', { name: /^Approve/ })).toHaveCount(0)
  await expect(architect.getByRole('button', { name: 'Reject' })).toHaveCount(0)

  const qa = await as('qa')
  await openApproval(qa, title)
  await approve(qa)
  await expect(qa.locator('[data-need="qa"]')).toContainText('approved by')
  // One voice is not enough, and nobody counts twice.
  await expect(qa.getByRole('button', { name: /^Approve/ })).toHaveCount(0)
  await expect(architect.locator('[data-need="qa"]')).toContainText('approved by')

  const owner = await as('product_owner')
  await openApproval(owner, title)
  await approve(owner)
  await expect(owner.locator('[data-status="approved"]').first()).toBeVisible()

  // The rollout starts by itself and ends in production.
  await architect.goBack()
  await expect(stage(architect, 'release', 'succeeded')).toBeVisible({ timeout: 180_000 })
  const production = architect.getByRole('link', { name: /production\.apps\.localhost/ })
  await expect(production).toBeVisible()
  const served = await architect.context().newPage()
  const answer = await served.goto((await production.getAttribute('href')) ?? '')
  expect(answer?.status()).toBe(200)
  await served.close()

  await architect.goto('/releases')
  await expect(architect.getByRole('row', { name: new RegExp(title) })).toContainText('In production')
})

test('a rejection ends the run, with the reason for whoever asked', async ({ as }) => {
  const title = unique('Notes')
  const architect = await as('architect')
  const run = await submit(architect, { title, file: 'tiny.md' })
  await untilApproval(architect)

  const qa = await as('qa')
  await openApproval(qa, title)
  await qa.getByRole('button', { name: 'Reject' }).click()
  const dialog = qa.getByRole('dialog')
  // A rejection without a reason is refused at the field.
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByLabel('What must change').fill('Notes need an author.')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await expect(qa.locator('[data-need="qa"]')).toContainText('rejected by')

  await architect.goto(`/runs/${run}`)
  await expect(stage(architect, 'approve', 'failed')).toBeVisible()
  await expect(architect.getByRole('alert').filter({ hasText: 'Notes need an author.' })).toBeVisible()
  await expect(stage(architect, 'release', 'succeeded')).toHaveCount(0)

  // The product owner has nothing left to decide.
  const owner = await as('product_owner')
  await owner.goto('/approvals')
  await expect(owner.getByRole('link', { name: new RegExp(title) })).toHaveCount(0)
})

test('what is no business service is declined with an explanation, and nothing is built', async ({ as }) => {
  const architect = await as('architect')
  await submit(architect, { title: unique('Snake'), file: 'snake.md' })
  await expect(stage(architect, 'analyze', 'failed')).toBeVisible({ timeout: 60_000 })
  await expect(architect.getByRole('alert').filter({ hasText: 'declined this requirement' }).getByRole('listitem').first()).not.toBeEmpty()
  await expect(stage(architect, 'backend', 'skipped')).toBeVisible()
})
