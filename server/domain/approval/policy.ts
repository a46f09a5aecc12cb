import type { Allowance } from '#model/list.ts'
import { mayIn, type Person, rolesIn } from '#model/person.ts'
import type { ApprovalState } from '#model/states.ts'
import { mayOperate } from '#server/domain/run/policy.ts'

export interface ApprovalFacts {
  status: ApprovalState
  systemId: string
  needs: readonly string[]
  expiresAt: Date
  now: Date
  decisions: readonly { userId: string; role: string }[]
  requestedBy: readonly string[] // who started the run, wrote the revision, submitted the requirement
  runCreatedBy: string
}
const no = (why: string) => ({ allowed: false, why, roles: [] as string[] })

/** Whether a person may answer, for which of the roles that are still awaited. The transition decides again under lock. */
export function mayDecide(person: Person, approval: ApprovalFacts): Allowance & { roles: string[] } {
  if (!mayIn(person, 'approval.decide', approval.systemId)) return no('QA and product owners decide; you hold neither role here.')
  if (approval.status !== 'pending') return no(`This approval is ${approval.status}.`)
  if (approval.expiresAt <= approval.now) return no('This approval has expired.')
  if (approval.requestedBy.includes(person.id)) return no('You requested this, so somebody else has to decide on it.')
  if (approval.decisions.some((d) => d.userId === person.id)) return no('You have decided on this already; one person counts once.')
  const held: readonly string[] = rolesIn(person, approval.systemId)
  const open = approval.needs.filter((role) => !approval.decisions.some((d) => d.role === role))
  const mine = open.filter((role) => held.includes(role))
  return mine.length > 0 ? { allowed: true, why: '', roles: mine } : no('Your role has decided on this already; another role is awaited.')
}

export function mayWithdraw(person: Person, approval: ApprovalFacts): Allowance {
  const operate = mayOperate(person, { createdBy: approval.runCreatedBy, systemId: approval.systemId })
  if (!operate.allowed) return operate
  return approval.status === 'pending' ? { allowed: true, why: '' } : { allowed: false, why: `This approval is ${approval.status}.` }
}
