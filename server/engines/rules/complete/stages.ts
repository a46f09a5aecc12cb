/** States that come and go beside a life's course. */
export const isCondition = (state: string) =>
  /^(?:under|on_hold|out_of|in_repair|in_maintenance|blocked|suspended|inactive|unavailable|lost|damaged|broken)/.test(state)

const stages: RegExp[] = [
  /^(?:draft|new|created|active|open|planned|registered|waiting)$/,
  /^(?:submitted|requested|pending|booked|reserved|placed|reported|applied|sent_in|published)$/,
  /^(?:confirmed|approved|accepted|rejected|declined|assigned|scheduled|paid)$/,
  /^(?:started|in_progress|checked_in|picked_up|handed_out|on_loan|rented|shipped|sent|admitted)$/,
  /^(?:done|finished|completed|delivered|returned|checked_out|discharged|received|resolved|reimbursed|settled)$/,
]

/** Of the states that an act may start from, those of the stage right before it. */
export function byStage(to: string, before: string[]): string[] {
  const rank = (state: string) => stages.findIndex((stage) => stage.test(state))
  const own = rank(to)
  if (own <= 0) return []
  for (let at = own - 1; at >= 0; at--) {
    const found = before.filter((state) => rank(state) === at)
    if (found.length) return found
  }
  return []
}
