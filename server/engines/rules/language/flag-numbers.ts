import { call, today } from '#model/expression.ts'
import type { Flag } from './flag-reading.ts'
import { number, numberPattern } from './numbers.ts'

const n = `(${numberPattern})`
const amount = (match: RegExpExecArray, index = 1) => number(match[index] ?? '') ?? 0
const units = String.raw`(?: ?(?:%|percent|€|eur|usd|euros?|dollars?|minutes?|min|hours?|h|days?|weeks?|months?|years?|kg|g|km|m|cm|mm|litres?|liters?|kilometres?|kilometers?|miles?|points?|credits?|items?|pieces?|units?|people|persons?|seats?))?`

const currency = (word: string) =>
  ({
    '€': 'EUR',
    eur: 'EUR',
    euro: 'EUR',
    euros: 'EUR',
    $: 'USD',
    usd: 'USD',
    dollar: 'USD',
    dollars: 'USD',
    '£': 'GBP',
    gbp: 'GBP',
    pound: 'GBP',
    pounds: 'GBP',
    chf: 'CHF',
  })[word.toLowerCase()] ?? 'EUR'

/** Limits, lengths and units: "at least 0", "1 to 10", "max 80 characters", "in minutes". */
export const numberFlags: Flag[] = [
  [
    new RegExp(
      String.raw`^(?:max(?:imum)?\.?|at most|up to|no more than|not more than|no longer than|length up to|maximum length|max length)(?: of)? ${n} (?:characters|chars|letters|symbols)(?: long)?$`,
      'i',
    ),
    (r, m) => {
      r.limits.maxLength = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^(?:min(?:imum)?\.?|at least|no fewer than)(?: of)? ${n} (?:characters|chars|letters)(?: long)?$`, 'i'),
    (r, m) => {
      r.limits.minLength = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^(?:exactly )?${n} (?:characters|chars)(?: long)?$`, 'i'),
    (r, m) => {
      r.limits.minLength = amount(m)
      r.limits.maxLength = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^(?:between )?${n} (?:to|and|-) ${n} (?:characters|chars)(?: long)?$`, 'i'),
    (r, m) => {
      r.limits.minLength = amount(m)
      r.limits.maxLength = amount(m, 2)
    },
  ],
  [
    new RegExp(
      String.raw`^(?:between |from |range |in the range |in the range of |must be between |values? (?:from |between )?)?${n}${units} (?:to|and|-|up to) ${n}${units}(?: inclusive)?$`,
      'i',
    ),
    (r, m) => {
      r.limits.min = amount(m)
      r.limits.max = amount(m, 2)
    },
  ],
  [
    new RegExp(String.raw`^(?:between |from )?${n} (?:and|to) (?:the )?current year$`, 'i'),
    (r, m) => {
      r.limits.min = amount(m)
      r.maximum = call('year', today)
      r.type ??= { kind: 'integer' }
    },
  ],
  [
    new RegExp(
      String.raw`^(?:must be |is |are )?(?:at least|min(?:imum)?\.?|not less than|no less than|not below|not lower than|minimum of|from|not smaller than|no lower than|not before|not earlier than|no earlier than) ${n}${units}$`,
      'i',
    ),
    (r, m) => {
      r.limits.min = amount(m)
    },
  ],
  [
    new RegExp(
      String.raw`^(?:must be |is |are )?(?:at most|max(?:imum)?\.?|not more than|no more than|up to|not above|not exceed(?:ing)?|maximum of|not greater than|not higher than|no higher than) ${n}${units}$`,
      'i',
    ),
    (r, m) => {
      r.limits.max = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^${n}${units} or (?:more|greater|higher|above)$`, 'i'),
    (r, m) => {
      r.limits.min = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^${n}${units} or (?:less|fewer|lower|below)$`, 'i'),
    (r, m) => {
      r.limits.max = amount(m)
    },
  ],
  [
    new RegExp(String.raw`^(?:must be |is |are )?(?:greater than|more than|above|over|larger than|higher than|exceeding) ${n}${units}$`, 'i'),
    (r, m) => {
      r.limits.min = amount(m)
      r.limits.exclusiveMin = true
    },
  ],
  [
    new RegExp(String.raw`^(?:must be |is |are )?(?:less than|below|under|fewer than|lower than) ${n}${units}$`, 'i'),
    (r, m) => {
      r.limits.max = amount(m) - 1
    },
  ],
  [
    /^(?:must be |is |are |must not be )?(?:non-negative|not negative|positive or zero|zero or more|never negative|negative)$/i,
    (r, m) => {
      if (!/^negative$/i.test(m[0])) r.limits.min = 0
    },
  ],
  [
    /^(?:must be |is |are )?(?:an? )?positive(?: number| integer| amount| whole number)?$/i,
    (r, m) => {
      r.limits.min = 0
      r.limits.exclusiveMin = true
      if (/integer/i.test(m[0])) r.type = { kind: 'integer' }
    },
  ],
  [
    /^in (eur|usd|gbp|chf|euros?|dollars?|pounds?)$/i,
    (r, m) => {
      r.limits.currency = currency(m[1] ?? '')
      r.type = { kind: 'money' }
    },
  ],
  [
    /^(?:in )?(€|eur|usd|gbp|chf|\$|£)$/i,
    (r, m) => {
      r.limits.currency = currency(m[1] ?? '')
      r.type = { kind: 'money' }
    },
  ],
  [
    /^(?:(?:measured |given |stated |expressed )?in )?((?:whole |full |working |calendar )?(?:seconds|minutes|hours|days|weeks|months|years)|ml|cl|mg|millilit(?:re|er)s|milligrams|millimet(?:re|er)s|centimet(?:re|er)s|kw|kwh|watts?|volts?|kg|kilograms|grams|pounds|tonnes?|tons?|km|kilometres|kilometers|miles|metres|meters|feet|inches|cm|mm|litres|liters|gallons|%|percent|°[CF]|(?:degrees )?(?:celsius|fahrenheit)|degrees|pixels|bytes|[kmg]b|points|credits|(?:square|cubic) (?:metres|meters|kilometres|kilometers|feet|centimetres|centimeters|miles)|m²|m³|sqm|hectares|acres|mbit\/s|km\/h)$/i,
    (r, m) => {
      r.limits.unit = m[1]?.toLowerCase() ?? ''
    },
  ],
  [
    /^(?:starting|beginning|prefixed) with "?([A-Z]{1,6}[-/]?)"?$/i,
    (r, m) => {
      r.automatic = true
      r.type = { kind: 'sequence', prefix: (m[1] ?? '').toUpperCase(), digits: 6 }
    },
  ],
  [
    /^(?:with |to )?(one|two|three|four|\d) decimals?(?: places?)?$/i,
    (r, m) => {
      r.limits.scale = amount(m)
      r.type ??= { kind: 'decimal', scale: amount(m) }
    },
  ],
]
