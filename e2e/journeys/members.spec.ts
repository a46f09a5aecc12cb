import type { Page } from '@playwright/test'
import { expect, test } from './people.ts'

async function setRule(admin: Page, role: string, rule: 'As claimed' | 'Grant' | 'Deny') {
  await admin.goto('/admin/members?q=viewer')
  await admin.getByRole('button', { name: 'Roles of Vera Viewer' }).click()
  const choice = admin.getByRole('group', { name: role, exact: true }).getByRole('button', { name: rule })
  await choice.click()
  await expect(choice).toHaveAttribute('aria-pressed', 'true')
  await expect(admin.getByRole('dialog').locator('[aria-busy="true"]')).toHaveCount(0)
}

test('a changed role counts at once, in the open page', async ({ as, errors }) => {
  const admin = await as('admin')
  const viewer = await as('viewer')
  try {
    await viewer.goto('/requirements')
    await expect(viewer.getByRole('heading', { name: 'Requirements' })).toBeVisible()
    await expect(viewer.getByRole('link', { name: 'New requirement' })).toHaveCount(0)

    await setRule(admin, 'Architect', 'Grant')
    await expect(viewer.getByRole('link', { name: 'New requirement' }).first()).toBeVisible()
    await setRule(admin, 'Architect', 'As claimed')
    await expect(viewer.getByRole('link', { name: 'New requirement' })).toHaveCount(0)

    // Without any role nothing is left but the page that says whom to ask.
    await setRule(admin, 'Viewer', 'Deny')
    // The open page is left for it by itself.
    await expect(viewer.getByRole('heading', { name: 'Ask for access' })).toBeVisible()
    // What the open page asked meanwhile was refused, which is the point; the browser reports each refusal.
    expect(errors.filter((text) => !text.includes('403'))).toEqual([])
    errors.length = 0
  } finally {
    await setRule(admin, 'Architect', 'As claimed')
    await setRule(admin, 'Viewer', 'As claimed')
  }
  await viewer.goto('/runs')
  await expect(viewer.getByRole('heading', { name: 'Runs' })).toBeVisible()

  await admin.goto('/admin/audit?q=member')
  await expect(admin.locator('[data-audit]').filter({ hasText: 'Alex Admin' }).first()).toBeVisible()
})

test('pages of admins are closed to others', async ({ as }) => {
  const page = await as('operator')
  await expect(page.getByRole('link', { name: 'Members' })).toHaveCount(0)
  const answer = await page.request.get('/api/trpc/member.list?input=%7B%22json%22%3A%7B%7D%7D')
  expect(answer.status()).toBe(403)
})
