import type { PlanMeasure } from '#model/plan.ts'

/** A sentence, list item or table row of an input document, as the rules engine cuts it. */
export interface Sentence {
  id: string
  document: number
  role: 'requirements' | 'constraints' | 'quality_targets'
  kind: string
  text: string
  /** From the outermost heading to the nearest. */
  headings: string[]
  /** "Payments" in "Payments: a customer pays …". */
  label: string
  /** The sentence that introduces the list this item belongs to. */
  introducer: string | null
  /** A table row: header → cell. */
  cells: Record<string, string>
  measures: (PlanMeasure & { label: string })[]
}

export interface PlanInput {
  story: string
  title: string
  system: { slug: string; name: string }
  /** The day the plan is made, YYYY-MM-DD: due dates and deadlines are counted from it. */
  date: string
  documents: { name: string; role: Sentence['role']; text: string }[]
  sentences: Sentence[]
  /** Names of what people do things with, and of the people, as far as the engine found them. */
  entities: { id: string; name: string; statements: string[] }[]
  roles: { id: string; name: string; statements: string[] }[]
}

/** Something a sentence says that a choice can rest on. */
export interface Fact<T = string> {
  value: T
  statement: string
}
export const words = (text: string): string[] => (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}+#.-]*/gu) ?? []).map((w) => w.replace(/[.-]+$/, ''))

/** Singular of an English noun, roughly: enough to find "orders" in "an order". */
export const singular = (word: string): string =>
  word.length <= 3 || /(?:ss|us|is|ics|news)$/.test(word)
    ? word
    : word
        .replace(/([^aeiou])ies$/, '$1y')
        .replace(/(ch|sh|ss|x|z)es$/, '$1')
        .replace(/s$/, '')

/** "bookings", "booking", "booked" → "book". Short words keep their ends: "user" is not "used". */
export function stem(word: string): string {
  const one = singular(word)
  const cut = one.replace(/ment$/, '').replace(/(?:ations?|ing|er|ed)$/, '')
  const least = /ment$/.test(one) ? 3 : 4
  return (cut.length >= least ? cut : one).replace(/([^aeiouls])\1$/, '$1').replace(/e$/, '')
}
export const stems = (text: string): string[] => words(text).map(stem)
