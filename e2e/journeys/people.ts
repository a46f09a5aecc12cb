import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, test as base, type Page, expect as patient } from '@playwright/test'
import type { RoleName } from '#model/role.ts'

/** Two browsers, two runners and a build share two cores: what is slow there is not wrong. */
export const expect = patient.configure({ timeout: 30_000 })
const password = process.env.GANTRY_DEMO_PASSWORD ?? ''
const document = (name: string) => join(import.meta.dirname, 'documents', name)

/** Signs in as people do: through the provider's page, with its password. */
export async function signIn(page: Page, role: RoleName): Promise<void> {
  if (!password) throw new Error('Set GANTRY_DEMO_PASSWORD to the password that npm start printed.')
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(`${role}@gantry.localhost`).click()
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('navigation', { name: 'Places' }).first()).toBeVisible()
}

interface People {
  as: (role: RoleName, options?: { dark?: boolean; phone?: boolean }) => Promise<Page>
  errors: string[]
}
interface Sessions {
  sessionOf: (role: RoleName) => Promise<string>
}

/** A page for each role, signed in once a worker. A message of the console's error level fails the test. */
export const test = base.extend<People, Sessions>({
  sessionOf: [
    async ({ browser }, use, worker) => {
      const made = new Map<RoleName, Promise<string>>()
      const folder = join(tmpdir(), `gantry-journeys-${process.pid}`)
      mkdirSync(folder, { recursive: true })
      await use((role) => {
        const known = made.get(role) ?? keepSession(browser, role, join(folder, `${worker.workerIndex}-${role}.json`), worker.project.use.baseURL)
        made.set(role, known)
        return known
      })
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's shape
  errors: async ({}, use) => {
    const errors: string[] = []
    await use(errors)
    expect(errors, 'errors in the browser console').toEqual([])
  },
  as: async ({ browser, sessionOf, errors, baseURL }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (role, { dark = false, phone = false } = {}) => {
      const context = await browser.newContext({
        baseURL,
        storageState: await sessionOf(role),
        colorScheme: dark ? 'dark' : 'light',
        viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      })
      contexts.push(context)
      context.on('console', (message) => message.type() === 'error' && errors.push(`${role}: ${message.text()}`))
      context.on('weberror', (error) => errors.push(`${role}: ${error.error().message}`))
      return context.newPage()
    })
    for (const context of contexts) await cancelStarted(context, baseURL ?? '')
    await Promise.all(contexts.map((context) => context.close()))
  },
})

async function keepSession(browser: Browser, role: RoleName, file: string, baseURL: string | undefined): Promise<string> {
  const context = await browser.newContext({ baseURL })
  await signIn(await context.newPage(), role)
  await context.storageState({ path: file })
  await context.close()
  return file
}

const started = new WeakMap<BrowserContext, string[]>()

/** What a test has seen enough of need not be built to its end on the cores that the next test wants. */
async function cancelStarted(context: BrowserContext, origin: string): Promise<void> {
  for (const id of started.get(context) ?? []) {
    const json = { id, reason: 'The test that submitted it is over' }
    // Refused when it has ended already.
    await context.request.post('/api/trpc/run.cancel', { data: { json }, headers: { origin: new URL(origin).origin } })
  }
}

/** Submits a document as files or as text and waits for the page of its run. Answers its id. */
export async function submit(page: Page, { title, system = 'Support System', file }: { title: string; system?: string; file: string }): Promise<string> {
  await page.goto('/requirements/new')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('System', { exact: true }).selectOption({ label: system })
  await page.getByRole('button', { name: 'Files' }).click()
  await page.getByLabel('Requirement files').setInputFiles(document(file))
  await expect(page.getByText(file)).toBeVisible()
  // Twice on purpose: a double click is one requirement and one run.
  await page.getByRole('button', { name: 'Submit and start a run' }).dblclick()
  await page.waitForURL(/\/runs\/run_/)
  return startedRun(page)
}

/** The id of the run whose page this is; it is canceled after the test. */
export function startedRun(page: Page): string {
  const run = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  started.set(page.context(), [...(started.get(page.context()) ?? []), run])
  return run
}

export const stage = (page: Page, name: string, status?: string) => page.locator(`[data-stage="${name}"]${status ? `[data-status="${status}"]` : ''}`)

/** Waits until the run asks for approval; says which stage stopped it when it does not. */
export async function untilApproval(page: Page): Promise<void> {
  const asked = page.getByRole('link', { name: 'Open the approval' })
  const stopped = page.locator('[data-stage][data-status="failed"], [data-stage][data-status="errored"]')
  await expect(asked.or(stopped).first()).toBeVisible({ timeout: 400_000 })
  const names = await stopped.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-stage')))
  expect(names, `stages that stopped the run at ${page.url()}`).toEqual([])
}

/** Opens the approval of a run by way of the list, as whoever decides would. */
export async function openApproval(page: Page, title: string): Promise<void> {
  await page.goto('/approvals')
  await page.getByRole('link', { name: new RegExp(title) }).click()
  await expect(page.getByRole('heading', { name: 'Decision' })).toBeVisible()
}

export async function approve(page: Page): Promise<void> {
  const seen = page.getByRole('checkbox', { name: /advisory/ })
  if (await seen.isVisible()) await seen.check()
  await page.getByRole('button', { name: /^Approve .* for production$/ }).click()
}

export const unique = (title: string): string => `${title} ${Date.now().toString(36)}${Math.random().toString(36).slice(2, 5)}`
