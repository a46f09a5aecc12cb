import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { signIn } from '#server/api/test-stream.ts'
import { sessionCookie } from '#server/auth/cookie.ts'

export const address = process.env.GANTRY_BASE_URL ?? 'http://localhost:3000'

/** When an element with one of these attributes was first seen with a value, after the frame that painted it: epoch milliseconds by "element value". */
declare global {
  interface Window {
    painted: Record<string, number>
  }
}

function recordPaints(): void {
  window.painted = {}
  const look = () => {
    const seen = [...document.querySelectorAll<HTMLElement>('[data-stage][data-status], [data-run]')]
      .map((e) => (e.dataset.stage ? `${e.dataset.stage} ${e.dataset.status}` : `${e.dataset.run}`))
      .filter((key) => !(key in window.painted))
    if (seen.length === 0) return
    // A frame callback runs before the paint of its frame, a task after it behind it.
    requestAnimationFrame(() =>
      setTimeout(() => {
        for (const key of seen) window.painted[key] ??= performance.timeOrigin + performance.now()
      }),
    )
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-status', 'data-run'] })
}

/** A real browser with a page of somebody who is signed in. */
export async function openPage(): Promise<{ page: Page; close(): Promise<void> }> {
  const { token } = await signIn(['viewer'])
  const browser = await chromium.launch({ executablePath: process.env.GANTRY_BROWSER, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
  const context: BrowserContext = await browser.newContext({ baseURL: address, viewport: { width: 1280, height: 800 } })
  await context.addCookies([{ name: sessionCookie, value: token, url: address, httpOnly: true, sameSite: 'Lax' }])
  await context.addInitScript(recordPaints)
  return { page: await context.newPage(), close: () => browser.close() }
}
