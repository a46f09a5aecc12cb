/**
 * The published knowledge base of the architect: technologies with their scores, thresholds and typical risks as data,
 * so that the same input gives the same plan and each choice can be argued with. Scores are 1 (poor) to 5 (very good).
 */
export interface Option {
  name: string
  note: string
  scores: Record<Criterion, number>
}
export type Criterion = 'consistency' | 'throughput' | 'flexibility' | 'operations' | 'cost'
export interface Topic {
  id: string
  title: string
  context: string
  options: Option[]
  consequences: Record<string, string[]>
}

const scores = (consistency: number, throughput: number, flexibility: number, operations: number, cost: number): Option['scores'] => ({
  consistency,
  throughput,
  flexibility,
  operations,
  cost,
})

export const topics: Topic[] = [
  {
    id: 'store',
    title: 'Where the data lives',
    context: 'Rules span several rows (limits, stocks, states), so the store decides how they are kept under concurrent requests.',
    options: [
      {
        name: 'PostgreSQL',
        note: 'transactions, row locks, checks and partial unique indexes keep rules in the database itself',
        scores: scores(5, 4, 4, 4, 5),
      },
      { name: 'MongoDB', note: 'documents without joins; rules over several documents need multi-document transactions', scores: scores(3, 4, 5, 3, 4) },
      { name: 'DynamoDB', note: 'scales writes without limit, but conditions over several items are restricted', scores: scores(2, 5, 2, 4, 3) },
    ],
    consequences: {
      PostgreSQL: [
        'One primary takes all writes; reads can move to replicas.',
        'Schema changes are migrations that must stay additive while two releases run.',
      ],
      MongoDB: ['Rules over several documents are kept by the service alone.'],
      DynamoDB: ['Reports need a second store.'],
    },
  },
  {
    id: 'shape',
    title: 'How the service is cut',
    context: 'The entities share transactions; cutting between them turns local rules into distributed ones.',
    options: [
      { name: 'One modular service', note: 'one deployable, one database, a module an entity', scores: scores(5, 3, 4, 5, 5) },
      { name: 'A service an entity', note: 'independent scaling, rules over entities become sagas', scores: scores(2, 5, 3, 1, 2) },
      { name: 'Functions', note: 'scale to zero, cold starts, many small deployments', scores: scores(3, 4, 3, 3, 4) },
    ],
    consequences: {
      'One modular service': ['Modules stay separable: no module reads another one’s tables except through its functions.'],
      'A service an entity': ['Sagas with compensation replace transactions.'],
      Functions: ['Connections need a pool in front of the database.'],
    },
  },
  {
    id: 'messaging',
    title: 'How other systems learn of changes',
    context: 'A notification or an event must neither be lost nor be sent for a change that was rolled back.',
    options: [
      { name: 'Transactional outbox', note: 'the event is a row of the same transaction; a relay delivers it at least once', scores: scores(5, 4, 4, 5, 5) },
      { name: 'Message broker called directly', note: 'fast, but a crash between commit and send loses or invents events', scores: scores(2, 5, 4, 3, 3) },
      { name: 'Synchronous calls', note: 'simple to follow, couples availability', scores: scores(3, 2, 3, 3, 4) },
    ],
    consequences: {
      'Transactional outbox': ['Receivers see an event at least once and must tolerate a repeat.'],
      'Message broker called directly': ['Lost events have to be found by reconciliation.'],
      'Synchronous calls': ['The slowest receiver sets the response time.'],
    },
  },
  {
    id: 'identity',
    title: 'How people prove who they are',
    context: 'The service trusts tokens and knows no passwords.',
    options: [
      { name: 'OpenID Connect with signed JWTs', note: 'verified locally with the public keys, no call an request', scores: scores(4, 5, 4, 4, 5) },
      { name: 'Opaque tokens with introspection', note: 'revocable at once, one call a request', scores: scores(5, 2, 4, 3, 4) },
      { name: 'Own passwords', note: 'storage, reset and lock-out become this service’s burden', scores: scores(3, 4, 3, 1, 2) },
    ],
    consequences: {
      'OpenID Connect with signed JWTs': ['A revoked right counts when the token expires; tokens are short.'],
      'Opaque tokens with introspection': ['The identity provider is on the path of every request.'],
      'Own passwords': ['Credential theft becomes a risk of this service.'],
    },
  },
]

/** Weights of the criteria: a baseline plus what the quality targets and rules of a requirement add. */
export const baseline: Record<Criterion, number> = { consistency: 3, throughput: 2, flexibility: 2, operations: 3, cost: 2 }
