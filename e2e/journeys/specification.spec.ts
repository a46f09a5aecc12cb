import { expect, submit, test, unique } from './people.ts'

test('an architect edits what was read: mistakes stand at their field, a reload loses nothing, and the edit is on record', async ({ as }) => {
  const page = await as('architect')
  const title = unique('Edited notes')
  await submit(page, { title, file: 'tiny.md' })
  await page.getByRole('link', { name: 'revision 1' }).click()
  await page.getByRole('tab', { name: 'Specification' }).click()
  const note = page.locator('[data-entity="note"]')
  await expect(note.getByRole('region', { name: 'Fields of note' })).toBeVisible({ timeout: 60_000 })

  // A new field: what is wrong with it is said beside it, and nothing is kept until it is right.
  await note.getByRole('button', { name: 'Field', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Shelf mark')
  await dialog.getByLabel('At least (characters)').fill('9')
  await dialog.getByLabel('At most (characters)').fill('3')
  await dialog.getByRole('button', { name: 'Keep this change' }).click()
  await expect(dialog.getByText('The largest value is below the smallest.')).toBeVisible()
  await dialog.getByLabel('At least (characters)').fill('1')
  await dialog.getByRole('button', { name: 'Keep this change' }).click()
  await expect(dialog).toHaveCount(0)
  await note.getByRole('button', { name: 'Edit Title' }).click()
  await dialog.getByLabel('Unique').check()
  await dialog.getByRole('button', { name: 'Keep this change' }).click()

  await page.reload()
  const drafted = page.getByRole('region', { name: 'Changes not saved yet' })
  await expect(drafted.getByText('2 changes not saved yet')).toBeVisible()
  await expect(note.getByText('not saved yet')).toHaveCount(2)

  await drafted.getByRole('button', { name: 'Review and save' }).click()
  await dialog.getByRole('checkbox', { name: /Start a run/ }).uncheck()
  await dialog.getByRole('button', { name: 'Save the edit' }).click()
  await expect(dialog.getByText('Say why in a few words')).toBeVisible()
  await dialog.getByLabel('Why').fill('Shelves got marks')
  await dialog.getByRole('button', { name: 'Save the edit' }).click()
  await expect(page.getByText('Revision 2 is kept')).toBeVisible()

  await page.getByRole('tab', { name: /Revisions/ }).click()
  await expect(page.getByText('Specification edited: Shelves got marks')).toBeVisible()
  await expect(page.locator('[data-part="Note: Title"]')).toContainText(/unique\s*no.*yes/)

  await page.getByRole('tab', { name: 'Specification' }).click()
  await expect(page.locator('[data-edit="edit-2"]')).toContainText('Shelves got marks')
  await expect(page.locator('[data-entity="note"]').getByText(/^edited by /)).toHaveCount(2)

  // Whoever looks at the older revision is told that it is not the one to edit.
  await page.goto(`${new URL(page.url()).pathname}?revision=1&tab=specification`)
  await expect(page.getByText('An older revision: the latest one is edited.')).toBeVisible()
  await expect(page.locator('[data-entity="note"]').getByRole('button', { name: 'Field', exact: true })).toHaveCount(0)
})
