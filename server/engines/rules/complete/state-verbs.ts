import { isVerb } from '../language/vocabulary.ts'
import { baseForm } from '../language/words.ts'

const inverse: Record<string, string> = {
  in_progress: 'start',
  active: 'activate',
  inactive: 'deactivate',
  done: 'finish',
  open: 'open',
  on_hold: 'put on hold',
  in_service: 'put in service',
  out_of_service: 'take out of service',
  waiting: 'put on waiting list',
  available: 'make available',
  in_repair: 'send to repair',
  no_show: 'mark as no show',
  in_review: 'review',
  in_transit: 'send',
  lost: 'mark as lost',
  draft: 'set to draft',
  closed: 'close',
  ready: 'mark as ready',
  pending: 'mark as pending',
}

export function verbFor(state: string): string {
  const known = inverse[state]
  if (known) return known
  const words = state.replace(/_/g, ' ')
  const base = baseForm(words.split(' ')[0] ?? words)
  if (base !== words.split(' ')[0] && (isVerb(base) || /ed$/.test(words.split(' ')[0] ?? ''))) return [base, ...words.split(' ').slice(1)].join(' ')
  return `mark as ${words}`
}
