import { expect, submit, test, unique } from './people.ts'

test('bad input is named at its field, and what was typed survives a reload', async ({ as }) => {
  const page = await as('architect')
  await page.goto('/requirements/new')
  await page.getByRole('button', { name: 'Submit and start a run' }).click()
  await expect(page.getByText('Give a title of at least 3 characters.')).toBeVisible()
  await expect(page.getByText('Choose a system.')).toBeVisible()
  await expect(page.getByText('Write what the service must do.')).toBeVisible()

  const title = unique('Kept draft')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Text').fill('# Kept\n\n**One** statement.')
  await expect(page.getByRole('region', { name: 'Preview' }).getByText('One', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Title')).toHaveValue(title)
  await expect(page.getByLabel('Text')).toHaveValue(/One/)

  await page.getByRole('button', { name: 'Files' }).click()
  await page
    .getByLabel('Requirement files')
    .setInputFiles({ name: 'photo.md', mimeType: 'text/markdown', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]) })
  await expect(page.getByText(/photo\.md was not added: it is binary or not UTF-8/)).toBeVisible()
  await page.getByLabel('Requirement files').setInputFiles({ name: 'big.md', mimeType: 'text/markdown', buffer: Buffer.alloc(1_100_000, 'x') })
  await expect(page.getByText(/big\.md was not added: it has more than 1 MB/)).toBeVisible()
  await page.getByRole('button', { name: 'Start afresh' }).click()
  await expect(page.getByLabel('Title')).toHaveValue('')
})

test('a double click makes one run, and a new revision shows its difference', async ({ as }) => {
  const page = await as('architect')
  const title = unique('Revised notes')
  const run = await submit(page, { title, file: 'tiny.md' })
  await page.goto(`/runs?q=${encodeURIComponent(title)}`)
  await expect(page.locator('[data-run]')).toHaveCount(1)
  await page.goto(`/runs/${run}`)

  await page.getByRole('link', { name: 'revision 1' }).click()
  await page.getByRole('button', { name: 'New revision' }).click()
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  await expect(text).toHaveValue(/A clerk can search notes by title/)
  await text.fill((await text.inputValue()).replace('search notes by title', 'search notes by title and text'))
  await page.getByLabel(/What changed/).fill('Search looks into the text')
  await page.getByRole('checkbox', { name: /Start a run/ }).uncheck()
  await page.getByRole('button', { name: 'Keep the revision' }).click()

  await page.getByRole('tab', { name: /Revisions/ }).click()
  await expect(page.getByText('Search looks into the text')).toBeVisible()
  await expect(page.locator('[data-change="remove"]', { hasText: 'search notes by title.' })).toBeVisible()
  await expect(page.locator('[data-change="add"]', { hasText: 'search notes by title and text.' })).toBeVisible()
})

test('an operator can read and not submit', async ({ as }) => {
  const page = await as('operator')
  await page.goto('/requirements')
  await expect(page.getByRole('heading', { name: 'Requirements' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'New requirement' })).toHaveCount(0)
})
