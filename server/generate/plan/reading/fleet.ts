import type { Sentence } from './input.ts'
import { singular } from './input.ts'
import { figure } from './numbers.ts'

export interface Fleet {
  value: number // messages a second
  arithmetic: string
  statements: string[]
}
const interval = /\b(?:every|each) (\d+(?:\.\d+)?)? ?(seconds?|minutes?|hours?|days?)\b|\bonce (?:a|an|per) (second|minute|hour|day)\b/i
const seconds = (unit: string): number => (/^s/i.test(unit) ? 1 : /^m/i.test(unit) ? 60 : /^h/i.test(unit) ? 3_600 : 86_400)

/** "2 million meters" and "every meter sends a reading every 15 minutes" make 2,222 messages a second. */
export function fleetOf(said: readonly Sentence[]): Fleet | null {
  const counts = said.flatMap((s) =>
    [...s.text.matchAll(/(\d[\d,. ]*\d|\d)( million| thousand|k)? ((?:[a-z-]+ ){0,2}[a-z-]+s)\b/gi)].flatMap((m) => {
      const value = Number((m[1] ?? '').replace(/[, ]/g, '')) * (/million/.test(m[2] ?? '') ? 1e6 : m[2] ? 1e3 : 1)
      return Number.isFinite(value) && value >= 2
        ? [{ value, noun: singular((m[3] ?? '').toLowerCase().split(' ').at(-1) ?? ''), shown: m[3] ?? '', statement: s.id }]
        : []
    }),
  )
  for (const s of said) {
    const sender = /\b(?:every|each|an?|one) (?:\w+ )?(\w+) (?:sends?|reports?|transmits?|publishes|delivers|uploads)\b/i.exec(s.text)
    const span = interval.exec(s.text)
    const fleet = sender && counts.find((c) => c.noun === singular((sender[1] ?? '').toLowerCase()))
    if (!fleet || !span) continue
    const gap = Number(span[1] ?? 1) * seconds(span[2] ?? span[3] ?? 's')
    return {
      value: fleet.value / gap,
      arithmetic: `${figure(fleet.value)} ${fleet.shown} ÷ ${figure(gap)} s = ${figure(fleet.value / gap)} messages/s`,
      statements: [...new Set([fleet.statement, s.id])],
    }
  }
  return null
}
