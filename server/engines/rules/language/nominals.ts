import { baseForm, stem } from './words.ts'

/** The thing that an act leaves behind: "lend" → loan, "enrol" → enrolment. */
const irregular: Record<string, string[]> = {
  lend: ['loan'],
  borrow: ['loan'],
  loan: ['loan'],
  rent: ['rental', 'tenancy'],
  hire: ['hire', 'rental'],
  enrol: ['enrolment', 'enrollment'],
  book: ['booking', 'reservation', 'appointment'],
  reserve: ['reservation', 'booking'],
  order: ['order'],
  pay: ['payment'],
  apply: ['application'],
  subscribe: ['subscription'],
  bid: ['bid'],
  donate: ['donation'],
  vote: ['vote'],
  admit: ['admission'],
  prescribe: ['prescription'],
  check_out: ['loan', 'checkout', 'rental'],
  purchase: ['purchase', 'order'],
  buy: ['purchase', 'order', 'sale'],
  sell: ['sale'],
  schedule: ['appointment'],
  appoint: ['appointment'],
  claim: ['claim'],
  lease: ['lease'],
  sign_up: ['sign-up', 'signup', 'registration', 'enrolment', 'booking'],
  enter: [],
  record: [],
  attend: ['attendance'],
  invite: ['invitation'],
  adopt: ['adoption'],
  inspect: ['inspection'],
  deliver: ['delivery'],
  ship: ['shipment'],
  return: ['return'],
  complain: ['complaint'],
  nominate: ['nomination'],
  register: ['registration'],
  assign: ['assignment'],
  transfer: ['transfer'],
  withdraw: ['withdrawal'],
  deposit: ['deposit'],
  grade: [],
  review: ['review'],
  rate: ['rating'],
  comment: ['comment'],
  allocate: ['allocation'],
  issue: ['loan', 'issue'],
  park: ['parking session', 'stay'],
  visit: ['visit'],
  treat: ['treatment'],
  vaccinate: ['vaccination'],
  participate: ['participation'],
  join: ['membership', 'participation'],
}
const byStem = new Map(Object.entries(irregular).map(([verb, nouns]) => [stem(verb.replace(/_/g, ' ')), nouns]))

/** Nouns that a verb may have made, most likely first; whether one is used in the document decides. */
export function nominals(verb: string): string[] {
  const known = byStem.get(stem(verb))
  if (known) return known
  const base = baseForm(verb)
  return [`${base}ing`, `${base.replace(/e$/, '')}ation`, `${base}ment`, `${base.replace(/e$/, '')}ion`].filter((noun) => noun.length > 6)
}
