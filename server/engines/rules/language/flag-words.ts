import { call, literal, now, today } from '#model/expression.ts'
import type { Flag } from './flag-reading.ts'

/** Flags in words: "required", "unique", "date", "not in the future". */
export const wordFlags: Flag[] = [
  [
    /^(?:is |are )?(?:required|mandatory|compulsory|obligatory|needed|not null|not empty|must not be empty|cannot be empty|must be given|must be present|must be filled in|m|yes)$/i,
    (r) => {
      r.required = true
    },
  ],
  [
    /^(?:is |are )?(?:optional|not required|not mandatory|may be empty|can be empty|if any|if known|if available|if applicable|nullable|no)$/i,
    (r) => {
      r.optional = true
    },
  ],
  [
    /^(?:is |are |must be )?(?:globally )?(?:unique|distinct|must be unique)(?: (?:across|among|within) (?:all|the system)\b[\w ]*)?$/i,
    (r) => {
      r.unique = true
    },
  ],
  [
    /^(?:is |are |must be )?unique (?:per|within (?:an?|the|each)|within|for each|for every|in each) ([a-z][a-z ]{2,25})$/i,
    (r, m) => {
      r.uniqueWith.push((m[1] ?? '').trim())
    },
  ],
  [
    /^(?:the )?(?:key|primary key|identifier)$/i,
    (r) => {
      r.unique = true
      r.required = true
    },
  ],
  [
    /^(?:immutable|read-only after creation|fixed|not changeable|cannot be changed|can not be changed|never changes|not editable|unchangeable)(?: (?:once|after) .*)?$/i,
    (r) => {
      r.immutable = true
    },
  ],
  [
    /^(?:auto|automatic|automatically(?: assigned| generated| set| numbered)?|auto-?generated|generated(?: by the system)?|system-?generated|sequential|assigned by the system|set by the system|auto-?increment(?:ed)?|assigned|given|filled in|running number|consecutive)$/i,
    (r) => {
      r.automatic = true
    },
  ],
  [
    /^(?:an? )?(?:integer|whole number|int|whole|natural number)s?$/i,
    (r) => {
      r.type = { kind: 'integer' }
    },
  ],
  [
    /^(?:an? )?(?:decimal|decimal number|number|numeric|real|float)$/i,
    (r) => {
      r.type ??= { kind: 'decimal', scale: 2 }
    },
  ],
  [
    /^(?:an? )?(?:amount|money|currency|amount of money)$/i,
    (r) => {
      r.type = { kind: 'money' }
    },
  ],
  [
    /^(?:an? )?(?:text|string|free text|short text|varchar|plain text|alphanumeric)$/i,
    (r) => {
      r.type ??= { kind: 'text' }
    },
  ],
  [
    /^(?:an? )?(?:long text|multi-?line(?: text)?|rich text|free-text|memo)$/i,
    (r) => {
      r.type = { kind: 'text', long: true }
    },
  ],
  [
    /^(?:an? )?(?:boolean|yes\/no|yes or no|yes no|true\/false|true or false|flag|checkbox)$/i,
    (r) => {
      r.type = { kind: 'boolean' }
    },
  ],
  [
    /^(?:an? )?(?:date and time|date\/time|date-time|datetime|timestamp)$/i,
    (r) => {
      r.type = { kind: 'datetime' }
    },
  ],
  [
    /^(?:an? )?date$/i,
    (r) => {
      r.type = { kind: 'date' }
    },
  ],
  [
    /^(?:an? )?(?:valid )?email(?: address)?$/i,
    (r) => {
      r.type = { kind: 'email' }
    },
  ],
  [
    /^(?:an? )?(?:valid )?(?:phone|telephone)(?: number)?$/i,
    (r) => {
      r.type = { kind: 'phone' }
    },
  ],
  [
    /^(?:an? )?(?:valid )?(?:url|link|web address)$/i,
    (r) => {
      r.type = { kind: 'url' }
    },
  ],
  [
    /^(?:must be |is |must lie |lies )?(?:in the future|a future date|after today|later than today)$/i,
    (r) => {
      r.minimum = r.type?.kind === 'datetime' ? now : call('add_days', today, literal(1))
    },
  ],
  [
    /^(?:must |can |may )?(?:be |lie |is )?not (?:be |lie )?(?:in the past|before today|earlier than today)$/i,
    (r) => {
      r.minimum = today
    },
  ],
  [
    /^(?:must be |lie |be )?(?:at least |no less than |not less than |a minimum of )?(\d+) (day|week)s? (?:in the future|ahead|from (?:now|today)|after today|in advance)$/i,
    (r, m) => {
      r.minimum = call('add_days', today, literal(Number(m[1]) * (/week/i.test(m[2] ?? '') ? 7 : 1)))
    },
  ],
  [
    /^(?:must be |lie |be )?(?:at most |no more than |not more than |up to |a maximum of )(\d+) (day|week)s? (?:in the future|ahead|from (?:now|today)|after today|in advance)$/i,
    (r, m) => {
      r.maximum = call('add_days', today, literal(Number(m[1]) * (/week/i.test(m[2] ?? '') ? 7 : 1)))
    },
  ],
  [
    /^(?:today or later|from today(?: on)?)$/i,
    (r) => {
      r.minimum = today
    },
  ],
  [
    /^(?:must |can |may )?(?:be |lie |is )?not (?:be |lie )?(?:in the future|after today|later than today)$/i,
    (r) => {
      r.maximum = today
    },
  ],
  [
    /^(?:in the past|today or earlier)$/i,
    (r) => {
      r.maximum = today
    },
  ],
  [
    /^(?:must be |is |lies |must lie |has to be |be )?(on or after|not before|not earlier than|no earlier than|at least|after|later than|on or before|not after|not later than|no later than|at most|before|earlier than|greater than|more than|less than|not more than|not less than) (?:the |its )([a-z][a-z -]{2,30})$/i,
    (r, m) => {
      const word = (m[1] ?? '').toLowerCase()
      const fn = /^(?:on or after|not before|not earlier|no earlier|at least|not less)/.test(word)
        ? '>='
        : /^(?:after|later|greater|more)/.test(word)
          ? '>'
          : /^(?:before|earlier|less)/.test(word)
            ? '<'
            : '<='
      r.beside.push({ fn, name: m[2] ?? '' })
    },
  ],
  [
    /^(?:from )?(?:monday|mon) to (?:sunday|sun|friday|fri|saturday|sat)$/i,
    (r, m) => {
      const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
      r.values.push(...days.slice(0, /fri/i.test(m[0]) ? 5 : /sat/i.test(m[0]) ? 6 : 7))
      r.type = { kind: 'enum', values: [...r.values] }
    },
  ],
  [
    /^from ([A-Z]) to ([A-Z])$/,
    (r, m) => {
      const from = (m[1] ?? 'A').charCodeAt(0)
      const to = (m[2] ?? 'F').charCodeAt(0)
      for (let c = from; c <= to; c++) r.values.push(String.fromCharCode(c))
      if (r.values.length) r.type = { kind: 'enum', values: [...r.values] }
    },
  ],
  [
    /^([A-Z]) to ([A-Z])$/,
    (r, m) => {
      const from = (m[1] ?? 'A').charCodeAt(0)
      const to = (m[2] ?? 'F').charCodeAt(0)
      for (let c = from; c <= to; c++) r.values.push(String.fromCharCode(c))
      if (r.values.length) r.type = { kind: 'enum', values: [...r.values] }
    },
  ],
]
