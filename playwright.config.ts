import { defineConfig } from '@playwright/test'

/** Journeys in a real browser against a running Gantry. npm test starts both and names them here. */
const executablePath = process.env.GANTRY_BROWSER || undefined

export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results',
  timeout: 600_000,
  expect: { timeout: 15_000 },
  workers: 2,
  projects: [
    { name: 'together', testIgnore: /alone\.spec/ },
    { name: 'alone', testMatch: /alone\.spec/, dependencies: ['together'] },
  ],
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ...(process.env.GANTRY_JOURNEYS_REPORT ? [['json', { outputFile: process.env.GANTRY_JOURNEYS_REPORT }] as const] : [])],
  use: {
    baseURL: process.env.GANTRY_BASE_URL ?? 'http://localhost:3000',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
})
