import { call, type Expression, field, literal, now, today } from '#model/expression.ts'
import type { Flag } from './flag-reading.ts'
import { number } from './numbers.ts'

/** What a field is when nothing is given. */
export const defaultFlags: Flag[] = [
  [
    /^(?:the )?default(?:s|ing|ed)?(?: value)?(?: is\b| to\b|:|=)? ?([^,;]+(?:,\d{3}\b[\d.]*)*)$/i,
    (r, m) => {
      r.default = defaultValue(m[1] ?? '')
    },
  ],
  [
    /^([^,;]+?) by default$/i,
    (r, m) => {
      r.default = defaultValue(m[1] ?? '')
    },
  ],
  [
    /^(?:normally )?([\w -]+?) unless (?:stated|specified|given|otherwise|set|changed|told|noted)?(?: otherwise)?(?: .*)?$/i,
    (r, m) => {
      r.default = defaultValue(m[1] ?? '')
    },
  ],
  [
    /^(?:set to |initially |starts at |starting at |initial value |initial )([^,;]+)$/i,
    (r, m) => {
      r.default = defaultValue(m[1] ?? '')
    },
  ],
  [
    /^(?:today|now)$/i,
    (r, m) => {
      r.default = /now/i.test(m[0]) ? now : today
    },
  ],
]

/** "today", "1", "false", "normal" → an expression. */
export function defaultValue(text: string): Expression {
  const value = text
    .trim()
    .replace(/^(?:the|an?) /i, '')
    .replace(/^["']|["']$/g, '')
  if (/^(?:today|current date|the current date|today's date|date of (?:creation|entry))$/i.test(value)) return today
  if (/^(?:now|current time|the current time|time of (?:creation|entry)|current date and time)$/i.test(value)) return now
  if (/^(?:true|yes|on)$/i.test(value)) return literal(true)
  if (/^(?:false|no|off)$/i.test(value)) return literal(false)
  const days = /^(?:today|now) (?:\+|plus) (\d+) days?$/i.exec(value)
  if (days) return call('add_days', today, literal(Number(days[1])))
  const figure = number(value)
  if (figure !== undefined) return literal(figure)
  const later = /^(.+?) (?:\+|plus) (\d+) days?$/i.exec(value)
  if (later?.[1]) return call('add_days', field(later[1].trim().toLowerCase().replace(/\W+/g, '_')), literal(Number(later[2])))
  return literal(value.toLowerCase())
}
