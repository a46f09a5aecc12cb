import type { Plan, PlanTarget } from '#model/plan.ts'
import { thresholds } from '#model/plan-knowledge/figures.ts'
import { opposites, regions, technologies } from '#model/plan-knowledge/terms.ts'
import { budgetOf, type Ground, minutesOf, recoveryPoint, strictest } from '../ground.ts'
import type { TechnologyFact } from '../reading/facts.ts'
import { stem, words } from '../reading/input.ts'
import { figure } from '../reading/numbers.ts'
import { measureText } from '../reading/targets.ts'
import type { Sized } from './capacity.ts'

type Found = Plan['inconsistencies'][number]
const of = (message: string, statements: readonly (string | undefined)[]): Found => ({
  message,
  statements: [...new Set(statements.filter((s): s is string => Boolean(s)))],
})

/** What cannot hold together, each with the sentences on both sides and what would have to change. */
export function contradictionsOf(ground: Ground, sized: Sized, nothingLeft: readonly Found[]): Found[] {
  const all = [
    ...overload(ground),
    ...contradictingTargets(ground),
    ...contradictingTechnologies(ground),
    ...places(ground),
    ...recovery(ground),
    ...crowd(ground, sized),
    ...nothingLeft,
  ]
  // The same two sentences may exclude each other in more than one way: said once.
  const key = (f: Found) => f.statements.toSorted().join()
  return all.filter((f, i) => f.statements.length < 2 || all.findIndex((x) => key(x) === key(f) && x.message.slice(0, 1) === f.message.slice(0, 1)) === i)
}

/** What was asked for costs more money or time than there is. */
export const overrunsOf = (ground: Ground, sized: Sized, weeks: { total: number; calendar: number }): Found[] => [
  ...money(ground, sized),
  ...time(ground, weeks),
]

function overload(ground: Ground): Found[] {
  const one = ground.facts.single[0]
  if (!one) return []
  const out: Found[] = []
  const { requests, messages } = ground.load
  if (requests && requests.value > thresholds.smallDatabaseRequests)
    out.push(
      of(
        `${figure(requests.value)} requests/s do not fit “${one.value}”: one primary answers about ${figure(thresholds.smallDatabaseRequests)} reads/s. Allow replicas or a cache, or lower the target.`,
        [...requests.statements, one.statement],
      ),
    )
  if (messages && messages.value > thresholds.databaseWrites)
    out.push(
      of(
        `${figure(messages.value)} messages/s do not fit “${one.value}”: one primary takes about ${figure(thresholds.databaseWrites)} small writes/s. Write in batches from a queue to a store of their own, or lower the target.`,
        [...messages.statements, one.statement],
      ),
    )
  const up = strictest(ground.targets, 'availability')
  if (up?.measure && up.measure.value > 99.5)
    out.push(
      of(`${up.measure.value} % availability is not reachable on “${one.value}”: a single place reaches about 99.5 %. Allow a standby.`, [
        ...up.statements,
        one.statement,
      ]),
    )
  return out
}

/** Words that say nothing about what is measured. */
const general = new Set(
  'a an the of for in on at to by be is are must shall should may can with within under below less than more most least up and or all every each any it its our we requests request responses response time times answered answer api system platform application service users user ms s second seconds minute minutes hour hours day per percent percentile p95 p99 available availability throughput target value concurrent simultaneous load handle handles support supports'.split(
    ' ',
  ),
)

/** Two values for the same thing. "for customers" makes it another thing. */
function contradictingTargets({ targets, input }: Ground): Found[] {
  const subject = (t: PlanTarget): string => {
    const text = input.sentences.find((s) => s.id === t.statements[0])?.text ?? ''
    return [
      ...new Set(
        words(text)
          .filter((w) => !/\d/.test(w) && !general.has(w))
          .map(stem),
      ),
    ]
      .toSorted()
      .join(' ')
  }

  const out: Found[] = []
  for (const [i, a] of targets.entries())
    for (const b of targets.slice(i + 1)) {
      if (!a.measure || !b.measure || a.measure.metric !== b.measure.metric || a.measure.metric === 'data_volume' || a.measure.metric === 'retention') continue
      if (a.statements[0] === b.statements[0] || a.metric.toLowerCase() !== b.metric.toLowerCase() || subject(a) !== subject(b)) continue
      if (a.measure.percentile !== b.measure.percentile || (a.measure.value === b.measure.value && a.measure.unit === b.measure.unit)) continue
      out.push(
        of(
          `${a.metric} is asked for twice and differently: ${measureText(a.measure)} and ${measureText(b.measure)}. The stricter one is planned for; say which one holds.`,
          [...a.statements, ...b.statements],
        ),
      )
    }
  return out
}

function contradictingTechnologies(ground: Ground): Found[] {
  const facts = ground.facts.technologies
  const required = facts.filter((t) => t.polarity === 'required')
  const out: Found[] = []
  const reach = (t: TechnologyFact) => [t.tag, ...(technologies.find((x) => x.tag === t.tag)?.implies ?? [])]
  for (const t of required) {
    const no = facts.find((x) => x.polarity === 'forbidden' && reach(t).includes(x.tag) && x.statement !== t.statement)
    if (no) out.push(of(`“${t.text}” asks for ${t.name}, “${no.text}” rules it out. One of them has to go.`, [t.statement, no.statement]))
    else
      for (const [a, b] of opposites) {
        const side = reach(t).includes(a) ? b : null
        const other = side && required.find((x) => reach(x).includes(side) && x.statement !== t.statement)
        if (other) out.push(of(`“${t.text}” and “${other.text}” exclude each other. Say which one holds, or for which part.`, [t.statement, other.statement]))
      }
  }
  const closed = ground.facts.openSourceOnly && required.find((t) => ['oracle', 'mssql', 'mongodb'].includes(t.tag))
  if (closed && ground.facts.openSourceOnly)
    out.push(
      of(`“${closed.text}” asks for ${closed.name}, whose licence is no open-source licence; “${ground.facts.openSourceOnly.value}”.`, [
        closed.statement,
        ground.facts.openSourceOnly.statement,
      ]),
    )
  const clouds = [...new Map(required.filter((t) => ['aws', 'azure', 'gcp'].includes(t.tag)).map((t) => [t.tag, t])).values()]
  if (clouds.length > 1)
    out.push(
      of(
        `${clouds.map((c) => c.name).join(' and ')} are both asked for. Running in two clouds costs about twice; say which one holds, or for which part.`,
        clouds.map((c) => c.statement),
      ),
    )
  return out
}

/** Data that must stay somewhere, and a place that lies elsewhere. */
function places(ground: Ground): Found[] {
  const within = (name: string): string[] => [name, ...(regions.find((r) => r.name === name)?.within ?? [])]
  const residency = ground.facts.regions.filter((r) => r.purpose === 'residency')
  return residency.flatMap((home) =>
    ground.facts.regions
      .filter((r) => r.purpose === 'hosting' && !within(r.value).includes(home.value))
      // "in the EU" and "in Europe, region Frankfurt" agree.
      .filter((r) => !within(home.value).includes(r.value))
      .map((r) => of(`Data has to stay in ${home.value}, but the hosting is in ${r.value}.`, [home.statement, r.statement])),
  )
}

function recovery(ground: Ground): Found[] {
  const out: Found[] = []
  const point = rpoOf(ground)
  const { backupHours } = ground.facts
  if (point && backupHours && backupHours.value * 60 > point.minutes)
    out.push(
      of(
        `At most ${figure(point.minutes)} minutes of data may be lost, but backups are ${figure(backupHours.value)} hours apart. Log shipping or a standby is needed beside the backups.`,
        [point.statement, backupHours.statement],
      ),
    )
  const back = strictest(ground.targets, 'recovery_time', (t) => !recoveryPoint(t))
  const up = strictest(ground.targets, 'availability')
  if (back?.measure && up?.measure) {
    const allowed = (1 - up.measure.value / 100) * 365 * 24 * 60
    const minutes = minutesOf(back.measure.value, back.measure.unit)
    if (minutes > allowed)
      out.push(
        of(`${up.measure.value} % availability allows ${figure(allowed)} minutes of outage a year; a single recovery may take ${figure(minutes)}.`, [
          ...up.statements,
          ...back.statements,
        ]),
      )
  }
  return out
}

/** "at most 5 minutes of data may be lost", "RPO 15 min". */
export function rpoOf(ground: Ground): { minutes: number; statement: string } | null {
  for (const s of ground.input.sentences) {
    const text = [...Object.values(s.cells), s.text].join(' ')
    const m =
      /(\d+(?:\.\d+)?) (seconds?|minutes?|hours?|days?)\b[^.;]{0,30}\b(?:data|transactions?)\b[^.;]{0,20}\blos|\b(?:rpo|recovery point|data loss)\b[^\d]{0,40}(\d+(?:\.\d+)?) ?(s|seconds?|m|min|minutes?|h|hours?|days?)\b/i.exec(
        text,
      )
    if (m) return { minutes: minutesOf(Number(m[1] ?? m[3]), m[2] ?? m[4] ?? 'min'), statement: s.id }
  }
  return null
}

function crowd(ground: Ground, sized: Sized): Found[] {
  const out: Found[] = []
  const { requests, users } = ground.load
  if (requests && users && requests.statements[0] !== users.statements[0] && requests.value > users.value * 20)
    out.push(
      of(
        `${figure(requests.value)} requests/s from ${figure(users.value)} people at once are more than 20 a second each. One of the two numbers is likely meant otherwise.`,
        [...requests.statements, ...users.statements],
      ),
    )
  const line = strictest(ground.targets, 'bandwidth')
  const needed = (sized.peak * thresholds.kilobytesPerResponse * 8) / 1_000
  if (line?.measure && requests && needed > line.measure.value)
    out.push(
      of(
        `${figure(requests.value)} requests/s of ${thresholds.kilobytesPerResponse} KB need ${figure(needed)} Mbit/s; ${figure(line.measure.value)} Mbit/s are planned.`,
        [...requests.statements, ...line.statements],
      ),
    )
  return out
}

function money(ground: Ground, sized: Sized): Found[] {
  const budget = budgetOf(ground.facts)
  if (!budget || sized.total <= budget.perMonth) return []
  const largest = sized.costs.toSorted((a, b) => b.perMonth - a.perMonth).slice(0, 2)
  const load = [...(ground.load.requests?.statements ?? []), ...(ground.load.messages?.statements ?? [])]
  return [
    of(
      `The estimate is ${figure(sized.total)} EUR a month, the budget ${figure(budget.perMonth)} (${budget.arithmetic}). Most of it: ${largest.map((c) => `${c.what.toLowerCase()} ${figure(c.perMonth)}`).join(', ')}.`,
      [budget.statement, ...load],
    ),
  ]
}

function time(ground: Ground, weeks: { total: number; calendar: number }): Found[] {
  const { deadline, developers } = ground.facts
  if (!deadline || weeks.calendar <= deadline.value) return []
  return [
    of(
      `“${deadline.text}” leaves ${Math.max(0, deadline.value)} weeks; the roadmap takes ${weeks.calendar} (${figure(weeks.total)} person-weeks${developers ? ` with ${developers.value} developers` : ''}). Cut the first release, or move the date.`,
      [deadline.statement, developers?.statement],
    ),
  ]
}
