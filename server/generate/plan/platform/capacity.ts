import type { Plan, PlanService } from '#model/plan.ts'
import { instanceRates, thresholds } from '#model/plan-knowledge/figures.ts'
import type { Ground } from '../ground.ts'
import { figure } from '../reading/numbers.ts'
import type { Choices } from './choices.ts'
import { costsOf } from './costs.ts'

export interface Sized {
  rows: Plan['capacity']
  costs: Plan['costs']
  total: number
  /** Requests a second at the peak, for checks against other statements. */
  peak: number
}

/** Reads of a catalogue outnumber orders, orders outnumber reports: shares of the load where nobody states any. */
const shareOf = (s: PlanService): number => {
  const own = new Set(s.traits.map((t) => t.trait))
  return own.has('catalog') || own.has('search') ? 4 : own.has('workflow') ? 2 : own.has('reporting') ? 0.5 : 1
}

/** One database for all: a monolith, or a constraint that says so. */
export const sharedStore = (ground: Ground, choices: Choices): boolean =>
  new Set([...choices.services.values()].map((s) => s.store.option.name)).size === 1 &&
  ((choices.platform.get('pattern')?.option.tags.includes('monolith') ?? false) || ground.facts.technologies.some((t) => t.only && t.polarity === 'required'))

/** Estimates with their arithmetic written out; nothing is estimated from a number that the inputs do not state. */
export function size(ground: Ground, choices: Choices, services: readonly PlanService[]): Sized {
  const { load, targets } = ground
  const { safetyMargin } = thresholds
  const rows: Plan['capacity'] = []
  const rate = load.requests?.value ?? 0
  if (load.requests)
    rows.push({
      what: 'Peak load to build for',
      arithmetic: `${load.requests.arithmetic}${load.requests.arithmetic.includes('/second') ? '' : ` = ${figure(rate)} requests/s`} × ${safetyMargin} (safety)`,
      result: `${figure(rate * safetyMargin)} requests/s`,
    })
  if (load.messages)
    rows.push({
      what: 'Messages to take in',
      arithmetic: `${load.messages.arithmetic} × ${safetyMargin} (safety)`,
      result: `${figure(load.messages.value * safetyMargin)} messages/s`,
    })
  const monolith = choices.platform.get('pattern')?.option.tags.includes('monolith') ?? false
  const instances = instancesOf(ground, services, rows, monolith && services.length > 1)
  const total = [...instances.values()].reduce((a, b) => a + b, 0)
  rows.push({
    what: 'Database connections',
    arithmetic: `${total} instances × ${thresholds.connectionsPerInstance}`,
    result: figure(total * thresholds.connectionsPerInstance),
  })
  if (rate > 0)
    rows.push({
      what: 'Traffic',
      arithmetic: `${figure(rate)} requests/s × ${thresholds.kilobytesPerResponse} KB × 8 bit`,
      result: `${figure((rate * thresholds.kilobytesPerResponse * 8) / 1_000)} Mbit/s`,
    })
  const storage = storageOf(targets, rows)
  const costs = costsOf(choices, sharedStore(ground, choices), services, total, storage, rate)
  return { rows, costs, total: costs.reduce((sum, c) => sum + c.perMonth, 0), peak: rate }
}

function instancesOf(ground: Ground, services: readonly PlanService[], rows: Plan['capacity'], together: boolean): Map<string, number> {
  if (together) return new Map([['', deployable(ground, services, rows)]])
  const { load } = ground
  const { safetyMargin } = thresholds
  const serving = services.filter((s) => !load.messages || !s.traits.some((t) => t.trait === 'telemetry'))
  const shares = serving.reduce((sum, s) => sum + shareOf(s), 0) || 1
  const out = new Map<string, number>()
  for (const s of services) {
    const each = instanceRates[s.technology] ?? thresholds.requestsPerInstance
    const telemetry = load.messages !== null && !serving.includes(s)
    const rate = telemetry ? (load.messages?.value ?? 0) : (load.requests?.value ?? 0) * (shareOf(s) / shares)
    // A message is a row written in a batch of ten: a tenth of a request.
    const work = telemetry ? rate / 10 : rate
    const count = Math.max(2, Math.ceil((work * safetyMargin) / each))
    out.set(s.slug, count)
    rows.push({
      what: `Instances of ${s.name}`,
      arithmetic:
        rate === 0
          ? 'no load is stated: two for availability'
          : telemetry
            ? `${figure(rate)} messages/s in batches of 10 × ${safetyMargin} ÷ ${figure(each)} a second and instance, at least 2`
            : `${figure(load.requests?.value ?? 0)} requests/s × ${shareOf(s)}/${shares} (assumed share) × ${safetyMargin} ÷ ${figure(each)} a second and instance, at least 2`,
      result: `${count}`,
    })
  }
  return out
}

/** All modules in one deployable: it is started as often as the whole load asks for. */
function deployable({ load, input }: Ground, services: readonly PlanService[], rows: Plan['capacity']): number {
  const each = instanceRates[services[0]?.technology ?? ''] ?? thresholds.requestsPerInstance
  const work = [
    ...(load.requests ? [{ rate: load.requests.value, text: `${figure(load.requests.value)} requests/s` }] : []),
    ...(load.messages ? [{ rate: load.messages.value / 10, text: `${figure(load.messages.value)} messages/s in batches of 10` }] : []),
  ]
  const count = Math.max(2, Math.ceil((work.reduce((sum, w) => sum + w.rate, 0) * thresholds.safetyMargin) / each))
  const sum = work.map((w) => w.text).join(' + ')
  rows.push({
    what: `Instances of ${input.title} with all modules`,
    arithmetic:
      work.length === 0
        ? 'no load is stated: two for availability'
        : `${work.length > 1 ? `(${sum})` : sum} × ${thresholds.safetyMargin} ÷ ${figure(each)} a second and instance, at least 2`,
    result: `${count}`,
  })
  return count
}

function storageOf(targets: Ground['targets'], rows: Plan['capacity']): number {
  const stated = targets.find((t) => t.measure?.metric === 'storage')?.measure?.value ?? 0
  const volume = targets.find((t) => t.measure?.metric === 'data_volume')?.measure
  if (stated > 0) rows.push({ what: 'Storage', arithmetic: `${figure(stated)} GB as stated; grows online`, result: `${figure(stated)} GB` })
  else if (volume) {
    const gigabytes = ((volume.value / 1_000) * thresholds.megabytesPerThousandRows * thresholds.safetyMargin) / 1_000
    rows.push({
      what: 'Storage',
      arithmetic: `${figure(volume.value)} rows × ${thresholds.megabytesPerThousandRows} MB per 1,000 × ${thresholds.safetyMargin} (safety)`,
      result: `${figure(Math.max(1, Math.ceil(gigabytes)))} GB`,
    })
    return Math.ceil(gigabytes)
  }
  return stated
}
