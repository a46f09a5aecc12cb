import { ages } from './ages.ts'
import { aboveThat, approvers } from './approvals.ts'
import { balances } from './balances.ts'
import { bounds } from './bounds.ts'
import { conditionalInputs, lapses, otherwise, sequences } from './conditional.ts'
import { conditionalFields, notAssignable } from './conditional-fields.ts'
import { countBounds } from './count-bounds.ts'
import { escalations } from './escalations.ts'
import { doubleBooking, missingInput, othersRecords } from './examples.ts'
import { allOfThese, neededInputs, onlyInState, readOnlyRole } from './inputs.ts'
import { enoughRows, madeWith } from './made-with.ts'
import { moneyLimits, oncePer, perPair } from './more-limits.ts'
import { nobodyElse } from './nobody-else.ts'
import { onlyOnce, overlaps } from './overlaps.ts'
import { passiveActs } from './passive.ts'
import { notInThePast, notTwice } from './past.ts'
import { refusedExamples } from './refused-examples.ts'
import { exclusive, reminders } from './reminders.ts'
import type { Rule } from './rule.ts'
import { advance, seesAll, spans } from './spans.ts'
import { stateNotices } from './state-notices.ts'
import { capacities, deadlines, durations, tariffs } from './tariffs.ts'
import { notOwn, thresholds } from './thresholds.ts'

/** "As a driver, I want to install the application on my phone": what every build offers, kept as a constraint. */
const installable: Rule = {
  name: 'installable application',
  apply(clause, reading) {
    if (
      !/\b(?:install|use|open|run)\b.{0,40}\b(?:app|application|system|it)\b.{0,30}\b(?:phone|smartphone|mobile|tablet|home screen|desktop)s?\b|\b(?:app|application|system)\b.{0,40}\b(?:installable|installed)\b|\bavailable as (?:a )?(?:mobile|progressive web) app/i.test(
        clause.text,
      )
    )
      return false
    reading.draft.constraints.push({
      id: `constraint_${reading.draft.constraints.length + 1}`,
      text: 'The application can be installed on phones and desktops (progressive web application).',
      statements: [clause.line.id],
    })
    return true
  },
}

/** "Users sign in with their email and password": the environment's sign-in does that. */
const signIn: Rule = {
  name: 'signing in',
  apply(clause, reading) {
    if (
      !/^(?:sign in|sign out|log in|log out|authenticate|sign on|log on)$/.test(clause.verbs[0] ?? '') &&
      !/\b(?:sign in|log in|authenticate)\b/i.test(clause.text.slice(0, 80))
    )
      return false
    if (clause.leads.length || clause.negative) return false
    reading.draft.constraints.push({ id: `constraint_${reading.draft.constraints.length + 1}`, text: clause.text, statements: [clause.line.id] })
    if (/\b(?:password|two-factor|google|microsoft|fingerprint|sso|single sign)\b/i.test(clause.text))
      clause.left.push('the way of signing in is that of the environment')
    return true
  },
}

/** Rules that stand beside the main ones, by the phase in which they run. */
export const more: { early: Rule[]; late: Rule[]; last: Rule[] } = {
  early: [ages, allOfThese, otherwise, tariffs, durations],
  late: [
    stateNotices,
    countBounds,
    conditionalFields,
    notAssignable,
    nobodyElse,
    doubleBooking,
    missingInput,
    othersRecords,
    refusedExamples,
    approvers,
    aboveThat,
    escalations,
    madeWith,
    enoughRows,
    oncePer,
    moneyLimits,
    perPair,
    balances,
    seesAll,
    spans,
    advance,
    sequences,
    conditionalInputs,
    lapses,
    exclusive,
    reminders,
    overlaps,
    onlyOnce,
    neededInputs,
    thresholds,
    notOwn,
    notInThePast,
    notTwice,
    onlyInState,
    readOnlyRole,
    capacities,
  ],
  last: [bounds, deadlines, passiveActs, installable, signIn],
}
