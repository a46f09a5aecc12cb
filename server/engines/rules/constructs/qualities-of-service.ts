import type { Quality } from '#model/specification.ts'
import { number, numberPattern } from '../language/numbers.ts'
import type { Line } from '../text/lines.ts'

const n = `(${numberPattern})`
export type Metric = Quality['metric']
interface Target {
  metric: Metric
  label: string
  comparator: Quality['comparator']
  value: number | null
  unit: string
  percentile: number | null
  measurable: boolean
}

const time = String.raw`(ms|milliseconds?|s|sec|seconds?|minutes?)`
const unitOf = (text: string) => (/^m(?:s|illi)/i.test(text) ? 'ms' : /^min/i.test(text) ? 'min' : 's')

/** What a sentence or table row demands of the running service; [] when it demands nothing measurable. */
export function targetsIn(line: Line): Target[] {
  const cells = Object.values(line.cells).filter((cell) => cell !== line.id) // the 3 of "SL-3" is no figure
  const text = (cells.length ? cells.join(' ') : [line.label, line.text].filter(Boolean).join(': '))
    .replace(/[<≤]\s?=?\s?(?=\d)/g, 'less than ')
    .replace(/[>≥]\s?=?\s?(?=\d)/g, 'at least ')
    .replace(/\b(?:a|one) (?=(?:second|minute)\b)/gi, '1 ')
    .replace(/\bhalf a second\b/gi, '0.5 seconds')
    .replace(/\s+/g, ' ')
  return [...responseTime(text), ...throughput(text), ...counts(text), ...shares(text), ...recovery(text)]
}

function percentileOf(text: string): number | null {
  const match =
    /(\d{2}(?:\.\d+)?)(?:th|nd|rd|st)? ?(?:percentile|pct)|\bp(\d{2}(?:\.\d)?)\b|(\d{2}(?:\.\d+)?) ?(?:%|percent) of (?:all )?(?:the )?(?:requests|responses|searches|calls|queries|pages|cases|operations|transactions)/i.exec(
      text,
    )
  const found = match?.[1] ?? match?.[2] ?? match?.[3]
  return found ? Number(found) : null
}

function responseTime(text: string): Target[] {
  const found: Target[] = []
  if (/\b(?:recover|restor|rto|rpo|backup|lockout|lock out|timeout|session|sign(?:ed)? out|log(?:ged)? out|keep|retain)/i.test(text)) return []
  const match =
    new RegExp(
      String.raw`(?:response|respon[ds]\w*|answer\w*|load\w*|latenc\w*|search\w*|page\w*|request\w*|complet\w*|within|display\w*|open\w*|result\w*|api|process\w*)\b.{0,80}?(?:within|in under|under|below|less than|at most|faster than|no more than|in less than|max(?:imum)?(?: of)?|not exceed|in|:|\|)? ?${n} ?${time}\b`,
      'i',
    ).exec(text) ?? new RegExp(String.raw`${n} ?${time}\b.{0,40}(?:response|latency|percentile|page load)`, 'i').exec(text)
  const figure = match?.[1] ? number(match[1]) : undefined
  if (match && figure !== undefined)
    found.push({
      metric: /\bpages?\b.{0,20}\b(?:load|open|appear)|\bload(?:s|ing)? time|page load/i.test(text) && !/response/i.test(text) ? 'page_load' : 'response_time',
      label: 'Response time',
      comparator: /less than|under|below|faster/i.test(match[0]) ? '<' : '<=',
      value: figure,
      unit: unitOf(match[2] ?? 's'),
      percentile: percentileOf(text),
      measurable: true,
    })
  return found
}

function throughput(text: string): Target[] {
  const match =
    new RegExp(
      String.raw`${n} ?(?:\w+ )?(requests?|transactions?|orders?|messages?|operations?|calls?|queries|bookings?|events?|readings?)(?: ?\/ ?| per | a )(second|sec|s|minute|min|hour|day)\b`,
      'i',
    ).exec(text) ?? new RegExp(String.raw`${n} ([a-z]+s)(?: ?\/ ?| per | a |(?: \w+)? in 1 )(second|sec|minute|min)\b`, 'i').exec(text)
  const figure = match?.[1] ? number(match[1]) : undefined
  if (!match || figure === undefined) return []
  const per = /^s/i.test(match[3] ?? '') ? 'second' : /^min/i.test(match[3] ?? '') ? 'minute' : (match[3] ?? 'second').toLowerCase()
  return [
    {
      metric: 'throughput',
      label: 'Throughput',
      comparator: '>=',
      value: figure,
      unit: `${(match[2] ?? 'requests').toLowerCase().replace(/s?$/, 's')}/${per}`,
      percentile: null,
      measurable: true,
    },
  ]
}

function counts(text: string): Target[] {
  const found: Target[] = []
  const users = new RegExp(
    String.raw`${n} (?:concurrent|simultaneous|parallel) (?:\w+ )?(?:users?|sessions?|students?|customers?|members?|clients?|connections?|visitors?|\w+s)|${n} (?:\w+ )?(?:users?|sessions?|students?|customers?|members?|employees?|people|visitors?|clients?) (?:(?:\w+ ){0,4}?)(?:at the same time|concurrently|simultaneously|at once|in parallel|active at a time)|(?:concurrent|simultaneous) (?:\w+ )?(?:users?|sessions?|connections?)[^\d]{0,20}${n}`,
    'i',
  ).exec(text)
  const many = users?.[1] ?? users?.[2] ?? users?.[3]
  if (many)
    found.push({
      metric: 'concurrent_users',
      label: 'Concurrent users',
      comparator: '>=',
      value: number(many) ?? null,
      unit: 'users',
      percentile: null,
      measurable: true,
    })
  const crowd = many
    ? null
    : new RegExp(
        String.raw`(?:^|there (?:are|will be) )(?:we expect |(?:it|the system|the application|the app) (?:is|will be) used by |used by )?(?:about|around|approximately|roughly|some|up to|at least|circa|ca\.?)? ?${n} (users?|employees|people|staff|[a-z]+(?:ers|ors|ents|ees|ists|ians|ants|ients))\b(?:.{0,12}\b(?:use|using|work|are expected)\b|[.,;]|$)`,
        'i',
      ).exec(text)
  if (crowd?.[1] && crowd[2])
    found.push({
      metric: 'data_volume',
      label: capital(crowd[2]),
      comparator: '>=',
      value: number(crowd[1]) ?? null,
      unit: crowd[2],
      percentile: null,
      measurable: true,
    })
  const volume = new RegExp(
    String.raw`(?:with|for|hold|store|up to|at least|handle|support|manage|contain|of|volume|scale to|grow to|keep)\b[^.\d]{0,30}?${n} ([a-z][a-z -]{2,30}?)(?=[.,;]|$| (?:and|per|in|at|with|without|stored|a )\b)`,
    'i',
  ).exec(text)
  const amount = volume?.[1] ? number(volume[1]) : undefined
  if (
    !many &&
    !crowd &&
    volume?.[2] &&
    amount !== undefined &&
    amount >= 500 &&
    !/^(?:ms|milli|seconds?|requests?|users?|characters?|per|minutes?|hours?|days?|transactions|concurrent|eur|usd|euro|dollar)/i.test(volume[2]) &&
    throughput(text).length === 0
  )
    found.push({
      metric: 'data_volume',
      label: volume[2].charAt(0).toUpperCase() + volume[2].slice(1),
      comparator: '>=',
      value: amount,
      unit: volume[2],
      percentile: null,
      measurable: true,
    })
  return found
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function shares(text: string): Target[] {
  const found: Target[] = []
  const availability =
    /(\d{2}(?:\.\d+)?) ?(?:%|percent)[^.]{0,40}\b(?:availab\w*|uptime|up time)|\b(?:availab\w*|uptime|up time)\b[^\d]{0,40}(\d{2}(?:\.\d+)?) ?(?:%|percent)/i.exec(
      text,
    )
  const up = availability?.[1] ?? availability?.[2]
  if (up) found.push({ metric: 'availability', label: 'Availability', comparator: '>=', value: Number(up), unit: '%', percentile: null, measurable: false })
  const errors =
    /\b(?:error rate|errors?|failed requests|failure rate|failures)\b[^\d]{0,40}(\d+(?:\.\d+)?) ?(?:%|percent)|(\d+(?:\.\d+)?) ?(?:%|percent) (?:of (?:the |all )?requests )?(?:may |can )?(?:fail|errors?)/i.exec(
      text,
    )
  const rate = errors?.[1] ?? errors?.[2]
  if (rate)
    found.push({
      metric: 'error_rate',
      label: 'Error rate',
      comparator: /less than|under|below/i.test(text) ? '<' : '<=',
      value: Number(rate),
      unit: '%',
      percentile: null,
      measurable: true,
    })
  return found
}

function recovery(text: string): Target[] {
  const found: Target[] = []
  const back = new RegExp(String.raw`\b(?:recover\w*|restor\w*|rto|rpo|back up|resume)\b[^\d]{0,50}${n} ?(minutes?|hours?|h|min|days?|seconds?)`, 'i').exec(
    text,
  )
  if (back?.[1])
    found.push({
      metric: 'recovery_time',
      label: /rpo|data loss/i.test(text) ? 'Recovery point' : 'Recovery time',
      comparator: '<=',
      value: number(back[1]) ?? null,
      unit: (back[2] ?? '').toLowerCase(),
      percentile: null,
      measurable: false,
    })
  const kept = new RegExp(
    String.raw`\b(?:kept|retained|stored|archived|retention|keep|retain|deleted after|preserved|erased after|anonymi[sz]ed after)\b[^\d]{0,50}${n} ?(days?|weeks?|months?|years?)`,
    'i',
  ).exec(text)
  if (kept?.[1])
    found.push({
      metric: 'retention',
      label: 'Retention',
      comparator: /delet|erase|anonym|at most|no longer/i.test(text) ? '<=' : '>=',
      value: number(kept[1]) ?? null,
      unit: (kept[2] ?? '').toLowerCase(),
      percentile: null,
      measurable: false,
    })
  return found
}
