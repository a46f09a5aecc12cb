import { readFileSync } from 'node:fs'
import { openSessionOf } from '#server/api/test-stream.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { personOf } from '#server/cli/people.ts'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { cancelRun } from '#server/domain/run/mutations.ts'
import { env } from '#server/env.ts'
import { address } from './_page.ts'
import { instanceMemory } from './_processes.ts'
import { percentile, type Row } from './_table.ts'
import { notes, submission, submit, until } from './_work.ts'

/** What people wait for: from a click to the first stage, and from a document to a verified staging. */
const submissions = 40
const together = 4

const document = (file: string): string => readFileSync(new URL(`../../prisma/seed/${file}`, import.meta.url), 'utf8')

/** As a browser does it: over HTTP, with a session, from the moment the request is sent. */
async function firstStage(actor: Actor, token: string, index: number): Promise<number> {
  const sent = Date.now()
  const answer = await fetch(`${address}/api/trpc/requirement.submit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `${sessionCookie}=${token}` },
    body: JSON.stringify({ json: submission(`Bench ${index}`, notes(index)) }),
  })
  const body = (await answer.json()) as { result?: { data: { json: { run: string } } } }
  if (!body.result) throw new Error(`The submission was refused: ${JSON.stringify(body)}`)
  const { run } = body.result.data.json
  const started = await until(`run ${run} starts`, async () => {
    const attempt = await prisma.attempt.findFirst({ where: { stage: { runId: run, name: 'analyze' }, startedAt: { not: null } } })
    return attempt?.startedAt?.getTime()
  })
  await cancelRun(actor, { id: run, reason: 'measured' })
  // The next one meets runners that have nothing else to do.
  await until(`run ${run} ends`, async () => ((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status === 'canceled' ? true : undefined))
  return started - sent
}

interface Span {
  name: string
  from: number
  to: number
}

/** Seconds in which at least one stage was performed. */
function busy(spans: Span[]): number {
  let total = 0
  let end = Number.NEGATIVE_INFINITY
  for (const s of [...spans].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, s.to - Math.max(s.from, end))
    end = Math.max(end, s.to)
  }
  return total
}

/** Seconds from submission to the end of verify, and what was performed when. */
async function delivered(run: string): Promise<{ seconds: number; spans: Span[] }> {
  const { createdAt } = await until(`run ${run} waits for people`, async () => {
    const row = await prisma.run.findUniqueOrThrow({ where: { id: run } })
    if (['failed', 'errored', 'canceled', 'timed_out'].includes(row.status)) throw new Error(`The run ended ${row.status}: ${row.reason}`)
    return row.status === 'awaiting_approval' ? row : undefined
  })
  const stages = await prisma.stage.findMany({ where: { runId: run, endedAt: { not: null } }, orderBy: { startedAt: 'asc' } })
  const spans = stages.flatMap(({ name, startedAt, endedAt }) =>
    startedAt && endedAt ? [{ name, from: startedAt.getTime() / 1000, to: endedAt.getTime() / 1000 }] : [],
  )
  return { seconds: Math.max(...spans.map((s) => s.to)) - createdAt.getTime() / 1000, spans }
}

async function shop(actor: Actor): Promise<Row[]> {
  const { run } = await submit(actor, 'Bench shop', document('shop.md'))
  const { seconds, spans } = await delivered(run)
  return [
    { what: 'shop.md: submit to verified staging', value: seconds, unit: 's', limit: 60, note: 'database clock' },
    { what: 'of it: no stage being performed', value: ((seconds - busy(spans)) / seconds) * 100, unit: '%', note: 'queue, transitions' },
    ...spans.map((s) => ({ what: `  ${s.name}`, value: s.to - s.from, unit: 's' })),
  ]
}

/** Several at once: what GANTRY_RUNNER_CONCURRENCY decides. */
async function several(actor: Actor): Promise<Row[]> {
  const runs = await Promise.all(Array.from({ length: together }, (_, n) => submit(actor, `Bench together ${n}`, notes(n))))
  const ends = await Promise.all(runs.map(async ({ run }) => (await delivered(run)).seconds))
  const note = `${env.GANTRY_RUNNER_CONCURRENCY} attempts a runner; the first after ${Math.min(...ends).toFixed(1)} s`
  return [{ what: `${together} small documents at once, the last one verified`, value: Math.max(...ends), unit: 's', note }]
}

const memory = (what: string): Row => ({ what, value: instanceMemory(env.GANTRY_HOME), unit: 'MiB', limit: 1024, note: 'proportional set size' })

export async function measure(): Promise<Row[]> {
  const idle = memory('all idle processes together, just started')
  const actor = await personOf('architect@gantry.localhost')
  const token = await openSessionOf(actor.id) // the same person, who may cancel what was submitted
  const waits: number[] = []
  for (let i = 0; i < submissions; i++) waits.push(await firstStage(actor, token, i))
  const note = `${submissions} requests to the dashboard; median ${percentile(waits, 50).toFixed(0)} ms, worst ${Math.max(...waits).toFixed(0)} ms`
  return [
    { what: 'submit to first stage running, p95', value: percentile(waits, 95), unit: 'ms', limit: 150, note },
    ...(await shop(actor)),
    ...(await several(actor)),
    idle,
    memory('all idle processes together, after these runs'),
  ]
}
