import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { chromium } from 'playwright-core'

/**
 * Runs inside the sandbox, by itself: serves the built application (argv 2), opens it in a real browser (argv 3), and
 * prints what the browser says about installing it and about starting it without a network. Sees nothing else.
 */
const [, , site = '', executablePath = ''] = process.argv
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'"

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/-/me') return void response.writeHead(200, { 'content-type': 'application/json' }).end('null')
  if (pathname.startsWith('/api/'))
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"page":1,"pageSize":25,"total":0}')
  const path = normalize(extname(pathname) === '' ? '/index.html' : pathname)
  readFile(join(site, path)).then(
    (content) =>
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-security-policy': policy }).end(content),
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://localhost:${(server.address() as AddressInfo).port}/`

// A profile on disk: private windows, which a plain browser context is, refuse to install anything.
const context = await chromium.launchPersistentContext('/tmp/profile', {
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(address)
  await page.locator('main h1').first().waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await page.locator('main h1').first().waitFor()
  const controlled = await page.evaluate(() => navigator.serviceWorker.controller !== null)
  const devtools = await context.newCDPSession(page)
  const manifest = await devtools.send('Page.getAppManifest')
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const started = [...complaints]
  await page.reload()
  const offline = await page
    .locator('main h1')
    .first()
    .waitFor({ timeout: 10_000 })
    .then(
      () => true,
      () => false,
    )
  process.stdout.write(
    JSON.stringify({
      browser: context.browser()?.version() ?? 'unknown',
      controlled,
      offline,
      manifestErrors: manifest.errors.map((e) => e.message),
      installabilityErrors: installabilityErrors.map((e) => e.errorId),
      complaints: started,
    }),
  )
} finally {
  await context.close()
}
