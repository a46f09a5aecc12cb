import { readFileSync } from 'node:fs'
import pg from 'pg'
import { newId } from '#model/id.ts'
import { personOf } from '#server/cli/people.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { cancelRun } from '#server/domain/run/mutations.ts'
import { env } from '#server/env.ts'
import { instanceMemory } from './_processes.ts'
import { percentile, printTable, type Row } from './_table.ts'

/** What people wait for: from a click to the first stage, and from a document to a verified staging. */
const submissions = 20
const patienceMs = 300_000

const database = new pg.Client({ connectionString: env.DATABASE_URL })
await database.connect()
const actor = await personOf('architect@gantry.localhost')
const document = (file: string): string => readFileSync(new URL(`../../prisma/seed/${file}`, import.meta.url), 'utf8')

const submit = (title: string, text: string): Promise<{ run: string }> =>
  submitRequirement(actor, {
    title,
    system: 'sales',
    service: null,
    documents: [{ name: 'requirements.md', role: 'requirements', text }],
    askFirst: false,
    requestKey: newId('req'),
  })

/** Polls the rows; the times themselves come from the database's clock. */
async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await read()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`Nothing came within ${patienceMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function firstStage(index: number): Promise<number> {
  const { run } = await submit(`Bench ${index}`, `# Notes ${index}\n\nA clerk can add notes. A note has a title (required).\n`)
  const milliseconds = await until(async () => {
    const { rows } = await database.query<{ ms: string | null }>(
      `select extract(epoch from a."startedAt" - r."createdAt") * 1000 as ms from "Run" r join "Stage" s on s."runId" = r.id join "Attempt" a on a."stageId" = s.id where r.id = $1 and s.name = 'analyze'`,
      [run],
    )
    return rows[0]?.ms ? Number(rows[0].ms) : undefined
  })
  await cancelRun(actor, { id: run, reason: 'measured' }).catch(() => {}) // it may have ended by itself
  return milliseconds
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

async function delivery(): Promise<Row[]> {
  const { run } = await submit('Bench shop', document('shop.md'))
  const started = await until(async () => {
    const { rows } = await database.query<{ status: string; reason: string; from: Date }>(
      `select status, reason, "createdAt" as from from "Run" where id = $1`,
      [run],
    )
    const row = rows[0]
    if (row && ['failed', 'errored', 'canceled', 'timed_out'].includes(row.status)) throw new Error(`The run ended ${row.status}: ${row.reason}`)
    return row?.status === 'awaiting_approval' ? row.from.getTime() / 1000 : undefined
  })
  const { rows } = await database.query<{ name: string; from: Date; to: Date }>(
    `select name, "startedAt" as from, "endedAt" as to from "Stage" where "runId" = $1 and "endedAt" is not null order by "startedAt"`,
    [run],
  )
  const spans = rows.map((r) => ({ name: r.name, from: r.from.getTime() / 1000, to: r.to.getTime() / 1000 }))
  const total = Math.max(...spans.map((s) => s.to)) - started
  return [
    { what: 'shop.md: submit to verified staging', value: total, unit: 's', limit: 60, note: 'database clock' },
    { what: 'of it: no stage being performed', value: ((total - busy(spans)) / total) * 100, unit: '%', note: 'queue, transitions' },
    ...spans.map((s) => ({ what: `  ${s.name}`, value: s.to - s.from, unit: 's' })),
  ]
}

const idle = instanceMemory(env.GANTRY_HOME)
const waits: number[] = []
for (let i = 0; i < submissions; i++) waits.push(await firstStage(i))
const rows: Row[] = [
  {
    what: 'submit to first stage running, p95',
    value: percentile(waits, 95),
    unit: 'ms',
    limit: 150,
    note: `${submissions} submissions; median ${percentile(waits, 50).toFixed(0)} ms`,
  },
  ...(await delivery()),
  { what: 'all idle processes together', value: idle, unit: 'MiB', limit: 1024, note: 'proportional set size' },
]
printTable(rows)
await database.end()
process.exit(0) // the domain's own connection pools would keep the process alive
