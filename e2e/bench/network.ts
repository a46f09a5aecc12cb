import type { Page } from 'playwright-core'
import type { Network } from '#model/network.ts'
import { cyclesOf } from '#model/network-analysis/cycle.ts'
import { orphans, undocumented } from '#model/network-analysis/gap.ts'
import { latencyBudgets } from '#model/network-analysis/latency.ts'
import { blastRadius } from '#model/network-analysis/reach.ts'
import { singlePointsOfFailure } from '#model/network-analysis/weak-point.ts'
import type { NetworkChange } from '#model/network-change.ts'
import { type SampleSize, sampleNetwork } from '#model/network-sample.ts'
import { personOf } from '#server/cli/people.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { applyChanges } from '#server/domain/network/mutations.ts'
import { openPage } from './_page.ts'
import { percentile, type Row } from './_table.ts'

/**
 * The network page in a real browser, with models of growing size that come in through the domain: from the click to the
 * first picture, the worker's time, the same from the cache, and frames while panning. Further rows of `npm run
 * bench:network` are files of their own beside this one; name them in package.json.
 */
const sizes: readonly SampleSize[] = [
  { systems: 100, flows: 200 },
  { systems: 1000, flows: 2000 },
  { systems: 5000, flows: 10_000 },
]
const panMs = 4000

export async function measure(): Promise<Row[]> {
  const rows = analyses()
  const { page, close } = await openPage()
  try {
    rows.push(...(await look(page, `${(await readNetwork(null)).systems.length} systems of the seed`, 1)))
    for (const size of sizes) {
      const what = `${size.systems.toLocaleString('en')} systems, ${size.flows.toLocaleString('en')} flows`
      rows.push({ what: `${what}: written by the domain`, value: await replace(sampleNetwork(size)), unit: 's', note: 'one transaction, with history' })
      rows.push(...(await look(page, what, size.systems)))
    }
  } finally {
    await close()
  }
  return rows
}

function analyses(): Row[] {
  const network = sampleNetwork({ systems: 5000, flows: 10_000 })
  const all = (n: Network) => [
    cyclesOf(n),
    singlePointsOfFailure(n),
    latencyBudgets(n),
    orphans(n),
    undocumented(n),
    blastRadius(n, { system: 'system-3', service: null }),
  ]
  // A copy each time: what one analysis has gathered serves the others, but not the next round.
  const times = Array.from({ length: 9 }, () => timed(() => all({ ...network })))
  return [
    {
      what: 'all analyses of 5,000 systems, 10,000 flows',
      value: percentile(times, 50),
      unit: 'ms',
      limit: 100,
      note: `median of ${times.length}; slowest ${Math.max(...times).toFixed(0)} ms`,
    },
  ]
}

const timed = (work: () => unknown): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** Takes the last sample out and puts the next one in. Seconds of the second. */
async function replace(network: Network): Promise<number> {
  const actor = await personOf('architect@gantry.localhost')
  const before = await readNetwork(null)
  const old = (slug: string) => slug.startsWith('system-')
  await applyChanges(
    actor,
    [
      ...before.flows.filter(({ from }) => old(from.system)).map(({ key }): NetworkChange => ({ kind: 'flow', key, after: null })),
      ...before.services
        .filter(({ system }) => old(system))
        .map(({ system, slug }): NetworkChange => ({ kind: 'service', key: `${system}/${slug}`, after: null })),
      ...before.systems.filter(({ slug }) => old(slug)).map(({ slug }): NetworkChange => ({ kind: 'system', key: slug, after: null })),
    ],
    'measured',
  )
  const changes: NetworkChange[] = [
    ...network.systems.map((after): NetworkChange => ({ kind: 'system', key: after.slug, after })),
    ...network.services.map((after): NetworkChange => ({ kind: 'service', key: `${after.system}/${after.slug}`, after })),
    ...network.flows.map((after): NetworkChange => ({ kind: 'flow', key: after.key, after })),
  ]
  const began = performance.now()
  await applyChanges(actor, changes, 'measured')
  return (performance.now() - began) / 1000
}

async function look(page: Page, what: string, least: number): Promise<Row[]> {
  const first = await open(page, least)
  const again = await open(page, least)
  const frames = await pan(page)
  return [
    { what: `${what}: first useful picture`, value: first.shown, unit: 'ms', limit: 2000, note: `from the click; ${first.nodes} boxes, ${first.edges} lines` },
    { what: `${what}: layout in the worker`, value: first.laid, unit: 'ms' },
    {
      what: `${what}: first useful picture, layout cached`,
      value: again.shown,
      unit: 'ms',
      limit: 2000,
      note: again.laid === 0 ? 'from the browser’s database' : `not cached: ${again.laid.toFixed(0)} ms`,
    },
    {
      what: `${what}: time for a frame while panning, median`,
      value: percentile(frames, 50),
      unit: 'ms',
      limit: 1000 / 30,
      note: `${(1000 / percentile(frames, 50)).toFixed(0)} frames/s; p95 ${percentile(frames, 95).toFixed(0)} ms; no graphics card`,
    },
  ]
}

/** Opens the page as people do, and waits until boxes of this model stand in the map. */
async function open(page: Page, systems: number): Promise<{ shown: number; laid: number; nodes: number; edges: number }> {
  await page.goto('/network')
  const map = page.locator('[data-laid]')
  await map.waitFor({ timeout: 60_000 })
  await page.locator('[data-node]').first().waitFor()
  const shown = await page.evaluate(() => performance.now())
  const { laid = '', nodes = '0', edges = '0' } = await map.evaluate((element) => ({ ...(element as HTMLElement).dataset }))
  const text = (await page.locator('header', { hasText: 'systems' }).first().textContent()) ?? ''
  const said = Number(/([\d,]+) systems/.exec(text)?.[1]?.replaceAll(',', ''))
  if (!(said >= systems)) throw new Error(`The page shows ${said} systems, there are ${systems}`)
  return { shown, laid: laid === 'cached' ? 0 : Number(laid), nodes: Number(nodes), edges: Number(edges) }
}

/** Moves the map by the wheel for some seconds; the times between frames. */
const pan = (page: Page): Promise<number[]> =>
  page.evaluate(async (duration) => {
    const pane = document.querySelector('.react-flow__pane')
    if (!pane) throw new Error('There is no map to pan.')
    const { left, top, width, height } = pane.getBoundingClientRect()
    const frames: number[] = []
    const until = performance.now() + duration
    for (let last = performance.now(), n = 0; last < until; n++) {
      pane.dispatchEvent(
        new WheelEvent('wheel', {
          deltaX: Math.sin(n / 15) * 40,
          deltaY: Math.cos(n / 15) * 25,
          clientX: left + width / 2,
          clientY: top + height / 2,
          bubbles: true,
          cancelable: true,
        }),
      )
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      frames.push(now - last)
      last = now
    }
    return frames
  }, panMs)
