import { slug } from '#model/id.ts'
import { expect, test, unique } from './people.ts'

test('an architect adds a system, its owner and a flow; the history shows it; a viewer only reads', async ({ as, baseURL }) => {
  const name = unique('Loyalty')
  const page = `/network/${slug(name)}`
  const architect = await as('architect')
  await architect.goto('/network/new')
  const form = architect.getByRole('dialog')
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('p95 target, ms').fill('soon')
  await form.getByRole('button', { name: 'Add the system' }).click()
  await expect(form.getByText('Write a number.')).toBeVisible()
  await form.getByLabel('p95 target, ms').fill('250')
  await form.getByRole('button', { name: 'Add the system' }).click()
  await expect(architect.getByRole('heading', { level: 1, name })).toBeVisible()

  // What was typed outlives a closed dialog and a reload.
  await architect.getByRole('button', { name: 'Edit', exact: true }).click()
  await form.getByLabel('Owner').fill('Team Blue')
  await form.getByRole('button', { name: 'Close' }).first().click()
  await architect.reload()
  await architect.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(form.getByText('What you wrote here earlier was kept.')).toBeVisible()
  await form.getByLabel('Why').fill('They built it')
  await form.getByRole('button', { name: 'Save the system' }).click()
  await expect(architect.getByText('Team Blue').first()).toBeVisible()

  await architect.getByRole('tab', { name: 'Flows' }).click()
  await architect.getByRole('button', { name: 'Add a flow' }).click()
  await form.getByLabel('On what').selectOption('billing')
  await form.getByLabel('Data').fill('payments')
  await form.getByLabel('Mode').selectOption('sync')
  await form.getByRole('button', { name: 'Add the flow' }).click()
  await expect(architect.getByRole('row', { name: /Billing System payments sync/ })).toBeVisible()

  const viewer = await as('viewer', { phone: true, dark: true })
  await viewer.goto(`${page}?tab=history`)
  await expect(viewer.getByText('They built it', { exact: true })).toBeVisible()
  await expect(viewer.getByText(`${name} → Billing System`)).toBeVisible()
  await viewer.getByRole('button', { name: 'Compare before it with now' }).first().click()
  await expect(viewer.getByText('1 added, 0 removed, 0 changed')).toBeVisible()
  await expect(viewer.getByRole('button', { name: /^(Edit|Remove|Add)/ })).toHaveCount(0)
  const removed = { json: { changes: [{ kind: 'system', key: slug(name), after: null }], note: '' } }
  const ask = { headers: { origin: baseURL ?? '' }, data: removed }
  const refused = await viewer.request.post('/api/trpc/network.change', ask)
  expect(refused.status()).toBe(403)
  expect(await refused.text()).toContain('needs one of the roles Architect')

  await architect.getByRole('button', { name: 'Remove the flow' }).click()
  await form.getByRole('button', { name: 'Remove the flow' }).click()
  await expect(architect.getByRole('row', { name: /Billing System payments sync/ })).toHaveCount(0)
  // Pages that show it would ask for what is gone, and the browser would complain.
  await Promise.all([architect.goto('/requirements'), viewer.goto('/requirements')])
  expect((await architect.request.post('/api/trpc/network.change', ask)).status()).toBe(200)
})
