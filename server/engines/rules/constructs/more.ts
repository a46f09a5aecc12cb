import type { Rule } from './rule.ts'

/** Rules added later, by the phase in which they run. */
export const more: { early: Rule[]; late: Rule[]; last: Rule[] } = { early: [], late: [], last: [] }
