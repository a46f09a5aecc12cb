import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { participle, stem } from './words.ts'

/** States that an act leads to when none is named after it. */
const synonyms: Record<string, string[]> = {
  start: ['in progress', 'started', 'active', 'running', 'ongoing', 'open'],
  begin: ['in progress', 'started', 'active'],
  finish: ['done', 'finished', 'completed', 'closed'],
  complete: ['completed', 'done', 'finished', 'closed'],
  end: ['ended', 'finished', 'closed', 'completed'],
  close: ['closed'],
  reopen: ['reopened', 'open', 'in progress', 'active', 'available', 'assigned', 'new'],
  open: ['open', 'opened'],
  approve: ['approved'],
  reject: ['rejected', 'declined', 'refused'],
  decline: ['declined', 'rejected'],
  refuse: ['refused', 'rejected'],
  return: ['returned', 'closed', 'available', 'in stock'],
  'take back': ['returned', 'closed', 'available'],
  'bring back': ['returned', 'closed', 'available'],
  'give back': ['returned', 'closed'],
  'hand back': ['returned', 'closed'],
  resolve: ['resolved', 'fixed', 'solved', 'done'],
  solve: ['solved', 'resolved'],
  fix: ['fixed', 'repaired', 'resolved'],
  repair: ['repaired', 'fixed', 'available', 'in service'],
  resume: ['in progress', 'active', 'resumed', 'open'],
  reactivate: ['active', 'available', 'open'],
  unban: ['active'],
  unfreeze: ['active'],
  unsuspend: ['active'],
  deny: ['denied', 'rejected', 'refused', 'declined'],
  grant: ['granted', 'approved', 'accepted'],
  unpause: ['active'],
  pause: ['paused', 'on hold', 'suspended'],
  assign: ['assigned'],
  activate: ['active', 'activated'],
  deactivate: ['inactive', 'deactivated'],
  block: ['blocked'],
  unblock: ['active', 'unblocked'],
  suspend: ['suspended'],
  reinstate: ['active', 'reinstated'],
  withdraw: ['withdrawn'],
  cancel: ['cancelled', 'canceled'],
  confirm: ['confirmed'],
  schedule: ['scheduled', 'planned'],
  plan: ['planned', 'scheduled'],
  submit: ['submitted', 'pending', 'waiting for approval'],
  publish: ['published', 'public'],
  retire: ['retired', 'inactive'],
  archive: ['archived'],
  escalate: ['escalated'],
  accept: ['accepted', 'in progress'],
  'check in': ['checked in', 'arrived', 'present'],
  'check out': ['checked out', 'left', 'on loan', 'departed'],
  'put on hold': ['on hold'],
  hold: ['on hold', 'held'],
  pay: ['paid', 'settled'],
  settle: ['settled', 'paid'],
  reimburse: ['reimbursed', 'paid'],
  'pick up': ['picked up', 'collected', 'in progress'],
  collect: ['collected', 'picked up'],
  take: ['taken', 'in progress'],
  deliver: ['delivered'],
  receive: ['received'],
  dispatch: ['dispatched', 'shipped', 'sent'],
  ship: ['shipped'],
  send: ['sent'],
  rent: ['rented', 'rented out'],
  'hand out': ['handed out', 'rented', 'active', 'out'],
  'hand in': ['returned', 'handed in'],
  'hand over': ['handed over', 'active', 'rented'],
  issue: ['issued', 'active'],
  revoke: ['revoked'],
  expire: ['expired'],
  grade: ['graded'],
  void: ['void', 'voided'],
  release: ['released'],
  lock: ['locked'],
  unlock: ['unlocked', 'open'],
  sell: ['sold'],
  discharge: ['discharged'],
  admit: ['admitted'],
  verify: ['verified'],
  validate: ['validated', 'valid'],
  review: ['reviewed', 'in review'],
  restore: ['active', 'restored'],
  discontinue: ['discontinued'],
  disable: ['disabled', 'inactive'],
  enable: ['enabled', 'active'],
  attend: ['attended'],
  redeem: ['redeemed', 'used'],
  use: ['used'],
  serve: ['served'],
  refund: ['refunded'],
  scrap: ['scrapped'],
  'write off': ['written off'],
}
const byStem = new Map(Object.entries(synonyms).map(([verb, states]) => [stem(verb), states]))

/** The state of the entity that a verb brings about: "pay" → paid, "start" → in progress. */
export function stateAfter(draft: Draft, entity: Entity, verb: string): string | null {
  const direct = draft.state(entity, participle(verb)) ?? draft.state(entity, verb)
  if (direct) return direct
  for (const candidate of byStem.get(stem(verb)) ?? []) {
    const state = draft.state(entity, candidate)
    if (state) return state
  }
  return null
}

/** Verbs whose participle is a lasting condition of a thing, so that they make a state even if no list names it. */
const lasting = new Set(
  [
    'retire',
    'archive',
    'cancel',
    'close',
    'approve',
    'reject',
    'refuse',
    'deny',
    'grant',
    'award',
    'pause',
    'ban',
    'terminate',
    'dismiss',
    'block',
    'suspend',
    'deactivate',
    'complete',
    'finish',
    'publish',
    'sell',
    'withdraw',
    'confirm',
    'resolve',
    'expire',
    'revoke',
    'decline',
    'discontinue',
    'disable',
    'freeze',
    'lock',
    'scrap',
    'return',
    'settle',
    'void',
    'accept',
    'submit',
    'pay',
    'ship',
    'deliver',
    'start',
    'escalate',
    'discharge',
    'redeem',
    'release',
    'write off',
    'end',
    'stop',
    'check in',
    'check out',
    'hand out',
    'discharge',
    'admit',
  ].map((verb) => stem(verb)),
)
export const makesState = (verb: string): boolean => lasting.has(stem(verb))

const negative = /reject|declin|refus|cancel|withdr|void|expir|abort|fail|lost|denied|no_show|written_off|suspend|block|hold|return|terminat|revok/
export const isAbandoning = (state: string): boolean => negative.test(state)

/** The states from which a verb may start when the document does not say: the one before in a list of a life; everything unfinished for giving up. */
export function statesBefore(entity: Entity, to: string): string[] {
  const values = entity.states?.values.map((value) => value.id) ?? []
  const at = values.indexOf(to)
  if (at < 0 || values.length < 2) return []
  if (/cancel|withdr|void|abort|expir|retir|scrap|decommission|dispos|written_off/.test(to))
    return values.filter(
      (value) =>
        value !== to &&
        (!isAbandoning(value) || /hold/.test(value)) &&
        !/deliver|done|complet|finish|closed|returned|graded|attended|no_show|missed|lost|sold|checked_|shipped|reimbursed|discharged|settled/.test(value),
    )
  if (/missed|no_show/.test(to)) {
    const done = values.find((value) => /complet|attend|done|finish|held/.test(value))
    if (done && done !== to) return statesBefore(entity, done)
  }
  for (let i = at - 1; i >= 0; i--) {
    const value = values[i] ?? ''
    if (!isAbandoning(value) && !(isAlternative(to) && isPositive(value))) return [value]
  }
  return at === 0 ? values.slice(1) : []
}
const isAlternative = (state: string) => /reject|declin|refus|denied/.test(state)
const isPositive = (state: string) => /approv|accept|confirm|granted/.test(state)
