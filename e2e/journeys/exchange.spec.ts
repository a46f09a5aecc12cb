import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './people.ts'

const unique = `exchange-${Date.now().toString(36)}`
const catalogue = (extra: string) => ({
  name: 'catalog-info.yaml',
  mimeType: 'text/yaml',
  buffer: Buffer.from(
    `apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: ${unique}, title: ${unique} shop}\nspec: {owner: blue}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${unique}-orders, tags: [go]}\nspec: {type: service, system: ${unique}${extra}}\n`,
  ),
})

test('imports a catalogue after a preview, corrects what is wrong in it, and exports it again', async ({ as }) => {
  const page = await as('architect')
  await page.goto('/network/import')
  await page.getByLabel('Files to import').setInputFiles(catalogue(', system: twice'))
  await expect(page.getByText(/The key “system” stands here twice/)).toBeVisible()
  await expect(page.getByText('catalog-info.yaml, line 9, column', { exact: false })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeDisabled()

  await page.getByLabel('Files to import').setInputFiles(catalogue(''))
  await expect(page.getByRole('heading', { name: /problem/ })).toHaveCount(0)
  await expect(page.getByText(`tags of component:default/${unique}-orders`)).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await page.getByLabel('Note').fill('From the catalogue')
  await page.getByRole('button', { name: 'Import 2 elements' }).click()
  await expect(page.getByText('2 added, 0 changed, 0 unchanged')).toBeVisible()

  await page.getByRole('button', { name: 'Export model' }).click()
  await page.getByLabel('Format', { exact: true }).selectOption('structurizr')
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download workspace.json' }).click()
  const stream = await (await waiting).createReadStream()
  const workspace = JSON.parse(Buffer.concat(await stream.toArray()).toString('utf8'))
  expect(workspace.model.softwareSystems).toContainEqual(expect.objectContaining({ name: `${unique} shop` }))
})

test('viewers export but do not import', async ({ as }) => {
  const page = await as('viewer')
  await page.goto('/network/import')
  await expect(page.getByText('Only architects and admins change the network')).toBeVisible()
  await expect(page.getByLabel('Files to import')).toHaveCount(0)
  await page.getByRole('button', { name: 'Export model' }).click()
  await expect(page.getByRole('button', { name: /^Download/ })).toBeVisible()
})
