import { defaultFlags } from './flag-defaults.ts'
import { numberFlags } from './flag-numbers.ts'
import type { FieldReading } from './flag-reading.ts'
import { wordFlags } from './flag-words.ts'
import { patternInWords } from './patterns.ts'

const flags = [...wordFlags, ...numberFlags, ...defaultFlags]

/** Takes a flag such as "unique", "at least 0" or "default today" into the reading; false when it is none. */
export function add(reading: FieldReading, text: string): boolean {
  const flag = text
    .trim()
    .replace(/^(?:and|but|which is|that is|it is|must be|is|are|be)\s+(?=\S)/i, (lead) => (/must|is|are|be/i.test(lead) ? '' : ''))
    .replace(/[.,;]$/, '')
  for (const candidate of [text.trim(), flag])
    for (const [pattern, apply] of flags) {
      const match = pattern.exec(candidate)
      if (match) {
        apply(reading, match)
        return true
      }
    }
  const pattern = patternInWords(flag)
  if (pattern) {
    reading.limits.pattern = pattern
    reading.limits.patternText = flag
    reading.type ??= { kind: 'text' }
    return true
  }
  const typed =
    /^((?:an? )?(?:(?:positive |non-negative )?(?:whole |decimal |natural )?number|integer|amount(?: of money)?|text|string|date(?: and time)?|sum)) ((?:of|with|between|from|greater|larger|higher|less|lower|at|up|not|in|that|which|no|more|above|below|over|under|to)\b.+)$/i.exec(
      flag,
    )
  if (typed?.[1] && typed[2]) {
    const copy = {
      ...reading,
      limits: { ...reading.limits },
      values: [...reading.values],
      notes: [...reading.notes],
      beside: [...reading.beside],
      uniqueWith: [...reading.uniqueWith],
    }
    if (add(copy, typed[1]) && (add(copy, typed[2]) || add(copy, typed[2].replace(/^(?:of|with|that is|which is|that|which) /i, '')))) {
      Object.assign(reading, copy)
      return true
    }
  }
  const both = / and | but /.exec(flag)
  if (both && flag.split(' ').length <= 12) {
    const copy = {
      ...reading,
      limits: { ...reading.limits },
      values: [...reading.values],
      notes: [...reading.notes],
      beside: [...reading.beside],
      uniqueWith: [...reading.uniqueWith],
    }
    if (add(copy, flag.slice(0, both.index)) && add(copy, flag.slice(both.index + both[0].length))) {
      Object.assign(reading, copy)
      return true
    }
  }
  return false
}
