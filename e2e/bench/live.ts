import { personOf } from '#server/cli/people.ts'
import { prisma } from '#server/db.ts'
import { cancelRun } from '#server/domain/run/mutations.ts'
import { openPage } from './_page.ts'
import { percentile, type Row } from './_table.ts'
import { notes, submit, until } from './_work.ts'

/** From a committed event to the frame that shows it, in a real browser. Both clocks are this machine's. */
const runsListed = 20
const limit = 300

export async function measure(): Promise<Row[]> {
  const actor = await personOf('architect@gantry.localhost')
  const { page, close } = await openPage()
  const painted = (key: string): Promise<number | undefined> => page.evaluate((k) => window.painted[k], key)
  try {
    await page.goto('/runs')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const listed: number[] = []
    for (let i = 0; i <= runsListed; i++) {
      const { run } = await submit(actor, `Listed ${i}`, notes(i))
      const at = await until(`run ${run} in the list`, () => painted(run))
      const created = await prisma.event.findFirstOrThrow({ where: { runId: run }, orderBy: { id: 'asc' } })
      if (i > 0) listed.push(at - created.at.getTime()) // the page of the first may still have been loading
      await cancelRun(actor, { id: run, reason: 'measured' }).catch(() => {}) // it may have ended by itself
    }
    const { run } = await submit(actor, 'Watched', notes(99))
    await page.goto(`/runs/${run}`)
    await page.locator('[data-stage="analyze"]').waitFor()
    const opened = Date.now()
    await until(`run ${run} waits for people`, async () => {
      const { status, reason } = await prisma.run.findUniqueOrThrow({ where: { id: run } })
      if (['failed', 'errored', 'canceled', 'timed_out'].includes(status)) throw new Error(`The run ended ${status}: ${reason}`)
      return status === 'awaiting_approval' ? true : undefined
    })
    await until('the page shows it', () => painted('approve waiting'))
    const all = await page.evaluate(() => window.painted)
    const events = await prisma.event.findMany({ where: { runId: run, kind: { startsWith: 'stage.' }, at: { gt: new Date(opened) } } })
    // A state that lasted shorter than a frame was never on the screen.
    const delays = events.flatMap((e) => {
      const at = all[`${e.stage} ${e.kind.slice('stage.'.length)}`]
      return at === undefined ? [] : [at - e.at.getTime()]
    })
    await cancelRun(actor, { id: run, reason: 'measured' })
    return [row('committed event to painted, list of runs', listed), row('committed event to painted, page of a run being built', delays)]
  } finally {
    await close()
  }
}

const row = (what: string, sample: number[]): Row => ({
  what: `${what}, p95`,
  value: percentile(sample, 95),
  unit: 'ms',
  limit,
  note: `${sample.length} events; median ${percentile(sample, 50).toFixed(0)} ms; Chromium`,
})
